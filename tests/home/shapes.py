"""Outlines for tests: a square with a hole, a tiling of a small country."""

import math
import random


def square(lon=-2.05, lat=48.45, size=0.01):
    """A closed square ring whose south-west corner is given."""
    return [[lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat]]


def polygon(*rings):
    return {"type": "Polygon", "coordinates": list(rings or [square()])}


def multipolygon(*polygons):
    return {"type": "MultiPolygon", "coordinates": [shape["coordinates"] for shape in polygons]}


def tiling(columns, rows, *, west=-3.0, south=48.0, size=0.05, points=13, seed=22):
    """Yield outlines that share wavy borders exactly, as communes do: row by row, `4 * points` vertices or so each."""
    rng = random.Random(seed)

    def corner(column, row):
        chance = random.Random(hash((column, row, seed)))
        return (west + (column + chance.uniform(-0.2, 0.2)) * size, south + (row + chance.uniform(-0.2, 0.2)) * size)

    def wavy(start, end):
        bends = []
        for step in range(1, points):
            along = step / points
            x = start[0] + (end[0] - start[0]) * along
            y = start[1] + (end[1] - start[1]) * along
            off = math.sin(along * math.pi) * rng.uniform(-0.06, 0.06) * size
            bends.append((round(x - (end[1] - start[1]) / size * off, 5), round(y + (end[0] - start[0]) / size * off, 5)))
        return [tuple(round(number, 5) for number in start), *bends]

    across = {(c, r): wavy(corner(c, r), corner(c + 1, r)) for c in range(columns) for r in range(rows + 1)}
    upwards = {(c, r): wavy(corner(c, r), corner(c, r + 1)) for c in range(columns + 1) for r in range(rows)}
    ends = {(c, r): tuple(round(number, 5) for number in corner(c, r)) for c in range(columns + 1) for r in range(rows + 1)}
    for row in range(rows):
        for column in range(columns):
            ring = [
                *across[column, row],
                *upwards[column + 1, row],
                *[ends[column + 1, row + 1], *reversed(across[column, row + 1][1:])],
                *[ends[column, row + 1], *reversed(upwards[column, row][1:])],
            ]
            yield polygon([list(position) for position in [*ring, ring[0]]])
