"""LIM-02: whatever happens in whatever order, what is promised stays between nothing and all there is."""

from contextlib import suppress
from datetime import time, timedelta

from django.utils import timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from listings import services
from listings.errors import ListingError
from tests.factories.home import MembershipFactory
from tests.factories.listings import GiveawayFactory, MeetupFactory, RideFactory
from tests.listings.walks import walks

pytestmark = pytest.mark.django_db

STEPS = ("respond", "accept", "decline", "withdraw", "cancel", "done", "no_show", "edit", "pause", "resume", "close", "renew")
step = st.tuples(st.sampled_from(STEPS), st.integers(0, 2), st.integers(1, 3))
DECISIONS = {
    "accept": services.accept_response,
    "decline": services.decline_response,
    "cancel": services.cancel_response,
    "done": services.mark_done,
    "no_show": services.mark_no_show,
}


def take(listing, people, name, who, amount):
    author, person = listing.author, people[who]
    answer = listing.responses.given_by(person).order_by("-pk").first()
    match name:
        case "respond":
            services.respond(listing=listing, by=person, quantity=amount)
        case "edit":
            services.edit_listing(listing=listing, by=author, fields={"quantity": amount})
        case "pause" | "resume" | "renew":
            getattr(services, f"{name}_listing")(listing=listing, by=author)
        case "close":
            services.close_listing(listing=listing, by=author, done=amount == 1)
        case "withdraw" if answer:
            services.withdraw_response(response=answer, by=person)
        case _ if answer:
            DECISIONS[name](response=answer, by=author)


@settings(max_examples=walks(12, steps=8), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rule=st.sampled_from(["first", "choose"]), steps=st.lists(step, min_size=8, max_size=20))
def test_no_order_of_events_promises_more_than_there_is(neighbourhood, rule, steps):
    listing = GiveawayFactory(neighbourhood=neighbourhood, rule=rule, quantity=2)
    people = [MembershipFactory(neighbourhood=neighbourhood).user for _ in range(3)]
    for name, who, amount in steps:
        with suppress(ListingError):
            take(listing, people, name, who, amount)
        listing.refresh_from_db()
        assert 0 <= listing.responses.taken() <= listing.quantity


DATED = ("respond", "accept", "maybe", "withdraw", "take", "lapse", "cancel", "edit", "skip", "no_show")


def take_dated(listing, people, name, who, amount):
    person = people[who]
    date = listing.occurrences.order_by("day")[amount % 2]
    answer = listing.responses.about(date).given_by(person).order_by("-pk").first()
    match name:
        case "respond" | "maybe":
            services.respond(listing=listing, by=person, quantity=amount, occurrence=date, maybe=name == "maybe")
        case "edit":
            services.edit_listing(listing=listing, by=listing.author, fields={"places" if listing.kind == "meetup" else "seats": amount})
        case "skip":
            services.cancel_occurrence(occurrence=date, by=listing.author)
        case "withdraw" if answer:
            services.withdraw_response(response=answer, by=person)
        case "take" if answer:
            services.take_offer(response=answer, by=person)
        case "lapse" if answer:
            services.lapse_offer(response=answer, now=timezone.now() + timedelta(days=1, seconds=1))
        case "accept" | "cancel" | "no_show" if answer:
            DECISIONS[name](response=answer, by=listing.author)


@settings(max_examples=walks(10, steps=8), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(["places", "seats"]),
    steps=st.lists(st.tuples(st.sampled_from(DATED), st.integers(0, 2), st.integers(1, 3)), min_size=8, max_size=20),
)
def test_no_date_ever_holds_more_people_than_places(neighbourhood, kind, steps):
    """LIM-02 per date: places offered to somebody count, and a cancelled date holds nobody."""
    start = timezone.now() + timedelta(days=5)
    if kind == "places":
        listing = MeetupFactory(neighbourhood=neighbourhood, places=3, rrule="FREQ=WEEKLY;COUNT=2", starts_at=start)
    else:
        listing = RideFactory(neighbourhood=neighbourhood, leaves_at=None, out_times=[time(7)] * 7, seats=3)
    people = [MembershipFactory(neighbourhood=neighbourhood).user for _ in range(3)]
    for name, who, amount in steps:
        with suppress(ListingError):
            take_dated(listing, people, name, who, amount)
        listing.refresh_from_db()
        for date in listing.occurrences.with_taken():
            assert 0 <= date.taken <= (listing.capacity if date.is_standing else 0)
