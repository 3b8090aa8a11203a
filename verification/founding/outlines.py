"""Three ways to say where a neighbourhood ends: a drawing, an official area, a circle. Pure but for the official areas.

The same rules as for curators (`home.geometry`), and the sizes of [policy]. Refusals are BoundaryError, with the place.
"""

import math
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

import shapely

from home.cells import cell_of
from home.geometry import BoundaryError, Outline, read_outline
from home.models import Boundary, NeighbourhoodPage
from verification.founding.policy import IN_TOWN, LARGEST, RADIUS_FROM, RADIUS_TO, SMALLEST

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from home.models import TownPage

_METRES = 111_195  # per degree of latitude
_CORNERS = 48
_TOO_FINE = 6  # decimals: a tenth of a metre


def drawn(text: str, town: "TownPage") -> Outline:
    """Return an outline drawn or pasted as GeoJSON. Raises BoundaryError when it is faulty, too small, too large or elsewhere."""
    outline = read_outline(text)
    _check_size(outline)
    _check_town(outline, town)
    return outline


def official_areas(town: "TownPage") -> "QuerySet[Boundary]":
    """Return the official outlines a founder may pick: the town's own, and imported ones inside it where nothing is open."""
    closed = NeighbourhoodPage.objects.in_town(town).exclude(state__in=["live", "dormant", "proposed", "gathering", "review"])
    unpublished = NeighbourhoodPage.objects.in_town(town).filter(live=False, founding=None)
    places = [town.pk, *closed.values_list("pk", flat=True), *unpublished.values_list("pk", flat=True)]
    return (
        Boundary.objects.of_places(places).exclude(code="", place__in=places[1:]).select_related("place").order_by("-level", "place__title")
    )


def official(boundary: Boundary) -> Outline:
    """Return an official outline as it is: what an authority drew is taken at its size."""
    return read_outline(boundary.geometry)


def circle(lat: float, lon: float, radius: int, town: "TownPage") -> Outline:
    """Return a circle of `radius` metres around the public cell of a point, cut at the border of the town.

    The centre is the middle of the 150 m cell, never the point itself: the middle of a circle around somebody's home
    would be the home (domain.md, principle 5). Raises BoundaryError when the radius or the point does not suit.
    """
    if not RADIUS_FROM <= radius <= RADIUS_TO:
        raise BoundaryError("radius", _("Choose a radius of %(least)s to %(most)s metres.") % {"least": RADIUS_FROM, "most": RADIUS_TO})
    cell = cell_of(lat, lon)
    shape = shapely.Polygon(_ring(cell.center_lat, cell.center_lon, radius))
    limit = _shape_of(town)
    if limit is not None:
        if not limit.contains(shapely.Point(lon, lat)):
            raise BoundaryError("elsewhere", _("This place is not in %(town)s.") % {"town": town.title}, (lat, lon))
        shape = _areas(shapely.intersection(shape, limit))
    outline = read_outline(_rounded(shapely.geometry.mapping(shape)))
    _check_size(outline)
    return outline


def square_metres(shape: Any) -> float:
    """Return the area of a shape given in degrees, to a percent at the scale of a town."""
    return shape.area * _METRES**2 * math.cos(math.radians(shape.centroid.y))


def _ring(lat: float, lon: float, radius: int) -> list[tuple[float, float]]:
    tall = radius / _METRES
    wide = tall / math.cos(math.radians(lat))
    turns = [2 * math.pi * step / _CORNERS for step in range(_CORNERS)]
    return [(lon + wide * math.cos(turn), lat + tall * math.sin(turn)) for turn in turns]


def _areas(shape: Any) -> Any:
    """Return the polygons of what a cut left: borders that only touch leave lines and points too."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and square_metres(part) > 1]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {"type": value["type"], "coordinates": _rounded(value["coordinates"])}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return round(value, _TOO_FINE)


def _shape_of(town: "TownPage") -> Any:
    boundary = Boundary.objects.of_place(town.pk).first()
    return shapely.from_wkb(bytes(boundary.shape)) if boundary else None


def _check_size(outline: Outline) -> None:
    area = square_metres(outline.shape)
    middle = (outline.shape.centroid.y, outline.shape.centroid.x)
    if area < SMALLEST:
        raise BoundaryError(
            "too-small",
            _("This outline is very small (%(area)s m²). It needs at least a hectare: a street or two.") % {"area": round(area)},
            middle,
        )
    if area > LARGEST:
        raise BoundaryError(
            "too-large",
            _("This outline is very large (%(area).1f km²; at most %(most).1f). People in it would not be neighbours.")
            % {"area": area / 1e6, "most": LARGEST / 1e6},
            middle,
        )


def _check_town(outline: Outline, town: "TownPage") -> None:
    limit = _shape_of(town)
    if limit is None:
        return
    share = (
        square_metres(shapely.intersection(outline.shape, limit)) / square_metres(outline.shape) if limit.intersects(outline.shape) else 0
    )
    if share < IN_TOWN:
        outside = shapely.difference(outline.shape, limit).representative_point()
        raise BoundaryError(
            "elsewhere",
            _("Most of this outline is outside %(town)s: around latitude %(lat).4f, longitude %(lon).4f for instance.")
            % {"town": town.title, "lat": outside.y, "lon": outside.x},
            (outside.y, outside.x),
        )


def middle(boundary: Boundary) -> tuple[float, float]:
    """Return a point (lat, lon) well inside an outline."""
    point = shapely.from_wkb(bytes(boundary.shape)).representative_point()
    return point.y, point.x
