"""Writing a listing before, and after, neighbours see it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.text import slugify
from django.utils.translation import gettext as _

from home.cells import cell_of
from listings.errors import ListingError, NotAllowedError, WrongStateError
from listings.models import GroupBuyPage, ListingPage, ListingPosition
from listings.permissions import can_edit, can_publish
from listings.services.occurrences import follow_timetable, touch_dates
from listings.services.offers import offer_everywhere
from listings.services.parts import arrange_parts
from listings.services.photos import Picture, arrange_photos
from listings.services.purchases.calendar import follow_purchase
from listings.services.record import lock_listing, record, tell

if TYPE_CHECKING:
    from accounts.models import User
    from home.models import NeighbourhoodPage

Point = tuple[float, float]
#: Addresses are not serial: a slug says the title and eight random signs (SEC-05).
_SLUG_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@transaction.atomic
def save_draft(
    *,
    model: type[ListingPage],
    neighbourhood: "NeighbourhoodPage",
    by: "User",
    fields: Mapping[str, Any],
    position: Point | None = None,
    pictures: Sequence[Picture] = (),
    parts: Mapping[str, Any] | None = None,
) -> ListingPage:
    """Keep a new listing as a draft that only its author sees. `parts` are what a kind keeps beside its page (services.parts).

    Raises NotAllowedError when the person has no full proof of residence here, ValidationError when a field is refused,
    ListingError when the law does not let it be offered like that.
    Two neighbours writing at once both succeed: `add_child` locks the parent's row before it counts the children, and
    holds it until the end of this transaction.
    """
    if not can_publish(by, neighbourhood):
        raise NotAllowedError(_("Only verified neighbours of this neighbourhood publish here."))
    listing = model(**fields, author=by, neighbourhood=neighbourhood, state=ListingPage.State.DRAFT)
    _check_terms(listing)
    listing.slug = _slug(listing.title)
    _set_cell(listing, position)
    neighbourhood.listing_index.add_child(instance=listing)
    _set_position(listing, position)
    arrange_photos(listing=listing, pictures=pictures, by=by)
    arrange_parts(listing, parts or {})
    follow_timetable(listing, by=by)
    record(listing, "drafted", by=by)
    return listing


@transaction.atomic
def edit_listing(
    *,
    listing: ListingPage,
    by: "User",
    fields: Mapping[str, Any],
    position: Point | None = None,
    pictures: Sequence[Picture] | None = None,
    parts: Mapping[str, Any] | None = None,
) -> ListingPage:
    """Change a listing's words, terms or pictures. Those who hold a promise are told (domain.md §4.1).

    Raises NotAllowedError when the person is not its author, WrongStateError when less would be given than is promised,
    ListingError when the law does not let it be offered like that.
    """
    listing = lock_listing(listing)
    if not can_edit(by, listing):
        raise NotAllowedError(_("Only its author changes a listing, and only before it ends."))
    if refusal := listing.refusal_of_change(fields):
        raise WrongStateError(refusal)
    changed = {name for name, value in fields.items() if getattr(listing, name) != value}
    for name, value in fields.items():
        setattr(listing, name, value)
    _check_terms(listing)
    taken = listing.occurrences.to_come().most_taken() if listing.is_dated else listing.responses.taken()
    if listing.capacity is not None and listing.capacity < taken:
        raise WrongStateError(_("%(count)s are already promised: you cannot give fewer.") % {"count": taken})
    _set_cell(listing, position)
    _set_position(listing, position)
    listing.matched_at = None
    # The newest words are these, not those of an older revision that a curator may have opened.
    listing.latest_revision = listing.live_revision = None
    if listing.lasts_until and listing.expires_at:
        listing.expires_at = listing.lasts_until
    listing.save()
    arrange_parts(listing, parts or {})
    follow_timetable(listing, by=by)
    if listing.is_dated and {"title", "area"} & changed:
        touch_dates(listing)
    if isinstance(listing, GroupBuyPage):
        follow_purchase(listing)
    offer_everywhere(listing)
    if pictures is not None:
        arrange_photos(listing=listing, pictures=pictures, by=by)
    if listing.state != ListingPage.State.DRAFT:
        record(listing, "edited", by=by)
        tell(
            "listing-changed",
            [response.resident for response in listing.responses.accepted().select_related("resident")],
            by=by,
            listing=listing,
        )
    return listing


def _check_terms(listing: ListingPage) -> None:
    if refusal := listing.refusal_of_terms():
        raise ListingError(refusal)


def _slug(title: str) -> str:
    return f"{slugify(title)[:60].strip('-') or 'annonce'}-{get_random_string(8, _SLUG_ALPHABET)}"


def _set_cell(listing: ListingPage, position: Point | None) -> None:
    if listing.hides_place:
        listing.cell = ""
    elif position is not None:
        listing.cell = cell_of(*position).key


def _set_position(listing: ListingPage, position: Point | None) -> None:
    if listing.hides_place:  # of somebody under 18 no place is kept at all (LEG-10)
        ListingPosition.objects.filter(listing_id=listing.pk).delete()
    elif position is not None:
        ListingPosition.objects.update_or_create(listing_id=listing.pk, defaults={"lat": position[0], "lon": position[1]})
