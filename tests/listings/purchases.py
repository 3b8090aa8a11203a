"""Neighbours who pledge, and what they are told."""

from listings import services
from notifications.models import Notification
from tests.factories.home import MembershipFactory


def neighbours(neighbourhood, count):
    return [MembershipFactory(neighbourhood=neighbourhood).user for _ in range(count)]


def take(purchase, person, *quantities, **more):
    keys = [product.pk for product in purchase.products.all()]
    return services.pledge(purchase=purchase, by=person, quantities=dict(zip(keys, quantities, strict=False)), **more)


def told(person):
    return [
        row["event"] for row in Notification.objects.filter(user=person, kind="purchase-news").order_by("pk").values_list("data", flat=True)
    ]
