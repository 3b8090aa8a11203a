"""What everybody may read, for machines: Atom and RSS of a neighbourhood's listings, and its map as GeoJSON. No person, no point.

A feed starts at what an anonymous reader sees: a listing for neighbours, and so every one of childcare, never enters it.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import escape
from django.utils.translation import gettext as _

from home.cells import box, cell_at
from listings import kinds

if TYPE_CHECKING:
    from home.models import NeighbourhoodPage
    from listings.models import ListingPage

WRITERS: dict[str, type[SyndicationFeed]] = {"atom": Atom1Feed, "rss": Rss201rev2Feed}
#: What an empty feed says; always the same, so that nobody fetches it twice.
_DAWN = datetime(2026, 1, 1, tzinfo=UTC)
GEOJSON = "application/geo+json; charset=utf-8"


def changed_at(listings: "Sequence[ListingPage]") -> datetime:
    """Return when a feed last changed: its newest listing, else the day before there were any."""
    return max((listing.published_at for listing in listings), default=_DAWN)


def write_feed(place: "NeighbourhoodPage", listings: "Sequence[ListingPage]", *, form: str, kind: str, address: str) -> bytes:
    """Return a feed as "atom" or "rss", newest first. `listings` come from `for_cards`; `address` is the feed's own path."""
    base = settings.PALIER_BASE_URL
    title = _("Listings: %(place)s") % {"place": place.title}
    if kind:
        title = f"{title}, {kinds.get(kind).label}"
    feed = WRITERS[form](
        title=title,
        link=f"{base}{place.url}annonces/",
        description=_("What neighbours offer and look for, as far as everybody may read it."),
        language="fr",
        feed_url=base + address,
        feed_guid=base + address,
        author_name=place.title,
    )
    feed.latest_post_date = lambda: changed_at(listings)
    for listing in listings:
        feed.add_item(
            title=listing.title,
            link=base + listing.url,
            description=escape(listing.summary),
            unique_id=f"urn:uuid:{listing.public_id}",
            unique_id_is_permalink=False,
            pubdate=listing.published_at,
            updateddate=listing.published_at,
            categories=(str(kinds.get(listing.kind).label),),
        )
    return feed.writeString("utf-8").encode()


def write_map(listings: "Sequence[ListingPage]") -> bytes:
    """Return the squares in which there are listings, with what each holds: the same squares as on the map, nothing finer (PRV-01)."""
    cells: dict[str, list[ListingPage]] = defaultdict(list)
    for listing in listings:
        cells[listing.cell].append(listing)
    features = [_square(key, found) for key, found in sorted(cells.items())]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def _square(key: str, listings: "list[ListingPage]") -> dict[str, Any]:
    west, south, east, north = box(cell_at(key))
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    rows = [
        {
            "id": str(listing.public_id),
            "title": listing.title,
            "kind": listing.kind,
            "direction": listing.direction,
            "url": settings.PALIER_BASE_URL + listing.url,
            "published": listing.published_at.isoformat(),
        }
        for listing in listings
    ]
    return {
        "type": "Feature",
        "id": key,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {"count": len(rows), "listings": rows},
    }
