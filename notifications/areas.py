"""Which squares of the grid an alert's area touches: a home whose square touches it is told (ALR-21).

A person's point is never known here, only the square of about 150 m they chose to share. Edges belong to the area: whoever
may live on the line is told. Pure functions; nothing here touches the database.
"""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

import shapely
import shapely.affinity

from home.cells import cells_in_box, count_in_box
from home.geometry import BoundaryError, Outline, read_outline

if TYPE_CHECKING:
    from home.models import NeighbourhoodPage
    from notifications.models import Alert

#: [policy] A larger drawing is a town, not a part of a neighbourhood: about 15 by 15 km.
MOST_CELLS = 10_000
#: An area is drawn by hand; more points than this are an import gone wrong, and would not fit a CAP message.
MOST_POINTS = 500
_EARTH_RADIUS = 6_371_000
#: Degrees, a tenth of a millimetre: floats of one line must meet.
_TOUCH = 1e-9


def cells_of(alert: "Alert") -> frozenset[str] | None:
    """Return the keys of the squares an alert's area touches; None for the whole neighbourhood."""
    if alert.area == "circle":
        return cells_in_circle(alert.centre_lat, alert.centre_lon, alert.radius_m)
    if alert.area == "polygon":
        return cells_on(alert.polygon)
    return None


def cells_in_circle(lat: float, lon: float, radius_m: float) -> frozenset[str]:
    """Return the squares of which some point lies within so many metres."""
    height = math.degrees(radius_m / _EARTH_RADIUS)
    width = height / max(math.cos(math.radians(min(abs(lat) + height, 89.9))), 1e-3)
    around = (lon - width, max(lat - height, -90), lon + width, min(lat + height, 90))
    return frozenset(key for key, square in cells_in_box(*around) if _metres_to(square, lat, lon) <= radius_m + 1e-3)


def cells_on(geometry: Mapping[str, Any]) -> frozenset[str]:
    """Return the squares that share at least a point with a GeoJSON polygon or multipolygon; its holes are outside."""
    shape = shapely.geometry.shape(geometry)
    squares = list(cells_in_box(*shape.bounds))
    edges = [(west - _TOUCH, south - _TOUCH, east + _TOUCH, north + _TOUCH) for _key, (west, south, east, north) in squares]
    shapely.prepare(shape)
    touched = shapely.intersects(shape, shapely.box(*zip(*edges, strict=True)))
    return frozenset(key for (key, _square), touches in zip(squares, touched, strict=True) if touches)


def touches(place: "NeighbourhoodPage", alert: "Alert") -> bool:
    """Tell whether an alert's area shares at least a point with the outline of its place; where no outline is known it does."""
    outline = getattr(place, "boundary", None)
    if outline is None or alert.area == "whole":
        return True
    if alert.area == "polygon":
        drawn = shapely.geometry.shape(alert.polygon)
    else:
        height = math.degrees(alert.radius_m / _EARTH_RADIUS)
        width = height / max(math.cos(math.radians(alert.centre_lat)), 1e-3)
        drawn = shapely.affinity.scale(shapely.Point(alert.centre_lon, alert.centre_lat).buffer(1), width, height)
    return drawn.intersects(shapely.geometry.shape(outline.simplified))


def read_area(text: str) -> Outline:
    """Return the outline of an alert as drawn or pasted (GeoJSON). Raises BoundaryError: crossing itself, too large, unreadable."""
    outline = read_outline(text)
    if outline.vertex_count > MOST_POINTS:
        raise BoundaryError("too-many-points", _("The area has more than %(max)s points. Draw it more simply.") % {"max": MOST_POINTS})
    if count_in_box(*outline.box) > MOST_CELLS:
        raise BoundaryError("too-large", _("This area is larger than a neighbourhood. Choose the whole neighbourhood instead."))
    return outline


def _metres_to(square: tuple[float, float, float, float], lat: float, lon: float) -> float:
    """Return the distance from a point to the nearest point of a square; 0 inside."""
    west, south, east, north = square
    near_lat, near_lon = min(max(lat, south), north), min(max(lon, west), east)
    half_lat = math.sin(math.radians(near_lat - lat) / 2)
    half_lon = math.sin(math.radians(near_lon - lon) / 2)
    part = half_lat**2 + math.cos(math.radians(lat)) * math.cos(math.radians(near_lat)) * half_lon**2
    return 2 * _EARTH_RADIUS * math.asin(min(1.0, math.sqrt(part)))


def middle_of(place: "NeighbourhoodPage") -> tuple[float, float] | None:
    """Return latitude and longitude of the middle of a place's box; None while its outline is not known."""
    box = getattr(place, "boundary", None)
    return ((box.south + box.north) / 2, (box.west + box.east) / 2) if box else None
