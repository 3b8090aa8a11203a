"""Every published boundary in this process's memory, so that a point is looked up without asking the database.

The plane is cut into cells of 0.02°; a cell knows the outlines that reach into it, each prepared for point tests, and
tests all of them in one call of the geometry library.
The index is built at first use and kept right by `home_placechange`, the log that database triggers write: at most
every `MAX_AGE` seconds one small query asks what was committed since, and only those places are read again. Redis has no
part in it. Inside a transaction that itself changed a place the index is not used, because it must never hold what may
still be rolled back: `home.locate` then asks SQL.
"""

import math
import threading
import time
from collections.abc import Iterable, Iterator
from itertools import compress

from django.db import DEFAULT_DB_ALIAS, connection, connections

import numpy
import shapely
from shapely import intersects_xy

from home.located import NOWHERE, Located, PlaceHit, arranged

#: A committed change shows within this many seconds in every process (the promise is one second).
MAX_AGE = 0.5
#: The log is kept for a day; a process that slept for longer reads everything again.
_LOG_LIFE = 12 * 3600
_CELLS_PER_DEGREE = 50
#: An outline over more cells than this (some 80,000 km²) is kept apart instead of being written into each.
_CELLS_AT_MOST = 20_000
_NO_ENTRIES: tuple = ()

_COLUMNS = """SELECT b.place_id, b.level, b.shape, p.title, p.url_path, p.live
    FROM home_boundary b JOIN wagtailcore_page p ON p.id = b.place_id"""
_CHANGES = """SELECT pg_snapshot_xmin(pg_current_snapshot())::text, c.id, c.place_id
    FROM (SELECT 1) one LEFT JOIN home_placechange c ON c.transaction_id >= %s::xid8"""


class Entry:
    """One outline, ready for point tests."""

    __slots__ = ("cells", "hit", "live", "shape")

    def __init__(self, place_id: int, level: str, shape: shapely.Geometry, title: str, url_path: str, live: bool) -> None:
        self.hit = PlaceHit(place_id, level, title, url_path)
        self.live = live
        self.shape = shape
        self.cells = _cells(*shape.bounds) if live else []


def _cells(west: float, south: float, east: float, north: float) -> list[int] | None:
    columns = range(math.floor(west * _CELLS_PER_DEGREE), math.floor(east * _CELLS_PER_DEGREE) + 1)
    rows = range(math.floor(south * _CELLS_PER_DEGREE), math.floor(north * _CELLS_PER_DEGREE) + 1)
    if len(columns) * len(rows) > _CELLS_AT_MOST:
        return None
    return [row * 100_000 + column for row in rows for column in columns]


class Cell:
    """The outlines that reach into one cell, tested in one call, and the answers already given there."""

    __slots__ = ("answers", "hits", "shapes")

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.hits = [entry.hit for entry in entries]
        self.shapes = numpy.array([entry.shape for entry in entries], dtype=object)
        #: By which outlines hold the point: as many as there are areas in the cell.
        self.answers: dict[bytes, Located] = {}


class PlaceIndex:
    """The cells and outlines. One thread at a time: a prepared outline is not safe in two (the geometry library crashes)."""

    def __init__(self) -> None:
        self._entries: dict[int, Entry] = {}
        self._cells: dict[int, tuple[Entry, ...]] = {}
        self._wide: tuple[Entry, ...] = ()
        #: Cells that somebody has asked for; a change drops those it touches.
        self._ready: dict[int, Cell] = {}
        self._lock = threading.RLock()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, place_id: int) -> Entry | None:
        return self._entries.get(place_id)

    def located(self, lat: float, lon: float) -> Located:
        """Return the published town and neighbourhoods that hold the point, edges included."""
        key = math.floor(lat * _CELLS_PER_DEGREE) * 100_000 + math.floor(lon * _CELLS_PER_DEGREE)
        with self._lock:
            cell = self._ready.get(key) or self._cell(key)
            if cell is None:
                return NOWHERE
            inside = intersects_xy(cell.shapes, lon, lat)
            answer = cell.answers.get(inside.tobytes())
            if answer is None:
                answer = cell.answers[inside.tobytes()] = arranged(compress(cell.hits, inside))
        return answer

    def contains(self, place_id: int, lat: float, lon: float) -> bool:
        """Tell whether this place, published or not, holds the point."""
        entry = self._entries.get(place_id)
        if entry is None:
            return False
        with self._lock:
            return bool(intersects_xy(entry.shape, lon, lat))

    def put(self, entry: Entry) -> None:
        """Add an outline, or put it in the place of the former one."""
        with self._lock:
            self.remove(entry.hit.page_id)
            self._entries[entry.hit.page_id] = entry
            if entry.cells is None:
                self._wide = (*self._wide, entry)
                self._ready.clear()
                return
            for cell in entry.cells:
                self._cells[cell] = (*self._cells.get(cell, _NO_ENTRIES), entry)
                self._ready.pop(cell, None)

    def remove(self, place_id: int) -> None:
        with self._lock:
            entry = self._entries.pop(place_id, None)
            if entry is None:
                return
            if entry.cells is None:
                self._wide = tuple(other for other in self._wide if other is not entry)
                self._ready.clear()
                return
            for cell in entry.cells:
                left = tuple(other for other in self._cells.get(cell, _NO_ENTRIES) if other is not entry)
                self._ready.pop(cell, None)
                if left:
                    self._cells[cell] = left
                else:
                    self._cells.pop(cell, None)

    def _cell(self, key: int) -> Cell | None:
        entries = self._cells.get(key)
        if entries:
            cell = self._ready[key] = Cell((*entries, *self._wide))
            return cell
        # Kept for no cell without outlines of its own: anybody may ask about every point of the Earth.
        return Cell(self._wide) if self._wide else None


class Keeper:
    """Keeps one index as fresh as the database, at the price of one small query per `MAX_AGE`."""

    def __init__(self) -> None:
        self.index: PlaceIndex | None = None
        self._lock = threading.Lock()
        self._checked_at = -math.inf
        self._horizon = "0"
        self._seen: set[int] = set()

    def current(self) -> PlaceIndex:
        """Return the index, right up to `MAX_AGE` seconds ago."""
        if self.index is None or time.monotonic() - self._checked_at > MAX_AGE:
            with self._lock:
                if self.index is None or time.monotonic() - self._checked_at > MAX_AGE:
                    self._refresh()
        return self.index

    def expire(self) -> None:
        """Make the next look-up check: what this process has just committed must show at once."""
        self._checked_at = min(self._checked_at, time.monotonic() - _LOG_LIFE / 2)

    def _refresh(self) -> None:
        now = time.monotonic()
        asleep = now - self._checked_at > _LOG_LIFE
        with connection.cursor() as cursor:
            # The horizon is the oldest transaction still running: whatever commits later is not older than it.
            cursor.execute(_CHANGES, [self._horizon])
            rows = cursor.fetchall()
            changes = {change: place for _, change, place in rows if change is not None}
            places = {place for change, place in changes.items() if change not in self._seen}
            if self.index is None or asleep or None in places:
                self.index = _filled(_read(cursor))
            elif places:
                _apply(self.index, places, _read(cursor, places))
        self._horizon, self._seen, self._checked_at = rows[0][0], set(changes), now


def _read(cursor: object, places: Iterable[int] | None = None) -> Iterator[Entry]:
    if places is None:
        cursor.execute(_COLUMNS)
    else:
        cursor.execute(f"{_COLUMNS} WHERE b.place_id = ANY(%s)", [list(places)])
    while rows := cursor.fetchmany(5000):
        shapes = shapely.from_wkb([bytes(row[2]) for row in rows])
        shapely.prepare(shapes)
        for (place_id, level, _, title, url_path, live), shape in zip(rows, shapes, strict=True):
            yield Entry(place_id, level, shape, title, url_path, live)


def _filled(entries: Iterable[Entry]) -> PlaceIndex:
    index = PlaceIndex()
    for entry in entries:
        index.put(entry)
    return index


def _apply(index: PlaceIndex, places: set[int], entries: Iterable[Entry]) -> None:
    fresh = {entry.hit.page_id: entry for entry in entries}
    for place in places:
        if place in fresh:
            index.put(fresh[place])
        else:
            index.remove(place)


class _Thread(threading.local):
    """This thread's connection: the way to it through Django costs as much as a look-up."""

    def __init__(self) -> None:
        self.connection = connections[DEFAULT_DB_ALIAS]


_thread = _Thread()


def changed_in_this_transaction() -> bool:
    """Tell whether the running transaction has itself changed a place: then only SQL sees what it sees."""
    if not _thread.connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM home_placechange WHERE transaction_id = pg_current_xact_id_if_assigned())")
        return cursor.fetchone()[0]


keeper = Keeper()
current = keeper.current
expire = keeper.expire
