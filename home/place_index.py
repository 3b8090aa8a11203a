"""Every published boundary in this process's memory, so that a point is looked up without asking the database.

The plane is cut into cells of 0.02°; a cell knows the outlines that reach into it, each prepared for point tests.
The index is built at first use and kept right by `home_placechange`, the log that database triggers write: at most
every `MAX_AGE` seconds one small query asks what was committed since, and only those places are read again. Redis has no
part in it. Inside a transaction that itself changed a place the index is not used, because it must never hold what may
still be rolled back: `home.locate` then asks SQL.
"""

import math
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connection

import shapely

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


@dataclass(frozen=True, slots=True)
class PlaceHit:
    """A place that holds a point."""

    page_id: int
    level: str
    title: str
    url_path: str

    @property
    def url(self) -> str:
        """The page's address: the tree below the portal's home page, which the default site serves."""
        return "/" + self.url_path.split("/", 2)[2]


class Entry:
    """One outline, ready for point tests."""

    __slots__ = ("cells", "east", "hit", "live", "north", "shape", "south", "west")

    def __init__(self, place_id: int, level: str, shape: shapely.Geometry, title: str, url_path: str, live: bool) -> None:
        self.hit = PlaceHit(place_id, level, title, url_path)
        self.live = live
        self.shape = shape
        self.west, self.south, self.east, self.north = shape.bounds
        self.cells = _cells(self.west, self.south, self.east, self.north) if live else []

    def holds(self, lat: float, lon: float) -> bool:
        """Tell whether the point is inside or on the edge."""
        return self.west <= lon <= self.east and self.south <= lat <= self.north and bool(shapely.intersects_xy(self.shape, lon, lat))


def _cells(west: float, south: float, east: float, north: float) -> list[int] | None:
    columns = range(math.floor(west * _CELLS_PER_DEGREE), math.floor(east * _CELLS_PER_DEGREE) + 1)
    rows = range(math.floor(south * _CELLS_PER_DEGREE), math.floor(north * _CELLS_PER_DEGREE) + 1)
    if len(columns) * len(rows) > _CELLS_AT_MOST:
        return None
    return [row * 100_000 + column for row in rows for column in columns]


class PlaceIndex:
    """The cells and outlines. Readers never lock: a cell's tuple is replaced, never changed."""

    def __init__(self) -> None:
        self._entries: dict[int, Entry] = {}
        self._cells: dict[int, tuple[Entry, ...]] = {}
        self._wide: tuple[Entry, ...] = ()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, place_id: int) -> Entry | None:
        return self._entries.get(place_id)

    def holding(self, lat: float, lon: float) -> list[PlaceHit]:
        """Return the published places that hold the point, edges included."""
        floor = math.floor
        found = self._cells.get(floor(lat * _CELLS_PER_DEGREE) * 100_000 + floor(lon * _CELLS_PER_DEGREE), _NO_ENTRIES)
        holds = shapely.intersects_xy
        hits = [
            entry.hit
            for entry in found
            if entry.west <= lon <= entry.east and entry.south <= lat <= entry.north and holds(entry.shape, lon, lat)
        ]
        if self._wide:
            hits += [entry.hit for entry in self._wide if entry.holds(lat, lon)]
        return hits

    def put(self, entry: Entry) -> None:
        """Add an outline, or put it in the place of the former one."""
        self.remove(entry.hit.page_id)
        self._entries[entry.hit.page_id] = entry
        if entry.cells is None:
            self._wide = (*self._wide, entry)
            return
        for cell in entry.cells:
            self._cells[cell] = (*self._cells.get(cell, _NO_ENTRIES), entry)

    def remove(self, place_id: int) -> None:
        entry = self._entries.pop(place_id, None)
        if entry is None:
            return
        if entry.cells is None:
            self._wide = tuple(other for other in self._wide if other is not entry)
            return
        for cell in entry.cells:
            left = tuple(other for other in self._cells.get(cell, _NO_ENTRIES) if other is not entry)
            if left:
                self._cells[cell] = left
            else:
                self._cells.pop(cell, None)


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


def changed_in_this_transaction() -> bool:
    """Tell whether the running transaction has itself changed a place: then only SQL sees what it sees."""
    if not connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM home_placechange WHERE transaction_id = pg_current_xact_id_if_assigned())")
        return cursor.fetchone()[0]


keeper = Keeper()
current = keeper.current
expire = keeper.expire
