"""More than three paid offers in six months: a kind question, never a block."""

from datetime import time, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from wagtail.models import Site

import pytest

from home.models import Membership
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


def asked_trader(place, number=4):
    """Somebody who lives there, offered that often for money, was asked, and said yes."""
    person = MembershipFactory(neighbourhood=place).user
    paid = {"price_mode": "paid", "amount": 9, "first_published_at": timezone.now()}
    for _ in range(number):
        GiveawayFactory(neighbourhood=place, author=person, **paid)
    TraderQuestion.objects.create(user=person, offers=number, answer="trader", answered_at=timezone.now())
    return person


def test_the_curators_of_ones_own_neighbourhood_read_the_answer(
    client, neighbourhood, other_neighbourhood, curator, other_curator, operator
):
    """TEN-01: the desk of A shows what was offered in A by who lives in A; B's shows nothing of it, and residents have no desk."""
    here, there, address = asked_trader(neighbourhood), asked_trader(other_neighbourhood), reverse("trader_desk")
    titles = list(ListingPage.objects.written_by(here).order_by("pk").values_list("title", flat=True))
    services.pause_listing(listing=ListingPage.objects.written_by(here).earliest("pk"), by=here)
    for person, knows in ((other_curator, (False, True)), (operator, (True, True)), (curator, (True, False))):
        client.force_login(person)
        shown = client.get(address).content.decode()
        assert (here.pseudonym in shown, there.pseudonym in shown) == knows
    assert "c’est mon métier" in shown
    assert ">4</td>" in shown
    assert [title in shown for title in titles] == [False, True, True, True]
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for _ in range(3):
        asked_trader(neighbourhood, number=2)
    with CaptureQueriesContext(connection) as four:
        assert client.get(address).content.decode().count(">2</td>") == 3
    assert len(four) == len(one)
    Membership.objects.filter(user=here).update(neighbourhood=other_neighbourhood)
    client.force_login(other_curator)
    assert here.pseudonym not in client.get(address).content.decode(), "what was offered elsewhere is told to nobody"
    client.force_login(here)
    assert client.get(address).status_code == 302


def test_nobody_else_is_asked(client, neighbourhood, resident):
    for _ in range(5):
        GiveawayFactory(neighbourhood=neighbourhood, author=resident)
    services.publish_listing(listing=GiveawayFactory(neighbourhood=neighbourhood, author=resident, state="draft"), by=resident)
    assert not TraderQuestion.objects.exists()
    client.force_login(resident)
    assert client.get(reverse("listings:trader")).status_code == 404
