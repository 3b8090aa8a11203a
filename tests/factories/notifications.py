from datetime import timedelta

from django.utils import timezone

import factory
from allauth.account.models import EmailAddress

from notifications.models import Alert
from tests.factories.accounts import UserFactory
from tests.factories.home import MembershipFactory, NeighbourhoodPageFactory


class AlertFactory(factory.django.DjangoModelFactory):
    """A draft: `publish_alert` is what sends it out."""

    class Meta:
        model = Alert

    neighbourhood = factory.SubFactory(NeighbourhoodPageFactory)
    author = factory.SubFactory(UserFactory)
    category = Alert.Category.WATER
    severity = Alert.Severity.VIGILANCE
    headline = "La Rance monte\u202f: déplacez les voitures du quai"
    description = "Pleine mer à 19 h 42, coefficient 104."
    expires = factory.LazyFunction(lambda: timezone.now() + timedelta(hours=12))


def reachable_resident(neighbourhood, address=None, **fields):
    """Return a resident with a confirmed e-mail address."""
    user = MembershipFactory(neighbourhood=neighbourhood, **fields).user
    user.email = address or f"voisin{user.pk}@exemple.test"
    user.save(update_fields=["email"])
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
