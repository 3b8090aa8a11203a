"""A copy of an outline light enough for any page: few vertices, centimetres dropped, never empty, never invalid."""

from typing import Any

import shapely
from shapely.geometry import mapping

#: The most vertices of the copy that is sent to browsers.
DISPLAY_VERTICES = 100
_FIRST_TOLERANCE = 0.00002  # degrees, about two metres
_DECIMALS = 6  # about ten centimetres


def simplified(shape: shapely.Polygon | shapely.MultiPolygon) -> dict[str, Any]:
    """Return the shape as GeoJSON with at most `DISPLAY_VERTICES` vertices. Small holes and islands may disappear."""
    lighter = shape
    tolerance = _FIRST_TOLERANCE
    while vertex_count(lighter) > DISPLAY_VERTICES and tolerance < 1:
        lighter = shape.simplify(tolerance, preserve_topology=True)
        tolerance *= 1.6
    if vertex_count(lighter) > DISPLAY_VERTICES:
        lighter = _largest(lighter)
    rounded = shapely.set_precision(lighter, 10**-_DECIMALS)
    return _as_geojson(lighter if rounded.is_empty or rounded.geom_type not in ("Polygon", "MultiPolygon") else rounded)


def vertex_count(shape: shapely.Geometry) -> int:
    """Count vertices, the closing position of each ring apart."""
    rings = sum(1 + len(part.interiors) for part in _parts(shape))
    return int(shapely.get_num_coordinates(shape)) - rings


def _largest(shape: shapely.Geometry) -> shapely.Geometry:
    """Keep the largest parts, without holes, as long as they fit."""
    kept: list[shapely.Polygon] = []
    room = DISPLAY_VERTICES
    for part in sorted(_parts(shape), key=lambda part: part.area, reverse=True):
        bare = shapely.Polygon(part.exterior)
        if vertex_count(bare) > room:
            break
        kept.append(bare)
        room -= vertex_count(bare)
    if not kept:
        return shapely.box(*shape.bounds)
    # Two islands inside each other's former hole would overlap once the hole is gone.
    merged = shapely.union_all(kept)
    return merged if vertex_count(merged) <= DISPLAY_VERTICES else kept[0]


def _parts(shape: shapely.Geometry) -> list[shapely.Polygon]:
    return list(shape.geoms) if shape.geom_type == "MultiPolygon" else [shape]


def _as_geojson(shape: shapely.Geometry) -> dict[str, Any]:
    """Return GeoJSON with lists, as it will come back from the database."""

    def listed(value: Any) -> Any:
        return [listed(item) for item in value] if isinstance(value, tuple | list) else round(value, _DECIMALS)

    geometry = mapping(shape)
    return {"type": geometry["type"], "coordinates": listed(geometry["coordinates"])}
