"""What is accepted as an outline, and what is said when it is not (domain.md §2, ALR-21)."""

import json

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from home.geometry import DISPLAY_VERTICES, MAX_VERTICES, BoundaryError, read_outline, simplified
from home.geometry.simplification import vertex_count
from tests.home.shapes import multipolygon, polygon, square, tiling


def refusal(value):
    with pytest.raises(BoundaryError) as caught:
        read_outline(value)
    return caught.value


def test_an_outline_is_kept_exactly_as_given():
    geometry = polygon([[-2.0471234567, 48.4], [-2.0, 48.4], [-2.0, 48.45], [-2.0471234567, 48.4]])
    outline = read_outline(json.dumps(geometry))
    assert outline.geometry == geometry
    assert outline.vertex_count == 3
    assert outline.box == (-2.0471234567, 48.4, -2.0, 48.45)


def test_a_feature_or_a_collection_of_one_is_unwrapped():
    feature = {"type": "Feature", "properties": {}, "geometry": polygon()}
    assert read_outline(feature).geometry == polygon()
    assert read_outline({"type": "FeatureCollection", "features": [feature]}).geometry == polygon()
    assert refusal({"type": "FeatureCollection", "features": [feature, feature]}).code == "type"


def test_holes_and_several_parts_are_accepted():
    with_hole = polygon(square(size=0.03), square(-2.04, 48.46, 0.01))
    outline = read_outline(multipolygon(with_hole, polygon(square(-1.9))))
    assert [len(rings) for rings in outline.parts] == [2, 1]
    assert outline.vertex_count == 12


def test_a_self_crossing_is_refused_with_its_place():
    """ALR-21: self-crossing is refused, and the place of the fault is told."""
    error = refusal(polygon([[-2.0, 48.0], [-1.9, 48.1], [-1.9, 48.0], [-2.0, 48.1], [-2.0, 48.0]]))
    assert error.code == "self-crossing"
    assert error.position == pytest.approx((48.05, -1.95))
    assert "48,05000" in str(error) or "48.05000" in str(error)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("{", "json"),
        ('{"type": "Polygon", "coordinates": [[[NaN, 1], [1, 1], [1, 2], [NaN, 1]]]}', "number"),
        ("[]", "type"),
        ({"type": "Point", "coordinates": [1, 2]}, "type"),
        ({"type": "Feature", "geometry": None}, "type"),
        ({"type": "Polygon", "coordinates": []}, "empty"),
        ({"type": "Polygon"}, "empty"),
        ({"type": "MultiPolygon", "coordinates": [[]]}, "empty"),
        ({"type": "Polygon", "coordinates": [[["a", 1], [1, 1], [1, 2], ["a", 1]]]}, "number"),
        ({"type": "Polygon", "coordinates": [[[True, 1], [1, 1], [1, 2], [True, 1]]]}, "number"),
        ({"type": "Polygon", "coordinates": [5]}, "number"),
        (polygon(square()[:-1]), "open"),
        (polygon([]), "too-few-points"),
        (polygon([[1, 1], [2, 2], [1, 1]]), "too-few-points"),
        (polygon([[1, 1], [2, 2], [3, 3], [1, 1]]), "self-crossing"),
        (polygon([[1, 1], [1, 1], [1, 1], [1, 1]]), "too-few-points"),
        (polygon(square(size=0.01), square(-2.5, 48.45, 0.001)), "holes"),
        (multipolygon(polygon(), polygon(square(-2.048, 48.452, 0.001))), "holes"),
        (multipolygon(polygon(), polygon(square(-2.045, 48.455))), "self-crossing"),
        (polygon(square(329_000, 6_820_000, 500)), "projection"),
        ({**polygon(), "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}}, "projection"),
        (polygon([[48.4, 122.0], [48.5, 122.0], [48.5, 122.1], [48.4, 122.0]]), "swapped"),
        (polygon([[200.0, 48.0], [201.0, 48.0], [201.0, 49.0], [200.0, 48.0]]), "range"),
        (polygon([[-179.0, 1.0], [179.0, 1.0], [179.0, 2.0], [-179.0, 1.0]]), "antimeridian"),
    ],
)
def test_what_is_not_an_outline_is_refused_with_a_reason(value, code):
    error = refusal(value)
    assert error.code == code
    assert str(error)


def test_wgs_84_may_be_declared():
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert read_outline({**polygon(), "crs": crs}).vertex_count == 4


def circle(points):
    return polygon([*map(list, shapely.Point(-2, 48).buffer(0.1, quad_segs=points // 4).exterior.coords)])


def test_the_number_of_vertices_has_a_limit():
    assert read_outline(circle(MAX_VERTICES)).vertex_count == MAX_VERTICES
    assert refusal(circle(MAX_VERTICES + 4)).code == "too-many-points"


def test_the_copy_for_display_stays_close_to_the_outline():
    shape = read_outline(circle(4000)).shape
    copy = shapely.geometry.shape(simplified(shape))
    assert vertex_count(copy) <= DISPLAY_VERTICES
    assert copy.symmetric_difference(shape).area < 0.01 * shape.area


def test_the_copy_for_display_of_an_archipelago_keeps_the_largest_islands():
    islands = [polygon(square(-3 + n * 0.01, 48, 0.001 + n * 0.00001)) for n in range(60)]
    shape = read_outline(multipolygon(*islands)).shape
    copy = shapely.geometry.shape(simplified(shape))
    assert copy.is_valid
    assert vertex_count(copy) <= DISPLAY_VERTICES
    assert copy.intersects(shape.geoms[59])


@given(st.integers(0, 10_000), st.integers(1, 60))
@settings(max_examples=30, deadline=None)
def test_the_copy_for_display_is_always_valid_and_light(seed, points):
    outline = read_outline(next(iter(tiling(1, 1, seed=seed, points=points))))
    copy = shapely.geometry.shape(simplified(outline.shape))
    assert copy.is_valid
    assert not copy.is_empty
    assert vertex_count(copy) <= DISPLAY_VERTICES
