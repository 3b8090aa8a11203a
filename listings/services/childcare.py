"""What only childcare does: the first meeting, and whatever a sitter has promised that day already."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from listings.errors import NotAllowedError, WrongStateError
from listings.models import ListingPage, Occurrence, Response
from listings.services.record import lock_listing, record, tell

if TYPE_CHECKING:
    from accounts.models import User


def sittings_of(person: "User", occurrence: Occurrence | None) -> Iterable[Occurrence]:
    """Return the other times of that day at which this person offered to sit, in one query when it is looked at."""
    if occurrence is None:
        return ()
    return Occurrence.objects.sat_by(person, occurrence.day)


def must_meet(listing: ListingPage, person: "User") -> bool:
    """Tell whether this person and the author meet first: they never did, and the listing asks for it."""
    if not getattr(listing, "meet_first", False):
        return False
    return not Response.objects.between(person, listing.author).met().exists()


@transaction.atomic
def note_meeting(*, response: Response, by: "User") -> Response:
    """Note that the family and the sitter have met; either of them says so, once for all their answers. Twice changes nothing.

    Raises NotAllowedError for anybody else, WrongStateError before the answer is accepted.
    """
    listing = lock_listing(response.listing)
    response = Response.objects.select_related("listing", "resident", "occurrence").get(pk=response.pk)
    if by.pk not in {response.resident_id, listing.author_id}:
        raise NotAllowedError(_("Only the two of you know that."))
    if response.met_at:
        return response
    if response.state != Response.State.ACCEPTED:
        raise WrongStateError(_("This is not possible now: the answer is %(state)s.") % {"state": response.get_state_display()})
    now = timezone.now()
    listing.responses.given_by(response.resident).live().filter(met_at=None).update(met_at=now)
    response.met_at = now
    record(listing, "met", by=by, response=str(response.public_id))
    tell("sitting-met", [listing.author, response.resident], by=by, listing=listing, response=response)
    return response
