"""Listings on a map: one pin per cell, because the public place of a listing is a cell (PRV-01)."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from home.cells import cell_at

if TYPE_CHECKING:
    from listings.models import ListingPage


def pins(listings: Iterable["ListingPage"]) -> list[dict[str, Any]]:
    """Return the pins of home.drawings.maps: the middle of each cell, numbered like the list under the map."""
    cells: dict[str, list[tuple[int, ListingPage]]] = defaultdict(list)
    for number, listing in enumerate(listings, start=1):
        cells[listing.cell].append((number, listing))
    return [_pin(numbered) for numbered in cells.values()]


def _pin(numbered: list[tuple[int, "ListingPage"]]) -> dict[str, Any]:
    number, first = numbered[0]
    cell = cell_at(first.cell)
    others = len(numbered) - 1
    label = f"{number}. {first.title}"
    if others:
        label = _("%(first)s, and %(count)s more here") % {"first": label, "count": others}
    return {
        "lat": cell.center_lat,
        "lon": cell.center_lon,
        "kind": first.kind,
        "label": label,
        "text": str(number) if not others else f"{number}+",
        "url": f"#listing-{number}",
    }
