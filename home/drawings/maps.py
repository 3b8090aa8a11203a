"""Boundaries as a picture: what a page shows when no map library has started, or none may.

The geometry is GeoJSON as stored. Names and addresses come from people and are escaped.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from home.drawings.shapes import number

_WIDTH = 800
_HEIGHTS = (360, 640)
_MARGIN = 40
_METRES_PER_DEGREE = 111_320

Position = tuple[float, float]


@dataclass(frozen=True)
class Projection:
    """Longitude and latitude onto the paper: flat at the scale of a town, north up."""

    west: float
    north: float
    scale: float
    squeeze: float
    left: float
    top: float
    height: float

    @classmethod
    def around(cls, positions: Iterable[Position]) -> "Projection":
        """Fit every (longitude, latitude) inside the margins; a single point gets about 300 m around it."""
        points = list(positions) or [(0.0, 0.0)]
        west, east = min(x for x, _ in points), max(x for x, _ in points)
        south, north = min(y for _, y in points), max(y for _, y in points)
        squeeze = cos(radians((south + north) / 2))
        width, tall = max((east - west) * squeeze, 0.003), max(north - south, 0.003)
        height = min(max((_WIDTH - 2 * _MARGIN) * tall / width + 2 * _MARGIN, _HEIGHTS[0]), _HEIGHTS[1])
        scale = min((_WIDTH - 2 * _MARGIN) / width, (height - 2 * _MARGIN) / tall)
        left = (_WIDTH - (east - west) * squeeze * scale) / 2
        return cls(west, north, scale, squeeze, left, (height - (north - south) * scale) / 2, height)

    def place(self, longitude: float, latitude: float) -> Position:
        return (
            self.left + (longitude - self.west) * self.squeeze * self.scale,
            self.top + (self.north - latitude) * self.scale,
        )

    def metres(self, length: float) -> float:
        return length / _METRES_PER_DEGREE * self.scale


def boundary_map(
    *,
    title: str,
    areas: Iterable[Mapping[str, Any]] = (),
    pins: Iterable[Mapping[str, Any]] = (),
    circle: Mapping[str, Any] | None = None,
) -> SafeString:
    """Draw boundaries, pins and one circle.

    - an area: `name`, `geometry` (GeoJSON Polygon or MultiPolygon), optionally `url`, `zone` when it is what the map is about;
    - a pin: `lat`, `lon`, `label`, optionally `kind` (a listing type), `url`, `text` (two or three signs);
    - the circle: `lat`, `lon`, `radius` in metres.
    """
    areas, pins = list(areas), list(pins)
    positions = [position for area in areas for ring in rings(area["geometry"]) for position in ring]
    positions += [(pin["lon"], pin["lat"]) for pin in pins]
    if circle:
        reach = circle["radius"] / _METRES_PER_DEGREE
        sideways = reach / cos(radians(circle["lat"]))
        positions += [(circle["lon"] - sideways, circle["lat"] - reach), (circle["lon"] + sideways, circle["lat"] + reach)]
    projection = Projection.around(positions)
    drawn = [_area(projection, area) for area in areas]
    if circle:
        x, y = projection.place(circle["lon"], circle["lat"])
        drawn.append(
            format_html('<circle class="zone" cx="{}" cy="{}" r="{}"/>', number(x), number(y), number(projection.metres(circle["radius"])))
        )
    drawn += [_pin(projection, pin) for pin in pins]
    return format_html(
        '<svg viewBox="0 0 {} {}" role="group" aria-label="{}">{}</svg>',
        _WIDTH,
        number(projection.height),
        title,
        mark_safe("".join(drawn)),  # noqa: S308 - every part comes from format_html
    )


def rings(geometry: Mapping[str, Any]) -> Iterator[list[Position]]:
    """Yield the rings of a Polygon or MultiPolygon; holes are rings too."""
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    for polygon in polygons:
        for ring in polygon:
            yield [(position[0], position[1]) for position in ring]


def _area(projection: Projection, area: Mapping[str, Any]) -> SafeString:
    outlines, points = [], []
    for ring in rings(area["geometry"]):
        placed = [projection.place(*position) for position in ring]
        points = points or placed
        outlines.append("M" + "L".join(f"{number(x)} {number(y)}" for x, y in placed) + "z")
    x = sum(point[0] for point in points) / len(points)
    y = sum(point[1] for point in points) / len(points)
    shape = format_html(
        '<path class="{}" fill-rule="evenodd" d="{}"/><text x="{}" y="{}" text-anchor="middle">{}</text>',
        "zone" if area.get("zone") else "area",
        "".join(outlines),
        number(x),
        number(y),
        area.get("name", ""),
    )
    return format_html('<a href="{}">{}</a>', area["url"], shape) if area.get("url") else shape


def _pin(projection: Projection, pin: Mapping[str, Any]) -> SafeString:
    x, y = projection.place(pin["lon"], pin["lat"])
    attributes = format_html_join(
        " ",
        '{}="{}"',
        [
            ("class", "pin"),
            ("data-type", pin.get("kind") or "place"),
            ("transform", f"translate({number(x)} {number(y)})"),
            ("aria-label", pin["label"]),
        ],
    )
    shape = format_html('<path d="M-17-10v-22a17 17 0 0 1 34 0v22L0 2z"/><text y="-22">{}</text>', pin.get("text", ""))
    if pin.get("url"):
        return format_html('<a href="{}" {}>{}</a>', pin["url"], attributes, shape)
    return format_html('<g role="img" {}>{}</g>', attributes, shape)
