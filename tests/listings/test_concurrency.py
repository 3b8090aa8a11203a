"""Many at once on real PostgreSQL. Each test has its positive control: with the lock off, the same thing goes wrong."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from django.db import IntegrityError, connection
from django.db.models.signals import pre_save
from django.utils import timezone

from wagtail.query import PageQuerySet

import pytest

from listings import services
from listings.errors import NothingLeftError
from listings.models import GiveawayPage, ListingIndexPage, ListingPage, Response
from listings.services import responses
from listings.services.purchases import pledging
from notifications.models import Notification
from tests.factories.home import MembershipFactory, NeighbourhoodPageFactory
from tests.factories.listings import GiveawayFactory, GroupBuyFactory, HelpFactory, MeetupFactory, RideFactory, SitterFactory, index_of

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(calls, threads):
    """Run the calls in that many threads; return what each returned or raised."""

    def run(call):
        try:
            return call()
        except Exception as error:  # noqa: BLE001 - the outcome is what is looked at
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, calls))


def takers(listing, count):
    people = [MembershipFactory(neighbourhood=listing.neighbourhood).user for _ in range(count)]
    date = listing.occurrences.first()
    return [lambda person=person: services.respond(listing=listing, by=person, occurrence=date) for person in people]


def test_fifty_people_take_the_last_piece_and_one_gets_it():
    """LIM-01: 50 parallel takers of the last unit, exactly one promise; the others stand in line."""
    listing = GiveawayFactory(quantity=1)
    answers = at_once(takers(listing, 50), threads=16)
    states = sorted(answer.state for answer in answers)
    assert states == ["accepted"] + ["asked"] * 49
    assert listing.responses.taken() == 1


def test_fifty_people_take_the_last_place_at_the_table_and_one_gets_it():
    """LIM-01 per date: 50 parallel yeses for the last place, exactly one sits; the others stand in line."""
    listing = MeetupFactory(places=1)
    answers = at_once(takers(listing, 50), threads=16)
    assert sorted(answer.state for answer in answers) == ["accepted"] + ["asked"] * 49
    assert listing.occurrences.most_taken() == 1


def test_a_driver_who_says_yes_fifty_times_at_once_fills_one_seat():
    """LIM-01, seats per date: 50 parallel yeses for the last seat, exactly one passenger."""
    listing = RideFactory(seats=1)
    asked = at_once(takers(listing, 50), threads=16)
    calls = [lambda answer=answer: services.accept_response(response=answer, by=listing.author) for answer in asked]
    outcomes = at_once(calls, threads=16)
    assert sum(isinstance(outcome, NothingLeftError) for outcome in outcomes) == 49
    assert listing.occurrences.most_taken() == 1


def test_fifty_people_borrow_the_same_day_and_one_gets_it():
    """LIM-01, a loan's days: 50 parallel borrowers of the last free day, exactly one; the others stand in line."""
    listing = HelpFactory(at_once=True)
    days = (timezone.localdate() + timedelta(days=2),) * 2
    people = [MembershipFactory(neighbourhood=listing.neighbourhood).user for _ in range(50)]
    calls = [lambda person=person: services.respond(listing=listing, by=person, period=days) for person in people]
    assert sorted(answer.state for answer in at_once(calls, threads=16)) == ["accepted"] + ["asked"] * 49


def families(listing, count):
    people = [MembershipFactory(neighbourhood=listing.neighbourhood).user for _ in range(count)]
    evening = listing.occurrences.first()
    return [services.respond(listing=listing, by=person, occurrence=evening, given={"children": 1}) for person in people]


def yeses(listing, answers):
    return [lambda answer=answer: services.accept_response(response=answer, by=listing.author) for answer in answers]


def test_a_sitter_who_says_yes_fifty_times_at_once_has_one_family():
    """LIM-01, childcare: 50 parallel yeses for one evening, exactly one family."""
    listing = SitterFactory(grid=["4-eve"])
    outcomes = at_once(yeses(listing, families(listing, 50)), threads=16)
    assert sum(isinstance(outcome, NothingLeftError) for outcome in outcomes) == 49
    assert listing.occurrences.most_taken() == 1


@pytest.mark.parametrize(
    "make",
    [lambda: GiveawayFactory(quantity=1), lambda: MeetupFactory(places=1), lambda: SitterFactory(grid=["4-eve"])],
    ids=["giveaway", "meetup", "childcare"],
)
def test_without_the_lock_the_last_piece_is_promised_twice(monkeypatch, make):
    """LIM-01, positive control."""
    listing = make()
    calls = yeses(listing, families(listing, 2)) if listing.kind == "childcare" else takers(listing, 2)
    barrier = Barrier(2)

    def wait_for_the_other(**_):
        barrier.wait(timeout=10)  # both have counted, neither has written

    monkeypatch.setattr(responses, "lock_listing", lambda listing: ListingPage.objects.get(pk=listing.pk).specific)
    pre_save.connect(wait_for_the_other, sender=Response)
    try:
        at_once(calls, threads=2)
    finally:
        pre_save.disconnect(wait_for_the_other, sender=Response)
    assert listing.responses.taken() == 2


def writers(neighbourhood, count):
    people = [MembershipFactory(neighbourhood=neighbourhood).user for _ in range(count)]
    index_of(neighbourhood)
    fields = {"title": "Lit", "body": "", "category": "furniture"}
    return [
        lambda person=person: services.save_draft(model=GiveawayPage, neighbourhood=neighbourhood, by=person, fields=fields)
        for person in people
    ]


def test_neighbours_who_write_at_once_all_succeed():
    """Architecture, flow 2: two pages under one index at the same moment take two places in the tree."""
    neighbourhood = NeighbourhoodPageFactory()
    outcomes = at_once(writers(neighbourhood, 8), threads=8)
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    index = index_of(neighbourhood)
    assert index.numchild == index.get_children().count() == 8


def test_without_the_parents_lock_two_pages_take_one_place(monkeypatch):
    """Positive control: the lock taken by add_child is what keeps the tree whole."""
    neighbourhood = NeighbourhoodPageFactory()
    calls = writers(neighbourhood, 2)
    barrier = Barrier(2)

    def is_leaf(page):
        if page.numchild == 0:
            barrier.wait(timeout=10)  # both have looked for the last child, neither has added one
        return page.numchild == 0

    monkeypatch.setattr(PageQuerySet, "select_for_update", lambda self, **_: self)
    monkeypatch.setattr(ListingIndexPage, "is_leaf", is_leaf)
    outcomes = at_once(calls, threads=2)
    assert any(isinstance(outcome, IntegrityError) for outcome in outcomes), outcomes


def test_two_schedulers_end_each_listing_once():
    """FLT-10: due actions are done once, however many clocks run."""
    over = GiveawayFactory(expires_at=timezone.now() - timedelta(minutes=1))
    soon = GiveawayFactory(neighbourhood=over.neighbourhood, expires_at=timezone.now() + timedelta(days=1))
    calls = [lambda: services.expire_listing(listing=over), lambda: services.warn_of_expiry(listing=soon)] * 6
    outcomes = at_once(calls, threads=12)
    assert outcomes.count(True) == 2
    assert outcomes.count(False) == 10
    assert sorted(Notification.objects.values_list("kind", flat=True)) == ["listing-expired", "listing-expiring"]


def test_edit_and_take_at_once_never_promise_more_than_there_is():
    """LIM-02: the giver lowers the quantity while others take."""
    listing = GiveawayFactory(quantity=4)
    calls = takers(listing, 6)
    calls[3:3] = [lambda: services.edit_listing(listing=listing, by=listing.author, fields={"quantity": 2})]
    at_once(calls, threads=7)
    listing.refresh_from_db()
    assert listing.responses.taken() <= listing.quantity


def pledgers(purchase, count):
    product = purchase.products.get()
    people = [MembershipFactory(neighbourhood=purchase.neighbourhood).user for _ in range(count)]
    return [lambda person=person: services.pledge(purchase=purchase, by=person, quantities={product.pk: 1}) for person in people]


def test_fifty_people_pledge_for_the_last_three_jars_and_three_get_them():
    """LIM-01, units of a group purchase: 50 parallel pledges for three units, exactly three succeed."""
    purchase = GroupBuyFactory(products=[{"packs_available": 1, "pack": 3}])
    outcomes = at_once(pledgers(purchase, 50), threads=16)
    assert sum(isinstance(outcome, NothingLeftError) for outcome in outcomes) == 47
    assert sum(purchase.products.get().lines.values_list("quantity", flat=True)) == 3


def test_without_the_lock_the_last_jar_is_pledged_twice(monkeypatch):
    """LIM-01, positive control."""
    purchase = GroupBuyFactory(products=[{"packs_available": 1}])
    calls = pledgers(purchase, 2)
    barrier = Barrier(2)

    def wait_for_the_other(**_):
        barrier.wait(timeout=10)  # both have counted, neither has written

    monkeypatch.setattr(pledging, "lock_listing", lambda listing: ListingPage.objects.get(pk=listing.pk).specific)
    pre_save.connect(wait_for_the_other, sender=Response)
    try:
        at_once(calls, threads=2)
    finally:
        pre_save.disconnect(wait_for_the_other, sender=Response)
    assert sum(purchase.products.get().lines.values_list("quantity", flat=True)) == 2


def test_two_schedulers_settle_a_purchase_once():
    """FLT-10: a purchase is settled, and its people told, once."""
    purchase = GroupBuyFactory(threshold=1)
    pledgers(purchase, 1)[0]()
    due = purchase.closes_at + timedelta(minutes=1)
    outcomes = at_once([lambda: services.decide_purchase(purchase=purchase, now=due)] * 6, threads=6)
    assert sorted(outcomes) == [""] * 5 + ["locked"]
    assert Notification.objects.filter(kind="purchase-news").count() == 2
