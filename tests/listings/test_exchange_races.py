"""Many at once on real PostgreSQL: seats, days, exchanges and hours. Each has its positive control, with the lock off."""

from datetime import timedelta
from threading import Barrier
from uuid import uuid4

from django.db.models.signals import pre_save
from django.utils import timezone

import pytest

from listings import services
from listings.errors import LimitReachedError, NothingLeftError
from listings.limits import TIME_LIMIT
from listings.models import ListingPage, Response, TimeAccount, TimeEntry, TimeTransfer
from listings.services import ledger, responses
from tests.factories.accounts import UserFactory
from tests.factories.home import MembershipFactory
from tests.factories.listings import ExchangeFactory, HelpFactory, RideFactory
from tests.listings.test_concurrency import at_once, takers

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def both_before_either_writes():
    """Let two threads both come to the point of writing a row of a model before either writes."""
    barrier, connected = Barrier(2), []

    def wait_for_the_other(**_):
        barrier.wait(timeout=10)

    def watch(model):
        pre_save.connect(wait_for_the_other, sender=model)
        connected.append(model)

    yield watch
    for model in connected:
        pre_save.disconnect(wait_for_the_other, sender=model)


@pytest.fixture
def unlocked(monkeypatch):
    monkeypatch.setattr(responses, "lock_listing", lambda listing: ListingPage.objects.get(pk=listing.pk).specific)


def test_fifty_people_take_the_same_exchange_and_one_gets_it():
    """LIM-01, one leg of an exchange: 50 parallel takers, exactly one agreement; the others stand in line."""
    listing = ExchangeFactory(at_once=True)
    assert sorted(answer.state for answer in at_once(takers(listing, 50), threads=16)) == ["accepted"] + ["asked"] * 49
    assert listing.responses.taken() == 1


def test_without_the_lock_an_exchange_is_agreed_twice(unlocked, both_before_either_writes):
    """LIM-01, positive control."""
    listing = ExchangeFactory(at_once=True)
    calls = takers(listing, 2)
    both_before_either_writes(Response)
    at_once(calls, threads=2)
    assert listing.responses.taken() == 2


def test_without_the_lock_a_driver_gives_one_seat_twice(unlocked, both_before_either_writes):
    """LIM-01, positive control of the last seat."""
    ride = RideFactory(seats=1)
    asked = at_once(takers(ride, 2), threads=1)
    both_before_either_writes(Response)
    outcomes = at_once([lambda answer=answer: services.accept_response(response=answer, by=ride.author) for answer in asked], threads=2)
    assert not [outcome for outcome in outcomes if isinstance(outcome, NothingLeftError)]
    assert ride.occurrences.most_taken() == 2


def test_without_the_lock_only_the_database_keeps_a_day_from_being_lent_twice(unlocked, both_before_either_writes):
    """LIM-01, positive control of a loan's days: both borrowers count a free day; what stops the second is the constraint alone."""
    drill = HelpFactory(at_once=True)
    days = (timezone.localdate() + timedelta(days=2),) * 2
    people = [MembershipFactory(neighbourhood=drill.neighbourhood).user for _ in range(2)]
    both_before_either_writes(Response)
    calls = [lambda person=person: services.respond(listing=drill, by=person, period=days) for person in people]
    outcomes = at_once(calls, threads=2)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["IntegrityError", "Response"]


def balance(person):
    return TimeEntry.objects.visible_to(person).balance()


def test_fifty_transfers_at_once_hold_the_limits_and_add_up():
    """Domain §4.2: 50 parallel transfers of an hour among five people, and from one person: never past ten hours, the sum nothing.

    They go both ways between the same accounts: without a stable order of the locks they would wait in a circle.
    """
    people = [UserFactory() for _ in range(5)]
    ways = [(number % 5, (number + 1 + number % 3) % 5) for number in range(25)] + [(0, 1 + number % 4) for number in range(25)]
    calls = [
        lambda one=one, two=two: services.transfer_hours(payer=people[one], payee=people[two], minutes=60, about=uuid4())
        for one, two in ways
    ]
    outcomes = at_once(calls, threads=16)
    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert refused
    assert {type(outcome) for outcome in refused} == {LimitReachedError}
    assert all(-TIME_LIMIT <= balance(person) <= TIME_LIMIT for person in people)
    assert TimeEntry.objects.balance() == 0
    assert TimeTransfer.objects.count() == 50 - len(refused)


def test_two_transfers_that_cross_open_both_accounts_without_waiting_in_a_circle():
    """The first hour between two people, both ways at once, twenty times: each opens what the other needs, in one order."""
    pairs = [(UserFactory(), UserFactory()) for _ in range(20)]
    calls = [
        lambda payer=payer, payee=payee: services.transfer_hours(payer=payer, payee=payee, minutes=60, about=uuid4())
        for one, two in pairs
        for payer, payee in ((one, two), (two, one))
    ]
    assert [outcome for outcome in at_once(calls, threads=16) if isinstance(outcome, Exception)] == []
    assert TimeAccount.objects.count() == 40


def test_without_the_accounts_locks_the_limit_is_passed(monkeypatch, both_before_either_writes):
    """Positive control: two transfers of six hours from one account both count an empty one."""
    payer, *payees = (UserFactory() for _ in range(3))
    for person in (payer, *payees):
        TimeAccount.objects.create(user=person)
    monkeypatch.setattr(ledger, "lock_accounts", lambda *people: {person.pk: person.time_account for person in people})
    both_before_either_writes(TimeTransfer)
    calls = [
        lambda payee=payee: services.transfer_hours(payer=payer, payee=payee, minutes=TIME_LIMIT - 1, about=uuid4()) for payee in payees
    ]
    at_once(calls, threads=2)
    assert balance(payer) < -TIME_LIMIT


def test_who_says_received_twice_at_once_pays_once():
    listing = ExchangeFactory(mode="time", at_once=True)
    person = MembershipFactory(neighbourhood=listing.neighbourhood).user
    leg = services.respond(listing=listing, by=person).legs.get()
    at_once([lambda: services.say_received(leg=leg, by=person)] * 8, threads=8)
    assert (balance(person), balance(listing.author)) == (-60, 60)
