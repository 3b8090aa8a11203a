"""Whether a map is GeoJSON (RFC 7946), each fault in a line."""

from itertools import pairwise

#: How deep positions lie in a geometry's coordinates.
_DEPTHS = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
_OWN = {"FeatureCollection": {"features"}, "Feature": {"geometry", "properties", "id"}, "GeometryCollection": {"geometries"}}
#: Members that mean something in one kind of object, and may stand in no other (§7.1).
_RESERVED = {"coordinates", "geometries", "geometry", "properties", "features"}


def geojson_faults(data: object) -> list[str]:
    """Return what is wrong with a GeoJSON text, once read."""
    if not isinstance(data, dict) or data.get("type") not in {*_OWN, *_DEPTHS}:
        return ["not a GeoJSON object"]
    kind = data["type"]
    own = _OWN.get(kind, {"coordinates"})
    faults = [f"{kind} has no {name}" for name in sorted(_RESERVED & data.keys() - own)]
    if "crs" in data:
        faults.append("another projection than WGS 84")
    if kind == "FeatureCollection":
        features = data.get("features")
        if not isinstance(features, list) or not all(isinstance(one, dict) and one.get("type") == "Feature" for one in features):
            return [*faults, "a collection holds a list of features"]
        return faults + [fault for one in features for fault in geojson_faults(one)]
    if kind == "Feature":
        return faults + _feature_faults(data)
    if kind == "GeometryCollection":
        return faults + [fault for one in data.get("geometries", [None]) for fault in geojson_faults(one)]
    return faults + _coordinate_faults(kind, data.get("coordinates"))


def _feature_faults(data):
    faults = []
    if not isinstance(data.get("properties", 0), dict | None):
        faults.append("properties are an object or null")
    if "id" in data and (isinstance(data["id"], bool) or not isinstance(data["id"], str | int | float)):
        faults.append("an id is a text or a number")
    if "geometry" not in data:
        faults.append("a feature has a geometry, if only null")
    elif data["geometry"] is not None:
        faults += (
            geojson_faults(data["geometry"]) if data["geometry"].get("type") not in {"Feature", "FeatureCollection"} else ["no geometry"]
        )
    return faults


def _coordinate_faults(kind, coordinates):
    positions = [coordinates]
    for _ in range(_DEPTHS[kind]):
        if not all(isinstance(part, list) for part in positions):
            return [f"{kind}: coordinates nested otherwise"]
        positions = [one for part in positions for one in part]
    faults = [f"{kind}: {position} is no position" for position in positions if not _is_position(position)]
    if faults:
        return faults
    if kind == "LineString" and len(positions) < 2:
        faults.append("a line has two positions or more")
    polygons = {"Polygon": [coordinates], "MultiPolygon": coordinates}.get(kind, [])
    return faults + [fault for polygon in polygons for number, ring in enumerate(polygon) for fault in _ring_faults(ring, hole=number > 0)]


def _is_position(found):
    numbers = isinstance(found, list) and all(isinstance(one, int | float) and not isinstance(one, bool) for one in found)
    return numbers and len(found) in {2, 3} and abs(found[0]) <= 180 and abs(found[1]) <= 90


def _ring_faults(ring, *, hole):
    if len(ring) < 4 or ring[0] != ring[-1]:
        return ["a ring has four positions or more and ends where it begins"]
    turn = sum(x * v - u * y for (x, y, *_), (u, v, *_) in pairwise(ring))
    return ["an outline runs against the clock, a hole with it"] if (turn < 0) is not hole else []
