"""Reads of listings for the job that holds them against each other."""

from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Q

from listings.querysets.listings import UNREAD

if TYPE_CHECKING:
    from listings.models import ListingPage
    from listings.querysets.listings import ListingQuerySet


def within_reach_of(listing: "ListingPage") -> "ListingQuerySet":
    """Return the open listings of others, of its kind, whose authors and this one's may answer each other: one neighbourhood, or partners both asked."""
    near = Q(neighbourhood=listing.neighbourhood_id)
    if listing.audience != "neighbourhood":
        near |= Q(neighbourhood__in=listing.neighbourhood.partners.values("pk")) & ~Q(audience="neighbourhood")
    others = type(listing).objects.open().of_kinds([listing.kind]).filter(near, author__is_active=True).exclude(author=listing.author_id)
    return others.select_related("author").defer(*UNREAD)


def unmatched(kinds: list[str]) -> "ListingQuerySet":
    """Return the open listings of these kinds that were not held against the others yet."""
    listings: ListingQuerySet = apps.get_model("listings", "ListingPage").objects
    return listings.open().of_kinds(kinds).filter(matched_at=None)
