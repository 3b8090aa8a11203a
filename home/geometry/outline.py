"""An accepted outline: the geometry exactly as given, its shape, its box."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

import shapely

from home.geometry import structure
from home.geometry.errors import BoundaryError

#: The most vertices an outline may have. The largest French commune at full precision stays below.
MAX_VERTICES = 10_000
_REASON = re.compile(r"^(?P<reason>[^\[]*)\[(?P<lon>\S+) (?P<lat>[^\]\s]+)")


@dataclass(frozen=True)
class Outline:
    """A valid boundary. `geometry` is what was given; `shape` the same as a shapely geometry."""

    geometry: dict[str, Any]
    shape: shapely.Polygon | shapely.MultiPolygon
    vertex_count: int

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        return self.shape.bounds

    @cached_property
    def parts(self) -> list[list[list[list[float]]]]:
        """The polygons, each a list of rings: the outer one, then its holes."""
        return structure.polygons(self.geometry)


def read_outline(value: str | bytes | Mapping[str, Any]) -> Outline:
    """Return the outline written in `value` (GeoJSON text or mapping). Raises BoundaryError with the place of the fault."""
    given = structure.load(value)
    count = 0
    for ring in structure.rings(given):
        count += len(ring) - 1
        if count > MAX_VERTICES:
            raise BoundaryError(
                "too-many-points", _("The outline has more than %(max)s points. Please simplify it.") % {"max": MAX_VERTICES}
            )
    geometry = {"type": given["type"], "coordinates": given["coordinates"]}
    shape = _shape(structure.polygons(geometry))
    west, _south, east, _north = shape.bounds
    if east - west > 180:
        raise BoundaryError("antimeridian", _("The outline goes around the Earth. Cut it in two at the 180th meridian."))
    return Outline(geometry, shape, count)


def _shape(polygons: list[list[Any]]) -> shapely.Polygon | shapely.MultiPolygon:
    parts = [shapely.Polygon(_flat(rings[0]), [_flat(ring) for ring in rings[1:]]) for rings in polygons]
    shape = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
    if not shape.is_valid:
        raise _fault(shapely.is_valid_reason(shape))
    return shape


def _flat(ring: list[list[float]]) -> list[list[float]]:
    """Drop altitudes: shapely wants as many numbers everywhere."""
    return [position[:2] for position in ring]


def _fault(reason: str) -> BoundaryError:
    """Turn shapely's words into a message that names the place."""
    found = _REASON.match(reason)
    position = (float(found["lat"]), float(found["lon"])) if found else None
    name = found["reason"].strip().lower() if found else reason.lower()
    place = _("latitude %(lat).5f, longitude %(lon).5f") % {"lat": position[0], "lon": position[1]} if position else "?"
    if "self-intersection" in name:
        return BoundaryError("self-crossing", _("The outline crosses or touches itself at %(place)s.") % {"place": place}, position)
    if "hole" in name or "nested" in name or "interior" in name:
        return BoundaryError("holes", _("The parts or holes of the outline do not fit together at %(place)s.") % {"place": place}, position)
    if "too few" in name:
        return BoundaryError("too-few-points", _("An outline needs at least three different points."), position)
    return BoundaryError("invalid", _("The outline is not valid at %(place)s.") % {"place": place}, position)
