"""The time accounts: nothing is lost or made, nothing is rewritten, and nobody passes ten hours."""

from uuid import uuid4

from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from listings import services
from listings.errors import LimitReachedError, NotAllowedError
from listings.limits import TIME_LIMIT
from listings.models import TimeAccount, TimeEntry, TimeTransfer
from notifications.models import Notification
from tests.factories.accounts import UserFactory
from tests.factories.home import MembershipFactory
from tests.listings.walks import walks

pytestmark = pytest.mark.django_db
#: Steps of one walk.
WALK = 50


def balance(person):
    return TimeEntry.objects.visible_to(person).balance()


def pay(payer, payee, minutes):
    return services.transfer_hours(payer=payer, payee=payee, minutes=minutes, about=uuid4())


@pytest.fixture
def two(db):
    return UserFactory(), UserFactory()


def test_ten_hours_are_the_limit_on_both_sides_and_the_minute_before_passes(two):
    """Domain §4.2: ±10 h exactly; refused above it on either side, and nothing is written then."""
    one, other = two
    pay(one, other, TIME_LIMIT)
    for payer, payee in ((one, UserFactory()), (UserFactory(), other)):
        with pytest.raises(LimitReachedError):
            pay(payer, payee, 1)
    pay(other, one, 2 * TIME_LIMIT)
    assert (balance(one), balance(other)) == (TIME_LIMIT, -TIME_LIMIT)
    assert TimeTransfer.objects.count() == 2


def test_a_leg_is_paid_once_and_given_back_once(client, two):
    """Domain §4.2: a correction is a counter-entry, by who received; both stay to be read."""
    payer, payee = two
    leg = uuid4()
    paid = [services.transfer_hours(payer=payer, payee=payee, minutes=90, about=leg) for _ in range(2)]
    assert paid[0] == paid[1]
    with pytest.raises(NotAllowedError):
        services.return_hours(transfer=paid[0], by=payer)
    client.force_login(payee)
    address = reverse("listings:hours-return", args=[paid[0].public_id])
    assert address in client.get(reverse("listings:hours")).content.decode()
    for _ in range(2):
        client.post(address)
    assert (balance(payer), balance(payee)) == (0, 0)
    assert list(TimeEntry.objects.order_by("pk").values_list("minutes", flat=True)) == [-90, 90, -90, 90]
    assert Notification.objects.filter(user=payer, kind="hours-returned").count() == 1
    client.force_login(UserFactory())
    assert client.post(address).status_code == 404
    for person in two:
        client.force_login(person)
        page = client.get(reverse("listings:hours")).content.decode()
        assert (page.count("1 h 30"), address in page) == (2, False)


@pytest.mark.parametrize("model", [TimeEntry, TimeTransfer])
def test_the_database_refuses_to_change_or_delete_what_is_written(two, model):
    """Append-only, whoever asks: not only the services."""
    pay(*two, 60)
    change = {"minutes": 1} if model is TimeEntry else {"about": uuid4()}
    for attempt in (lambda: model.objects.update(**change), lambda: model.objects.all()._raw_delete("default")):
        with pytest.raises(IntegrityError, match="counter-entry"), transaction.atomic():
            attempt()


@pytest.mark.parametrize("entries", [(), (-60,), (-60, 59), (-30, 30, 60)])
def test_the_database_refuses_a_transfer_that_does_not_add_up(two, entries):
    """Double entry: two entries, together nothing, checked when the transaction ends."""
    with pytest.raises(IntegrityError, match="add up to nothing"), transaction.atomic():
        _write(entries)


def _write(entries):
    transfer = TimeTransfer.objects.create(reason="exchange", about=uuid4())
    for minutes in entries:
        TimeEntry.objects.create(transfer=transfer, account=TimeAccount.objects.create(user=UserFactory()), minutes=minutes)
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("minutes", [120, -120])
def test_who_closes_their_account_leaves_it_to_the_neighbourhood(client, neighbourhood, minutes):
    """docs/listings-exchange.md: nobody else loses an hour, the sum stays nothing, and what was written stays."""
    leaver, other = (MembershipFactory(neighbourhood=neighbourhood).user for _ in range(2))
    pay(*((other, leaver) if minutes > 0 else (leaver, other)), abs(minutes))
    leaver.delete()
    assert balance(other) == -minutes
    assert neighbourhood.time_account.entries.balance() == minutes
    assert TimeEntry.objects.balance() == 0
    assert TimeAccount.objects.get(user=None, neighbourhood=None).entries.balance() == 0
    client.force_login(other)
    assert client.get(reverse("listings:hours")).status_code == 200


def test_a_page_of_entries_asks_the_same_number_of_questions_for_one_and_for_twenty(client, two):
    """TST-03."""
    payer, payee = two
    client.force_login(payee)
    pay(payer, payee, 15)
    address = reverse("listings:hours")
    client.get(address)
    asked = _questions(client, address)
    for _ in range(19):
        pay(payer, payee, 15)
    assert _questions(client, address) == asked <= 12


def _questions(client, address):
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


class Ledger(RuleBasedStateMachine):
    """Five people pay, give back and leave, in any order; a book kept beside agrees with the accounts."""

    def __init__(self):
        super().__init__()
        home = MembershipFactory()
        self.people = [home.user, *(MembershipFactory(neighbourhood=home.neighbourhood).user for _ in range(4))]
        self.book = {person.pk: 0 for person in self.people}
        self.transfers, self.written = [], 0

    @rule(payer=st.integers(0, 4), payee=st.integers(0, 4), minutes=st.sampled_from([15, 60, 90, 240, 600]))
    def pay(self, payer, payee, minutes):
        if payer == payee:
            return
        one, two = self.people[payer], self.people[payee]
        fits = self.book[one.pk] - minutes >= -TIME_LIMIT and self.book[two.pk] + minutes <= TIME_LIMIT
        try:
            self.transfers.append((pay(one, two, minutes), one, two, minutes))
        except LimitReachedError:
            assert not fits
            return
        assert fits
        self._moved(one, two, minutes)

    @rule(which=st.integers(0, 30))
    def give_back(self, which):
        if not self.transfers:
            return
        transfer, one, two, minutes = self.transfers[which % len(self.transfers)]
        again = TimeTransfer.objects.filter(reverses=transfer).exists()
        try:
            services.return_hours(transfer=transfer, by=two)
        except LimitReachedError:
            return
        if not again:
            self._moved(two, one, minutes)

    @rule(who=st.integers(0, 4))
    def settle(self, who):
        if services.settle_time_account(user=self.people[who]):
            self.book[self.people[who].pk] = 0
            self.written += 2

    def _moved(self, payer, payee, minutes):
        self.book[payer.pk] -= minutes
        self.book[payee.pk] += minutes
        self.written += 2

    @invariant()
    def holds(self):
        found = {person.pk: balance(person) for person in self.people}
        assert found == self.book
        assert all(-TIME_LIMIT <= minutes <= TIME_LIMIT for minutes in found.values())
        assert TimeEntry.objects.balance() == 0
        assert TimeEntry.objects.count() >= self.written


def test_no_order_of_events_makes_or_loses_an_hour():
    """LIM-02 for hours: the sum is nothing after every step, and nobody passes the limit."""
    chosen = settings(max_examples=walks(2, steps=WALK), stateful_step_count=WALK, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Ledger, settings=chosen)
