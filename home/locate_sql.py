"""Which places hold a point, told by PostgreSQL alone: for commands, and inside a transaction that changes places.

The function `home_places_holding` (migration 0007) looks in `BoundaryRing`. A point is in a place when one of its outer rings
holds it, edge included, and no hole of that part holds it strictly: the edge of a hole still belongs to the place.
"""

import threading

from django.db import connection
from django.db.backends.utils import CursorWrapper

from home.located import PlaceHit


class _Kept(threading.local):
    session: object = None
    cursor: CursorWrapper


_kept = _Kept()


def holding(lat: float, lon: float) -> list[PlaceHit]:
    """Return the published places that hold the point, edges included."""
    cursor = _cursor()
    cursor.execute("SELECT place_id, level, title, url_path FROM home_places_holding(%s, %s) WHERE live", [lat, lon])
    # Two parts of one place may meet at the point: one answer.
    return list(dict.fromkeys(PlaceHit(*row) for row in cursor.fetchall()))


def contains(place_id: int, lat: float, lon: float) -> bool:
    """Tell whether this place, published or not, holds the point."""
    cursor = _cursor()
    cursor.execute("SELECT EXISTS (SELECT FROM home_places_holding(%s, %s) WHERE place_id = %s)", [lat, lon, place_id])
    return cursor.fetchone()[0]


def _cursor() -> CursorWrapper:
    """Return a cursor that this thread keeps as long as its session: a new one costs a third of a look-up."""
    connection.ensure_connection()
    if connection.queries_logged:
        return connection.cursor()
    if _kept.session is not connection.connection or _kept.cursor.closed:
        _kept.session, _kept.cursor = connection.connection, connection.cursor()
    return _kept.cursor
