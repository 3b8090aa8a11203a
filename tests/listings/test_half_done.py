"""An exchange of which one side is received: what is done stays done, and what was promised for it is owed."""

import pytest

from home.models import Membership
from home.signals import membership_ended
from listings import services
from listings.errors import WrongStateError
from tests.factories.home import MembershipFactory
from tests.factories.listings import ExchangeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def neighbour(neighbourhood):
    return MembershipFactory(neighbourhood=neighbourhood).user


@pytest.fixture
def half_done(neighbourhood, resident, neighbour):
    """A swap of which the neighbour has received their part, and owes the other."""
    swap = ExchangeFactory(neighbourhood=neighbourhood, author=resident, at_once=True)
    answer = services.respond(listing=swap, by=neighbour)
    services.say_received(leg=answer.legs.get(receiver=neighbour), by=neighbour)
    return answer


def ended(answer):
    answer.refresh_from_db()
    answer.listing.refresh_from_db()
    return answer.state, answer.listing.state, [leg.is_done for leg in answer.legs.all()]


def test_who_received_cannot_take_back_what_they_owe_and_who_is_owed_may_leave_it_at_that(half_done, neighbour, resident):
    """Domain §4.2: what was received stays done; as long as nothing was, both may leave."""
    with pytest.raises(WrongStateError, match="reçu"):
        services.withdraw_response(response=half_done, by=neighbour)
    assert ended(half_done) == ("accepted", "open", [True, False])
    services.cancel_response(response=half_done, by=resident, why="Tant pis")
    assert ended(half_done) == ("done", "closed", [True])


def test_an_author_who_received_cannot_leave_by_ending_the_listing(neighbourhood, resident, neighbour):
    swap = ExchangeFactory(neighbourhood=neighbourhood, author=resident, at_once=True)
    answer = services.respond(listing=swap, by=neighbour)
    services.say_received(leg=answer.legs.get(receiver=resident), by=resident)
    for leave in (
        lambda: services.close_listing(listing=swap, by=resident, done=False),
        lambda: services.cancel_response(response=answer, by=resident),
        lambda: services.mark_no_show(response=answer, by=resident),
    ):
        with pytest.raises(WrongStateError):
            leave()
    services.withdraw_response(response=answer, by=neighbour)
    assert ended(answer) == ("done", "closed", [True])


@pytest.mark.parametrize("leaver", ["neighbour", "resident"])
def test_what_was_received_stays_done_when_one_of_them_leaves_the_neighbourhood(half_done, leaver, request):
    """VER-11 ends what was promised; the leg that was received is not undone."""
    membership = Membership.objects.get(user=request.getfixturevalue(leaver))
    Membership.objects.filter(pk=membership.pk).update(state="left")
    membership_ended.send(sender=Membership, membership=membership)
    assert ended(half_done) == ("done", "closed", [True])
