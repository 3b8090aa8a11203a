"""Which places hold a point, told by PostgreSQL alone: for commands, and inside a transaction that changes places.

Rings are stored in micro-degrees (see `home.models.boundary.RingField`). A point is in a place when one of its outer rings
holds it, edge included, and no hole of that part holds it strictly: the edge of a hole still belongs to the place.
"""

from django.db import connection

from home.models.boundary import MICRO
from home.place_index import PlaceHit

_HOLDS = """
    FROM home_boundaryring r
    JOIN home_boundary b ON b.id = r.boundary_id
    JOIN wagtailcore_page p ON p.id = b.place_id
    WHERE NOT r.is_hole AND box(r.ring) @> box(point(%(x)s, %(y)s)) AND r.ring @> point(%(x)s, %(y)s)
    AND NOT EXISTS (
        SELECT FROM home_boundaryring h
        WHERE h.boundary_id = r.boundary_id AND h.part = r.part AND h.is_hole
        AND h.ring @> point(%(x)s, %(y)s) AND path(h.ring) <-> point(%(x)s, %(y)s) > 1e-6
    )
"""


def holding(lat: float, lon: float) -> list[PlaceHit]:
    """Return the published places that hold the point, edges included."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT p.id, b.level, p.title, p.url_path {_HOLDS} AND p.live", {"x": lon * MICRO, "y": lat * MICRO})
        return [PlaceHit(*row) for row in cursor.fetchall()]


def contains(place_id: int, lat: float, lon: float) -> bool:
    """Tell whether this place, published or not, holds the point."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT {_HOLDS} AND b.place_id = %(place)s)", {"x": lon * MICRO, "y": lat * MICRO, "place": place_id}
        )
        return cursor.fetchone()[0]
