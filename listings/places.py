"""What a reader may know of where something takes place. The exact place goes to the author and to whoever is coming (PRV-07)."""

from typing import TYPE_CHECKING

from listings.models import ExactPlace, GroupBuyPage, ListingPage, Response

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


def may_know_exactly(user: "User | AnonymousUser", listing: ListingPage) -> bool:
    """Tell whether this person is the author, comes to a date that is not over, or takes part in a purchase that is settled."""
    if not user.is_authenticated:
        return False
    if isinstance(listing, GroupBuyPage) and listing.binds:
        return user.pk in {listing.author_id, listing.deputy_id} or listing.responses.accepted().given_by(user).exists()
    return listing.author_id == user.pk or Response.objects.given_by(user).coming_to(listing).exists()


def exact(listing: ListingPage, *, exactly: bool) -> str:
    """Return the exact place in words as far as the reader may know it; nothing otherwise."""
    place = getattr(listing, "exact_place", None)
    known: ExactPlace | None = place if isinstance(place, ExactPlace) and (exactly or not place.is_private) else None
    return known.words if known else ""


def where(listing: ListingPage, exactly: bool) -> str:
    """Return the place for a calendar: the exact one where it may be known, else the area."""
    return exact(listing, exactly=exactly) or area(listing)


def area(listing: ListingPage) -> str:
    """Return what everybody who reads the listing knows of its place."""
    for name, field in (("meetuppage", "area"), ("ridepage", "origin"), ("groupbuypage", "area")):
        if kind := getattr(listing, name, None):
            return str(getattr(kind, field))
    return listing.street
