"""The grid of about 150 m behind which exact places stay hidden (PRV-01 to PRV-03).

What the public sees depends on the cell only: the same for every home in it, at every request, after every edit. Distances
are between cell centres, in steps of 500 m. Pure functions; the grid never changes, because stored keys rest on it.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

#: Side of a cell, metres [policy: a hamlet's lane, not a house].
CELL_SIZE = 150
#: Distances are only told in steps of this many metres (PRV-02).
BUCKET_SIZE = 500
_EARTH_RADIUS = 6_371_000
_ROWS = round(math.pi * _EARTH_RADIUS / CELL_SIZE)
_ROW_HEIGHT = 180 / _ROWS  # degrees
_KEY = re.compile(r"^(\d{1,6})-(\d{1,6})$")


@dataclass(frozen=True, slots=True)
class Cell:
    """One square of the grid. `key` names it for ever."""

    key: str
    center_lat: float
    center_lon: float


def cell_of(lat: float, lon: float) -> Cell:
    """Return the cell that holds a point (degrees, WGS 84). Raises ValueError off the Earth."""
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        message = "Not a point on Earth"
        raise ValueError(message)
    row = min(int((lat + 90) / _ROW_HEIGHT), _ROWS - 1)
    columns = _columns(row)
    # The 180th meridian is written both ways: one column.
    return _cell(row, int((lon + 180) / 360 * columns) % columns)


def cell_at(key: str) -> Cell:
    """Return the cell of a stored key. Raises ValueError when there is none."""
    found = _KEY.match(key)
    row, column = (int(found[1]), int(found[2])) if found else (_ROWS, 0)
    if row >= _ROWS or column >= _columns(row):
        message = "Not the key of a cell"
        raise ValueError(message)
    return _cell(row, column)


def bucket(first: Cell, second: Cell) -> int:
    """Return how far apart two cells are, rounded up to 500 m: 500 means "within 500 m", and so the least there is."""
    return BUCKET_SIZE * max(1, math.ceil(round(distance(first, second), 3) / BUCKET_SIZE))


def cells_within(origin: Cell, metres: int) -> list[str]:
    """Return the keys of the cells whose middle is no further away than this, the cell itself first of all: `bucket`, the other way round."""
    reach = math.ceil(metres / CELL_SIZE) + 1
    row = int(origin.key.split("-")[0])
    found = []
    for number in range(max(row - reach, 0), min(row + reach, _ROWS - 1) + 1):
        columns = _columns(number)
        middle = int((origin.center_lon + 180) / 360 * columns)
        for column in range(middle - reach, middle + reach + 1):
            cell = _cell(number, column % columns)
            if bucket(origin, cell) <= metres:
                found.append(cell.key)
    return list(dict.fromkeys(found))


def distance(first: Cell, second: Cell) -> float:
    """Return the metres between two centres, to sort by; never shown."""
    lat, other = math.radians(first.center_lat), math.radians(second.center_lat)
    half_lat = math.sin((other - lat) / 2)
    half_lon = math.sin(math.radians(second.center_lon - first.center_lon) / 2)
    square = half_lat**2 + math.cos(lat) * math.cos(other) * half_lon**2
    return 2 * _EARTH_RADIUS * math.asin(min(1.0, math.sqrt(square)))


def box(cell: Cell) -> tuple[float, float, float, float]:
    """Return the square as west, south, east, north: what a map draws."""
    row = int(cell.key.split("-")[0])
    half_width, half_height = 180 / _columns(row), _ROW_HEIGHT / 2
    return (
        round(cell.center_lon - half_width, 6),
        round(cell.center_lat - half_height, 6),
        round(cell.center_lon + half_width, 6),
        round(cell.center_lat + half_height, 6),
    )


def cells_in_box(west: float, south: float, east: float, north: float) -> Iterator[tuple[str, tuple[float, float, float, float]]]:
    """Yield (key, (west, south, east, north)) of every cell that touches a box, with exact edges: what targets are compared with."""
    first, last = (min(max(int((lat + 90) / _ROW_HEIGHT), 0), _ROWS - 1) for lat in (south, north))
    for row in range(first, last + 1):
        columns = _columns(row)
        width = 360 / columns
        for column in range(math.floor((west + 180) / width), math.floor((east + 180) / width) + 1):
            left, bottom = -180 + column * width, -90 + row * _ROW_HEIGHT
            yield f"{row}-{column % columns}", (left, bottom, left + width, bottom + _ROW_HEIGHT)


def count_in_box(west: float, south: float, east: float, north: float) -> int:
    """Return roughly how many cells a box holds, without naming them."""
    rows = (north - south) / _ROW_HEIGHT + 1
    middle = min(max(int(((south + north) / 2 + 90) / _ROW_HEIGHT), 0), _ROWS - 1)
    return math.ceil(rows * ((east - west) / 360 * _columns(middle) + 1))


def _cell(row: int, column: int) -> Cell:
    lat = -90 + (row + 0.5) * _ROW_HEIGHT
    lon = -180 + (column + 0.5) * 360 / _columns(row)
    return Cell(f"{row}-{column}", round(lat, 6), round(lon, 6))


def _columns(row: int) -> int:
    """Return how many cells of 150 m go round the Earth at this row: fewer towards the poles."""
    around = 2 * math.pi * _EARTH_RADIUS * math.cos(math.radians(-90 + (row + 0.5) * _ROW_HEIGHT))
    return max(1, round(around / CELL_SIZE))
