"""More than three paid offers in six months: a kind question, never a block."""

from datetime import time, timedelta

from django.urls import reverse
from django.utils import timezone

from wagtail.models import Site

import pytest

from listings import services
from listings.models import ListingPage, TraderQuestion
from notifications.models import Notification
from tests.factories.home import MembershipFactory
from tests.factories.listings import GiveawayFactory, SitterFactory, index_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(neighbourhood):
    index_of(neighbourhood)
    Site.objects.update(hostname="testserver")


def offer(person, neighbourhood, **fields):
    values = {"state": "draft", "price_mode": "paid", "amount": 9} | fields
    draft = SitterFactory(neighbourhood=neighbourhood, author=person, **values)
    return services.publish_listing(listing=draft, by=person)


def asked(person):
    return Notification.objects.filter(kind="trader-question", user=person).count()


def test_the_fourth_paid_offer_asks_and_is_published_all_the_same(client, neighbourhood, resident):
    """Domain §4.2: asked after the fourth in six months, answered once, the answer kept; the shops' page is one link away."""
    for _ in range(3):
        offer(resident, neighbourhood)
    offer(resident, neighbourhood, price_mode="free", amount=None)
    offer(resident, neighbourhood, direction="request", grid=[], starts=time(14), ends=time(16))
    old = offer(MembershipFactory(neighbourhood=neighbourhood).user, neighbourhood)
    ListingPage.objects.filter(pk=old.pk).update(author=resident, first_published_at=timezone.now() - timedelta(days=190))
    assert not TraderQuestion.objects.exists()
    fourth = offer(resident, neighbourhood)
    assert fourth.state == "open"
    assert (asked(resident), TraderQuestion.objects.get().answer) == (1, "")
    offer(resident, neighbourhood)
    assert asked(resident) == 1, "asked once"
    client.force_login(resident)
    address = reverse("listings:trader")
    assert address in client.get(reverse("listings:mine")).content.decode()
    assert reverse("ads:register", args=[neighbourhood.pk]) in client.get(address).content.decode()
    client.post(address, {"answer": "nonsense"})
    client.post(address, {"answer": "private"})
    question = TraderQuestion.objects.get()
    assert (question.answer, question.answered_at is None) == ("private", False)
    assert address not in client.get(reverse("listings:mine")).content.decode()
    TraderQuestion.objects.update(answered_at=timezone.now() - timedelta(days=190))
    offer(resident, neighbourhood)
    assert asked(resident) == 2, "half a year later the question is asked again"
    answer = client.post(address, {"answer": "trader"})
    assert answer.url == reverse("ads:register", args=[neighbourhood.pk])


def test_nobody_else_is_asked(client, neighbourhood, resident):
    for _ in range(5):
        GiveawayFactory(neighbourhood=neighbourhood, author=resident)
    services.publish_listing(listing=GiveawayFactory(neighbourhood=neighbourhood, author=resident, state="draft"), by=resident)
    assert not TraderQuestion.objects.exists()
    client.force_login(resident)
    assert client.get(reverse("listings:trader")).status_code == 404
