"""Is this value a GeoJSON polygon or multipolygon in degrees? Everything that can be told before geometry begins."""

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from home.geometry.errors import BoundaryError

#: Names under which GeoJSON 2008 files declare WGS 84 degrees.
_WGS_84 = ("crs84", "epsg:4326", "epsg::4326")
# Metres of the projections French files come in: Lambert-93 (EPSG:2154), the conic zones (3942-3950), UTM, web Mercator.
_DEGREES_AT_MOST = 400


def load(value: str | bytes | Mapping[str, Any]) -> dict[str, Any]:
    """Return the geometry in `value`: a geometry, a feature, or a collection with a single feature."""
    if isinstance(value, str | bytes):
        value = _parse(value)
    if not isinstance(value, Mapping):
        raise BoundaryError("type", _("This is not a GeoJSON object."))
    refuse_other_projection(value)
    if value.get("type") == "FeatureCollection":
        features = value.get("features")
        if not isinstance(features, list) or len(features) != 1:
            raise BoundaryError("type", _("One outline was expected: this collection does not hold exactly one."))
        return load(features[0])
    if value.get("type") == "Feature":
        geometry = value.get("geometry")
        if not isinstance(geometry, Mapping):
            raise BoundaryError("type", _("This feature has no geometry."))
        return load(geometry)
    return dict(value)


def _parse(text: str | bytes) -> Any:
    def refuse(name: str) -> None:
        raise BoundaryError("number", _("A coordinate is not a number: %(value)s.") % {"value": name})

    try:
        return json.loads(text, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        place = getattr(error, "lineno", None)
        message = _("This is not valid JSON (line %(line)s).") % {"line": place} if place else _("This is not valid JSON.")
        raise BoundaryError("json", message) from error


def refuse_other_projection(value: Mapping[str, Any]) -> None:
    """Refuse an object whose `crs` member names something else than WGS 84 degrees."""
    crs = value.get("crs")
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, Mapping) else None
    name = str(properties.get("name", "")) if isinstance(properties, Mapping) else str(crs)
    if not name.lower().endswith(_WGS_84):
        raise BoundaryError(
            "projection",
            _("The coordinates are in another system (%(name)s). Please export the file in WGS 84 (EPSG:4326).") % {"name": name[:60]},
        )


def rings(geometry: Mapping[str, Any]) -> Iterator[list[list[float]]]:
    """Yield every ring of a Polygon or MultiPolygon, checked: closed, at least four positions, numbers in range."""
    for polygon in polygons(geometry):
        for ring in polygon:
            yield _checked(ring)


def polygons(geometry: Mapping[str, Any]) -> list[list[Any]]:
    """Return the polygons of the geometry, each a non-empty list of rings."""
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        raise BoundaryError("type", _("A boundary is a Polygon or a MultiPolygon, not “%(type)s”.") % {"type": str(kind)[:30]})
    found = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(found, list) or not found or not all(isinstance(polygon, list) and polygon for polygon in found):
        raise BoundaryError("empty", _("The outline has no points."))
    return found


def _checked(ring: Any) -> list[list[float]]:
    if not isinstance(ring, list) or not all(_is_position(position) for position in ring):
        raise BoundaryError("number", _("A point of the outline is not a pair of numbers."))
    for position in ring:
        _check_range(position[0], position[1])
    if len(ring) < 4:
        raise BoundaryError("too-few-points", _("An outline needs at least three different points."), _at(ring))
    if ring[0][:2] != ring[-1][:2]:
        raise BoundaryError("open", _("The outline is not closed: its last point must be its first one again."), _at(ring))
    return ring


def _is_position(position: Any) -> bool:
    return (
        isinstance(position, list)
        and len(position) >= 2
        and all(isinstance(number, int | float) and not isinstance(number, bool) and math.isfinite(number) for number in position)
    )


def _check_range(lon: float, lat: float) -> None:
    if abs(lon) <= 180 and abs(lat) <= 90:
        return
    if abs(lon) > _DEGREES_AT_MOST or abs(lat) > _DEGREES_AT_MOST:
        raise BoundaryError(
            "projection",
            _("The coordinates are in metres (Lambert-93, for example). Please export the file in WGS 84 (EPSG:4326)."),
        )
    if abs(lon) <= 90 and abs(lat) <= 180:
        raise BoundaryError("swapped", _("Latitude and longitude look swapped: GeoJSON writes the longitude first."), (lon, lat))
    raise BoundaryError("range", _("A point lies outside the Earth: latitude %(lat)s, longitude %(lon)s.") % {"lat": lat, "lon": lon})


def _at(ring: list[list[float]]) -> tuple[float, float] | None:
    return (ring[0][1], ring[0][0]) if ring else None
