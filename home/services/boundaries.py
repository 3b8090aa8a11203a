"""The outlines of places: the only writer of `Boundary` and of the rings that SQL looks points up in."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from wagtail.log_actions import log

import shapely

from home import place_index
from home.geometry import Outline, read_outline, simplified
from home.models import Boundary, BoundaryRing, TownPage

if TYPE_CHECKING:
    from accounts.models import User
    from home.models import NeighbourhoodPage

_OUTLINE_FIELDS = ["geometry", "simplified", "shape", "vertex_count", "west", "south", "east", "north", "updated_at"]
_SOURCE_FIELDS = ["code", "source", "source_date", "licence"]


@transaction.atomic
def set_boundary(
    *,
    place: "TownPage | NeighbourhoodPage",
    geometry: str | Mapping[str, Any] | Outline,
    source: str = "",
    source_date: date | None = None,
    licence: str = "",
    code: str = "",
    by: "User | None" = None,
) -> Boundary:
    """Give a place its outline, instead of the one it had.

    The geometry is kept exactly as given, with a simplified copy beside it. Raises BoundaryError (a ValidationError) with
    the place of the fault when it is not a valid polygon in WGS 84 degrees.
    """
    outline = geometry if isinstance(geometry, Outline) else read_outline(geometry)
    boundary = Boundary.objects.select_for_update().of_place(place.pk).first() or Boundary(place_id=place.pk, level=level_of(place))
    fill(boundary, outline)
    boundary.source, boundary.source_date, boundary.licence = source, source_date, licence
    boundary.code = code or boundary.code
    boundary.save()
    boundary.rings.all().delete()
    BoundaryRing.objects.bulk_create(rings_of(boundary, outline))
    transaction.on_commit(place_index.expire)
    log(instance=place, action="home.set_boundary", user=by, data={"vertices": outline.vertex_count, "source": source})
    return boundary


def write_boundaries(outlines: Iterable[tuple[Boundary, Outline]]) -> None:
    """Write many outlines at once, for imports; boundaries without a key are created. Called inside a transaction."""
    pairs = list(outlines)
    for boundary, outline in pairs:
        fill(boundary, outline)
    known = [boundary for boundary, _ in pairs if boundary.pk]
    Boundary.objects.bulk_update(known, [name for name in _OUTLINE_FIELDS if name != "updated_at"] + _SOURCE_FIELDS, batch_size=200)
    Boundary.objects.bulk_create([boundary for boundary, _ in pairs if not boundary.pk], batch_size=500)
    BoundaryRing.objects.filter(boundary__in=known).delete()
    BoundaryRing.objects.bulk_create((ring for boundary, outline in pairs for ring in rings_of(boundary, outline)), batch_size=1000)
    transaction.on_commit(place_index.expire)


def level_of(place: "TownPage | NeighbourhoodPage") -> str:
    """Return the level of a place's boundary."""
    return Boundary.Level.TOWN if isinstance(place, TownPage) else Boundary.Level.NEIGHBOURHOOD


def fill(boundary: Boundary, outline: Outline) -> None:
    """Copy an accepted outline, and what is derived from it, into a row."""
    boundary.geometry = outline.geometry
    boundary.simplified = simplified(outline.shape)
    boundary.shape = shapely.to_wkb(outline.shape)
    boundary.vertex_count = outline.vertex_count
    boundary.west, boundary.south, boundary.east, boundary.north = outline.box


def rings_of(boundary: Boundary, outline: Outline) -> list[BoundaryRing]:
    """Return the rows PostgreSQL looks points up in: one per ring."""
    return [
        BoundaryRing(boundary=boundary, part=part, is_hole=number > 0, ring=ring)
        for part, rings in enumerate(outline.parts)
        for number, ring in enumerate(rings)
    ]
