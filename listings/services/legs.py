"""What an exchange agrees on: who does what for whom. The caller holds the listing's lock."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from listings.errors import WrongStateError
from listings.models import ExchangePage, Leg, ListingPage, Response
from listings.services.ledger import check_room

if TYPE_CHECKING:
    from accounts.models import User

#: As long as a leg's text may be.
_LONGEST = 80


def open_legs(listing: ListingPage, response: Response, given: Mapping[str, Any]) -> list[Leg]:
    """Write down what an answer to an exchange would mean: two legs for a swap, one for hours.

    `given` says what the answerer would like (`takes`) and gives in return (`gives`), in words; what is not said is the first that
    the listing names. Raises LimitReachedError when the hours could not be paid.
    """
    if not isinstance(listing, ExchangePage):
        return []
    author, neighbour = listing.author, response.resident
    response.legs.all().delete()
    if listing.is_swap:
        ways = [(author, neighbour, given.get("takes") or listing.gives[0]), (neighbour, author, given.get("gives") or listing.wants[0])]
    elif listing.is_offer:
        ways = [(author, neighbour, given.get("takes") or listing.gives[0])]
    else:
        ways = [(neighbour, author, given.get("gives") or listing.wants[0])]
    minutes = None if listing.is_swap else listing.minutes * response.quantity
    legs = [add_leg(response, giver, receiver, what, minutes) for giver, receiver, what in ways]
    check_promise(response)
    return legs


def add_leg(response: Response, giver: "User", receiver: "User", what: str, minutes: int | None = None) -> Leg:
    """Write down one service."""
    return Leg.objects.create(response=response, giver=giver, receiver=receiver, what=what[:_LONGEST], minutes=minutes)


def check_may_leave(response: Response, by: "User") -> None:
    """Refuse to take back what was promised for something received: of this answer, or of its ring. Raises WrongStateError."""
    legs = Leg.objects.filter(response__in=Response.objects.of_same_ring(response))
    if legs.received().received_by(by).exists() and legs.open().given_by(by).exists():
        raise WrongStateError(
            _("You have received your part of this exchange: what you promised for it stays promised. The other side may leave it at that.")
        )


def drop_open_legs(response: Response) -> bool:
    """Of an exchange that ends half-way, keep what was received and drop what was not; tell whether anything was received."""
    if not response.legs.received().exists():
        return False
    response.legs.open().delete()
    return True


def check_promise(response: Response) -> None:
    """Refuse hours that one of the two accounts could not bear. Raises LimitReachedError."""
    for leg in response.legs.for_list():
        if leg.minutes and not leg.is_done:
            check_room(giver=leg.giver, receiver=leg.receiver, minutes=leg.minutes, besides=response.pk)
