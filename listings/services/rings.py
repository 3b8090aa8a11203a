"""A ring of exchanges: it stands when all have said yes, and falls when one leaves."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from listings.errors import NotAllowedError, NothingLeftError, WrongStateError
from listings.models import ListingPage, Match, MatchPart, Response
from listings.services.conversations import open_conversation
from listings.services.legs import add_leg
from listings.services.offers import is_left
from listings.services.record import lock_in_order, record, tell
from listings.services.responses import end_broken, finish, locked

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def agree_to_ring(*, match: Match, by: "User") -> Match:
    """Say yes to a ring; the last yes makes it stand: one promise and one leg from each to the next, and all are told.

    Saying yes twice changes nothing. Raises NotAllowedError when the person is not part of it, WrongStateError when it is off or a
    listing of it is not on offer any more, NothingLeftError when one of them was promised meanwhile.
    """
    listings, match, part = _locked(match, by)
    if part.agreed_at:
        return match
    if match.state != Match.State.PROPOSED or not match.is_ring or any(one.state != ListingPage.State.OPEN for one in listings.values()):
        raise WrongStateError(_("This exchange cannot come about any more."))
    part.agreed_at = timezone.now()
    part.save(update_fields=["agreed_at"])
    parts = list(match.parts.select_related("person").order_by("order"))
    if all(one.agreed_at for one in parts):
        _stand(match, parts, listings, by=by)
    return match


@transaction.atomic
def decline_match(*, match: Match, by: "User") -> Match:
    """Put a find aside: it is not shown to this person again, and a ring that does not stand is off. Raises NotAllowedError."""
    _listings, match, part = _locked(match, by)
    if part.declined_at is None and match.state != Match.State.AGREED:
        part.declined_at = timezone.now()
        part.save(update_fields=["declined_at"])
        if match.is_ring:
            match.state = Match.State.OFF
            match.save(update_fields=["state"])
    return match


@transaction.atomic
def unravel_ring(*, match: Match) -> bool:
    """End the rest of a ring that somebody left: what was received is done, what was not is off, and all are told.

    Tells whether this call did it: two at once, one does (FLT-10).
    """
    lock_in_order(match.parts.values_list("listing", flat=True))
    match = Match.objects.select_for_update().get(pk=match.pk)
    if not Match.objects.filter(pk=match.pk).broken().exists():
        return False
    match.state = Match.State.OFF
    match.save(update_fields=["state"])
    for response in match.responses.accepted().order_by("listing"):
        listing, rest = locked(response)
        if rest.legs.open().exists():
            end_broken(listing, rest, why=_("One of the neighbours in this exchange has left it."))
        else:
            finish(listing, rest, by=None)
    return True


def _locked(match: Match, by: "User") -> tuple[dict[int, ListingPage], Match, MatchPart]:
    """Lock the listings in the order of their numbers, then the ring."""
    listings = lock_in_order(match.parts.values_list("listing", flat=True))
    match = Match.objects.select_for_update().get(pk=match.pk)
    part = match.parts.filter(person=by).first()
    if part is None:
        raise NotAllowedError(_("This is between other neighbours."))
    return listings, match, part


def _stand(match: Match, parts: list[MatchPart], listings: dict[int, ListingPage], *, by: "User") -> None:
    for number, part in enumerate(parts):
        listing, receiver = listings[part.listing_id], parts[(number + 1) % len(parts)].person
        response = listing.responses.live().given_by(receiver).first() or Response(listing_id=listing.pk, resident=receiver)
        if response.state != Response.State.ACCEPTED and not is_left(listing, 1):
            raise NothingLeftError(_("One of these exchanges was promised to somebody else meanwhile."))
        response.state, response.match, response.decided_at = Response.State.ACCEPTED, match, timezone.now()
        response.quantity, response.offered_until = 1, None
        response.save()
        response.legs.all().delete()
        add_leg(response, part.person, receiver, part.what)
        open_conversation(listing, guest=receiver, counted=False)
        record(listing, "accepted", by=by, response=str(response.public_id))
    match.state = Match.State.AGREED
    match.save(update_fields=["state"])
    for number, part in enumerate(parts):
        listing = listings[parts[number - 1].listing_id]
        tell("ring-agreed", [part.person], by=None, listing=listing)
