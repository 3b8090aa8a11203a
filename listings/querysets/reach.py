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
    near, places = Q(neighbourhood=listing.neighbourhood_id), [listing.neighbourhood_id]
    if listing.audience != "neighbourhood":
        near |= ~Q(audience="neighbourhood")
        places += listing.neighbourhood.partners.values_list("pk", flat=True)
    # The places as numbers: asked with a query among the conditions, PostgreSQL reads every listing there is.
    others = type(listing).objects.open().of_kinds([listing.kind]).in_places(places)
    return others.filter(near, author__is_active=True).exclude(author=listing.author_id).select_related("author").defer(*UNREAD)


def unmatched(kinds: list[str]) -> "ListingQuerySet":
    """Return the open listings of these kinds that were not held against the others yet."""
    listings: ListingQuerySet = apps.get_model("listings", "ListingPage").objects
    return listings.open().of_kinds(kinds).filter(matched_at=None)
