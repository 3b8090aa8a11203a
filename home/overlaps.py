"""Where the outlines of neighbours cover each other. Allowed (a point on two is offered both), but said."""

from dataclasses import dataclass
from math import cos, radians
from typing import TYPE_CHECKING

import shapely

from home.models import Boundary

if TYPE_CHECKING:
    from home.models import NeighbourhoodPage, TownPage

#: Slivers below this are two drawings of one street, not an overlap worth a sentence (square metres).
WORTH_SAYING = 500
_METRES = 111_195  # per degree of latitude


@dataclass(frozen=True, slots=True)
class Overlap:
    """A sibling whose outline covers part of this one."""

    page_id: int
    title: str
    square_metres: int


def overlaps_of(place: "NeighbourhoodPage | TownPage") -> list[Overlap]:
    """Return the siblings (neighbourhoods of the same town, or towns) that overlap this place, the worst first."""
    boundary = Boundary.objects.of_place(place.pk).first()
    if boundary is None:
        return []
    shape = shapely.from_wkb(bytes(boundary.shape))
    candidates = Boundary.objects.beside(place).meeting(shape.bounds).select_related("place")
    found = []
    for other in candidates:
        shared = shapely.intersection(shape, shapely.from_wkb(bytes(other.shape)))
        area = shared.area * _METRES**2 * cos(radians(shared.centroid.y)) if not shared.is_empty else 0
        if area >= WORTH_SAYING:
            found.append(Overlap(other.place_id, other.place.title, round(area)))
    return sorted(found, key=lambda overlap: -overlap.square_metres)
