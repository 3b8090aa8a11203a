"""Finding what may suit people: requests that meet offers, exchanges that close in a ring. Told once, to those who may read both."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from home.models import NeighbourhoodPage
from listings import limits, rings
from listings.models import ExchangePage, ListingPage, Match, MatchPart
from listings.querysets.reach import within_reach_of
from listings.services.record import lock_listing, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@transaction.atomic
def look_for_matches(*, listing: ListingPage) -> int:
    """Hold a listing against the newest others of its kind within reach; tell of what was found; return how much was new.

    Once for each time it opens or changes. Two workers at once: one looks, and one pair found from both its sides is told once,
    because its key is unique; keys are written in their order, so that nobody waits in a circle (FLT-10).
    """
    listing = lock_listing(listing)
    if listing.state != ListingPage.State.OPEN or listing.matched_at is not None or listing.author_id is None:
        return 0
    ListingPage.objects.filter(pk=listing.pk).update(matched_at=timezone.now())
    swaps = isinstance(listing, ExchangePage) and listing.is_swap
    found = _rings(listing) if swaps else _pairs(listing)
    return sum(_keep(key, parts, is_ring=swaps) for key, parts in sorted(found.items()))


def _candidates(listing: ListingPage, direction: str) -> "list[ListingPage]":
    return list(within_reach_of(listing).directed(direction).newest_first()[: limits.MATCH_CANDIDATES])


def _pairs(listing: ListingPage) -> "dict[str, Sequence[ListingPage]]":
    """Return the request and the offer of each pair, by key."""
    found: dict[str, Sequence[ListingPage]] = {}
    for other in _candidates(listing, "request" if listing.is_offer else "offer"):
        request, offer = (other, listing) if listing.is_offer else (listing, other)
        if request.suits(offer) and _has_room(offer) and not _know_each_other(request, offer):
            found[f"{request.pk}>{offer.pk}"] = (request, offer)
        if len(found) == limits.MATCHES:
            break
    return found


def _rings(listing: ExchangePage) -> "dict[str, Sequence[ListingPage]]":
    others = [one for one in _candidates(listing, listing.direction) if one.is_swap and _has_room(one)]
    found = [rings.turned(ring) for ring in rings.rings_through(listing, others, _nearness(others))]
    return {"o".join(str(one.pk) for one in ring): ring for ring in found}


def _nearness(others: "Sequence[ListingPage]") -> "Callable[[ListingPage, ListingPage], bool]":
    """Return who among these may answer whom: the same neighbourhood, or partners where both asked partners."""
    places = {one.neighbourhood_id for one in others}
    links = NeighbourhoodPage.partners.through.objects.filter(from_neighbourhoodpage__in=places, to_neighbourhoodpage__in=places)
    partners = set(links.values_list("from_neighbourhoodpage", "to_neighbourhoodpage"))

    def near(one: ListingPage, two: ListingPage) -> bool:
        if one.neighbourhood_id == two.neighbourhood_id:
            return True
        shared = "neighbourhood" not in {one.audience, two.audience}
        return shared and (one.neighbourhood_id, two.neighbourhood_id) in partners

    return near


def _has_room(listing: ListingPage) -> bool:
    return listing.capacity is None or listing.is_dated or listing.is_lent or listing.responses.taken() < listing.capacity


def _know_each_other(request: ListingPage, offer: ListingPage) -> bool:
    return offer.responses.given_by(request.author).exists() or request.responses.given_by(offer.author).exists()


def _keep(key: str, parts: "Sequence[ListingPage]", *, is_ring: bool) -> bool:
    """Write a find down and tell its people; nothing when it was known."""
    match, is_new = Match.objects.get_or_create(key=key, defaults={"is_ring": is_ring})
    if not is_new:
        return False
    whats = rings.gifts(tuple(parts)) if is_ring else ["", ""]
    MatchPart.objects.bulk_create(
        MatchPart(match=match, listing_id=one.pk, person_id=one.author_id, order=order, what=what[:80])
        for order, (one, what) in enumerate(zip(parts, whats, strict=True))
    )
    for number, one in enumerate(parts):
        other = parts[number - 1]  # in a ring, whoever gives to this one
        tell("ring-found" if is_ring else "match-found", [one.author], by=None, listing=other)
    return True
