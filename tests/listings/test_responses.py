"""Answering a listing (domain.md §4.1 and §4.2)."""

from datetime import timedelta

from django.utils import timezone

import pytest

from listings import services
from listings.errors import ListingError, NotAllowedError, NothingLeftError, WrongStateError
from listings.models import Response
from notifications.models import Notification
from tests.factories.home import MembershipFactory
from tests.factories.listings import GiveawayFactory, ResponseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def neighbour(neighbourhood):
    return MembershipFactory(neighbourhood=neighbourhood).user


def told(user):
    return set(Notification.objects.filter(user=user).values_list("kind", flat=True))


def test_the_first_to_ask_is_promised_and_the_second_waits(neighbourhood, neighbour, resident):
    listing = GiveawayFactory(neighbourhood=neighbourhood)
    first = services.respond(listing=listing, by=neighbour)
    second = services.respond(listing=listing, by=resident)
    assert (first.state, second.state) == ("accepted", "asked")
    assert told(listing.author) == {"response-received"}


def test_answering_twice_is_answering_once(neighbourhood, neighbour):
    listing = GiveawayFactory(neighbourhood=neighbourhood, quantity=5)
    first = services.respond(listing=listing, by=neighbour)
    assert services.respond(listing=listing, by=neighbour) == first
    assert listing.responses.taken() == 1


@pytest.mark.parametrize("state", ["held", "paused", "closed", "draft"])
def test_only_an_open_listing_is_answered(neighbourhood, neighbour, state):
    listing = GiveawayFactory(neighbourhood=neighbourhood, state=state, closed_reason="done" if state == "closed" else "")
    with pytest.raises(NotAllowedError):
        services.respond(listing=listing, by=neighbour)


def test_who_may_answer(neighbourhood, outsider, declared):
    """Level 1 answers; strangers and the author do not; partners only where the author said so."""
    listing = GiveawayFactory(neighbourhood=neighbourhood, audience="public", quantity=9)
    partner = MembershipFactory()
    neighbourhood.partners.add(partner.neighbourhood)
    for stranger in (outsider, declared, listing.author):
        with pytest.raises(NotAllowedError):
            services.respond(listing=listing, by=stranger)
    located = MembershipFactory(neighbourhood=neighbourhood, level=1).user
    assert services.respond(listing=listing, by=located).state == "accepted"
    assert services.respond(listing=listing, by=partner.user).state == "accepted"
    for_neighbours = GiveawayFactory(neighbourhood=neighbourhood)
    with pytest.raises(NotAllowedError):
        services.respond(listing=for_neighbours, by=partner.user)


def test_nobody_asks_for_more_than_there_is(neighbourhood, neighbour):
    listing = GiveawayFactory(neighbourhood=neighbourhood, quantity=3)
    with pytest.raises(ListingError):
        services.respond(listing=listing, by=neighbour, quantity=4)
    assert services.respond(listing=listing, by=neighbour, quantity=3).state == "accepted"


def test_the_giver_chooses_and_cannot_promise_twice(neighbourhood):
    """Capacity is counted at acceptance; the note is written for one person."""
    listing = GiveawayFactory(neighbourhood=neighbourhood, rule="choose")
    one, two = ResponseFactory(listing=listing), ResponseFactory(listing=listing)
    with pytest.raises(NotAllowedError):
        services.accept_response(response=one, by=two.resident)
    services.accept_response(response=one, by=listing.author, note="Sonnez au portail bleu")
    services.accept_response(response=one, by=listing.author)
    with pytest.raises(NothingLeftError):
        services.accept_response(response=two, by=listing.author)
    one.refresh_from_db()
    assert (one.state, one.note) == ("accepted", "Sonnez au portail bleu")
    assert told(one.resident) == {"response-accepted"}
    services.decline_response(response=two, by=listing.author)
    assert told(two.resident) == {"response-declined"}


@pytest.mark.parametrize("ending", ["withdraw_response", "cancel_response", "mark_no_show"])
def test_what_becomes_free_goes_to_the_next_in_line(neighbourhood, ending):
    """FIFO: the one who waited longest, and only one."""
    listing = GiveawayFactory(neighbourhood=neighbourhood)
    people = [MembershipFactory(neighbourhood=neighbourhood).user for _ in range(3)]
    first, second, third = (services.respond(listing=listing, by=person) for person in people)
    getattr(services, ending)(response=first, by=people[0] if ending == "withdraw_response" else listing.author)
    for response in (first, second, third):
        response.refresh_from_db()
    assert first.state in {"withdrawn", "cancelled", "no_show"}
    assert (second.state, third.state) == ("offered", "asked")
    assert "place-offered" in told(people[1])


def test_handing_over_the_last_piece_closes_the_listing(neighbourhood):
    listing = GiveawayFactory(neighbourhood=neighbourhood)
    taker, waiting = (MembershipFactory(neighbourhood=neighbourhood).user for _ in range(2))
    response = services.respond(listing=listing, by=taker)
    in_line = services.respond(listing=listing, by=waiting)
    services.mark_done(response=response, by=listing.author)
    services.mark_done(response=response, by=listing.author)
    listing.refresh_from_db()
    in_line.refresh_from_db()
    assert (listing.state, listing.closed_reason, in_line.state) == ("closed", "done", "declined")
    assert "listing-closed" in told(waiting)


def test_two_missed_handovers_cost_the_first_place_for_a_month(neighbourhood, neighbour):
    """Domain §4.2: two no-shows in 90 days; a month later one is first in line again."""
    for days in (40, 10):
        ResponseFactory(
            listing__neighbourhood=neighbourhood, resident=neighbour, state="no_show", ended_at=timezone.now() - timedelta(days=days)
        )
    listing = GiveawayFactory(neighbourhood=neighbourhood)
    response = services.respond(listing=listing, by=neighbour)
    assert response.state == "asked"
    assert services.accept_response(response=response, by=listing.author).state == "accepted"
    Response.objects.filter(state="no_show").update(ended_at=timezone.now() - timedelta(days=31))
    assert services.respond(listing=GiveawayFactory(neighbourhood=neighbourhood), by=neighbour).state == "accepted"


def test_a_draw_takes_as_many_as_there_are_and_only_once(neighbourhood):
    listing = GiveawayFactory(neighbourhood=neighbourhood, rule="draw", quantity=2, deadline=timezone.localdate())
    for _ in range(5):
        ResponseFactory(listing=listing)
    assert services.draw_takers(listing=listing) == 2
    assert services.draw_takers(listing=listing) == 0
    assert listing.responses.taken() == 2


def test_a_draw_waits_for_its_day(neighbourhood):
    listing = GiveawayFactory(neighbourhood=neighbourhood, rule="draw", deadline=timezone.localdate() + timedelta(days=1))
    ResponseFactory(listing=listing)
    assert services.draw_takers(listing=listing) == 0


def test_every_step_of_an_answer_works_twice_and_not_out_of_order(neighbourhood):
    response = ResponseFactory(listing__neighbourhood=neighbourhood, listing__rule="choose")
    author = response.listing.author
    for ending in (services.mark_done, services.mark_no_show, services.cancel_response):
        with pytest.raises(WrongStateError):
            ending(response=response, by=author)
    for _ in range(2):
        assert services.decline_response(response=response, by=author).state == "declined"
    for late in (services.accept_response, services.mark_done):
        with pytest.raises(WrongStateError):
            late(response=response, by=author)
    with pytest.raises(WrongStateError):
        services.withdraw_response(response=response, by=response.resident)
