"""Where a point is: the town and the neighbourhoods whose boundary holds it. The edge counts as inside.

Answers come from memory (`home.place_index`), or from SQL inside a transaction that has itself changed places. Points are
people's positions: they are never logged, stored or put in an address by anything here.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from home import locate_sql, place_index
from home.models import Boundary
from home.place_index import PlaceHit

__all__ = ["Located", "PlaceHit", "arranged", "contains", "locate", "warm"]


@dataclass(frozen=True, slots=True)
class Located:
    """The places that hold a point. On an edge shared by two neighbourhoods both are given."""

    town: PlaceHit | None = None
    neighbourhoods: tuple[PlaceHit, ...] = ()

    def __bool__(self) -> bool:
        return self.town is not None or bool(self.neighbourhoods)


def locate(lat: float, lon: float) -> Located:
    """Return the published town and neighbourhoods that hold the point (degrees, WGS 84); nothing for a point off the Earth."""
    if not _on_earth(lat, lon):
        return Located()
    if place_index.changed_in_this_transaction():
        return arranged(locate_sql.holding(lat, lon))
    return arranged(place_index.current().holding(lat, lon))


def contains(place_id: int, lat: float, lon: float) -> bool:
    """Tell whether the place's boundary holds the point; a place without boundary holds none."""
    if not _on_earth(lat, lon):
        return False
    if place_index.changed_in_this_transaction():
        return locate_sql.contains(place_id, lat, lon)
    entry = place_index.current().get(place_id)
    return entry is not None and entry.holds(lat, lon)


def warm() -> int:
    """Build the index now, before the first request or a fork; return the number of boundaries it holds."""
    return len(place_index.current())


def arranged(hits: Iterable[PlaceHit]) -> Located:
    """Sort hits into the town and the neighbourhoods. A point on the border of two towns gets the first by name."""
    towns, neighbourhoods = [], []
    for hit in hits:
        (towns if hit.level == Boundary.Level.TOWN else neighbourhoods).append(hit)
    if len(towns) > 1:
        towns.sort(key=_by_name)
    if len(neighbourhoods) > 1:
        neighbourhoods.sort(key=_by_name)
    return Located(towns[0] if towns else None, tuple(neighbourhoods))


def _by_name(hit: PlaceHit) -> tuple[str, int]:
    return hit.title, hit.page_id


def _on_earth(lat: float, lon: float) -> bool:
    # Not a number compares false, so it is off the Earth too.
    return -90 <= lat <= 90 and -180 <= lon <= 180
