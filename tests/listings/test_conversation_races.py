"""Many messages at once on real PostgreSQL. The limit has its positive control, with the lock off."""

from threading import Barrier

from django.db.models.signals import pre_save
from django.utils import timezone

import pytest

from listings import limits, services
from listings.errors import LimitReachedError
from listings.models import Conversation, Message
from listings.services import conversations
from tests.factories.home import MembershipFactory
from tests.factories.listings import GiveawayFactory
from tests.listings.test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def talk():
    listing = GiveawayFactory()
    guest = MembershipFactory(neighbourhood=listing.neighbourhood).user
    services.respond(listing=listing, by=guest)
    return Conversation.objects.get()


def sending(talk, by, count):
    return [lambda text=f"Mot {number}": services.send_message(conversation=talk, by=by, text=text) for number in range(count)]


def test_sixteen_messages_at_once_hold_the_limit_of_a_day(talk, monkeypatch):
    """The limit of a day under the writer's lock: exactly as many as there may be."""
    monkeypatch.setattr(limits, "MESSAGES_A_DAY", 3)
    outcomes = at_once(sending(talk, talk.guest, 16), threads=8)
    assert sum(isinstance(outcome, LimitReachedError) for outcome in outcomes) == 13
    assert Message.objects.count() == 3


def test_without_the_lock_the_limit_is_passed(talk, monkeypatch):
    """Positive control: two count before either writes."""
    monkeypatch.setattr(limits, "MESSAGES_A_DAY", 1)
    monkeypatch.setattr(conversations, "_lock", lambda person: None)
    both = Barrier(2, timeout=10)
    meet = lambda **_: both.wait()  # noqa: E731 - a receiver of its own
    pre_save.connect(meet, sender=Message)
    try:
        at_once(sending(talk, talk.guest, 2), threads=2)
    finally:
        pre_save.disconnect(meet, sender=Message)
    assert Message.objects.count() == 2


def test_two_who_write_to_each_other_at_once_do_not_wait_in_a_circle(talk):
    """Each sender's lock leaves room for rows that name them, such as the other one's notice."""
    now = timezone.now()
    calls = [call for pair in zip(sending(talk, talk.host, 20), sending(talk, talk.guest, 20), strict=True) for call in pair]
    outcomes = at_once(calls, threads=8)
    assert [outcome for outcome in outcomes if not isinstance(outcome, Message)] == []
    assert talk.messages.filter(sent_at__gte=now).count() == 40
