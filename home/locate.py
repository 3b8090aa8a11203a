"""Where a point is: the town and the neighbourhoods whose boundary holds it. The edge counts as inside.

Answers come from memory (`home.place_index`), or from SQL inside a transaction that has itself changed places. Points are
people's positions: they are never logged, stored or put in an address by anything here.
"""

from home import locate_sql, place_index
from home.located import NOWHERE, Located, PlaceHit, arranged

__all__ = ["Located", "PlaceHit", "arranged", "contains", "locate", "warm"]


def locate(lat: float, lon: float) -> Located:
    """Return the published town and neighbourhoods that hold the point (degrees, WGS 84); nothing for a point off the Earth."""
    # Not a number compares false, so it is off the Earth too.
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return NOWHERE
    if place_index.changed_in_this_transaction():
        return arranged(locate_sql.holding(lat, lon))
    return place_index.current().located(lat, lon)


def contains(place_id: int, lat: float, lon: float) -> bool:
    """Tell whether the place's boundary holds the point; a place without boundary holds none."""
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return False
    if place_index.changed_in_this_transaction():
        return locate_sql.contains(place_id, lat, lon)
    return place_index.current().contains(place_id, lat, lon)


def warm() -> int:
    """Build the index now, before the first request or a fork; return the number of boundaries it holds."""
    return len(place_index.current())
