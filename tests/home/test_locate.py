"""Where a point is: in memory and in SQL, the same answer as the reference geometry library (ALR-21)."""

import random

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from home import locate_sql, place_index
from home.geometry import BoundaryError
from home.locate import contains, locate
from home.models import Boundary
from home.services.boundaries import set_boundary
from tests.factories.home import NeighbourhoodPageFactory, TownPageFactory
from tests.home.indexes import held, index_of
from tests.home.shapes import multipolygon, polygon, square, tiling

METRE = 1 / 111_320


@pytest.fixture
def town(db):
    town = TownPageFactory(title="Dinan", code="22050")
    set_boundary(place=town, geometry=polygon(square(-2.08, 48.42, 0.08)))
    return town


def place(town, title, geometry):
    page = NeighbourhoodPageFactory(parent=town, title=title)
    set_boundary(place=page, geometry=geometry)
    return page


def test_a_point_is_in_its_town_and_neighbourhood(town):
    page = place(town, "Port et Jerzual", polygon())
    found = locate(48.455, -2.045)
    assert found.town.title == "Dinan"
    assert [hit.page_id for hit in found.neighbourhoods] == [page.pk]
    assert found.neighbourhoods[0].url == page.get_url()
    assert not locate(49.5, -3.0)


def test_the_edge_is_inside_and_a_metre_further_is_not(town):
    """ALR-21: a person on the edge is included, one 1 m outside is not."""
    page = place(town, "Port", polygon())
    for lat, lon, inside in [
        (48.45, -2.045, True),
        (48.46, -2.05, True),
        (48.45 - METRE, -2.045, False),
        (48.455, -2.04, True),
        (48.455, -2.04 + 1.6 * METRE, False),
    ]:
        assert contains(page.pk, lat, lon) is inside
        assert held(index_of(polygon()), lat, lon) == ({1} if inside else set())
        assert bool(locate(lat, lon).neighbourhoods) is inside


def test_a_point_on_two_neighbourhoods_returns_both(town):
    place(town, "Est", polygon(square(-2.04)))
    place(town, "Ouest", polygon(square(-2.05)))
    assert [hit.title for hit in locate(48.455, -2.04).neighbourhoods] == ["Est", "Ouest"]


def test_holes_islands_and_parts(town):
    """ALR-21: holes and multi-polygons; the edge of a hole is inside."""
    geometry = multipolygon(polygon(square(size=0.03), square(-2.04, 48.46, 0.01)), polygon(square(-2.037, 48.463, 0.002)))
    page = place(town, "Anneau", geometry)
    index = index_of(geometry)
    for lat, lon, inside in [
        (48.455, -2.045, True),
        (48.4615, -2.039, False),
        (48.46, -2.035, True),
        (48.465, -2.04, True),
        (48.464, -2.036, True),
        (48.463, -2.036, True),
    ]:
        assert contains(page.pk, lat, lon) is inside
        assert held(index, lat, lon) == ({1} if inside else set())


def test_points_off_the_earth_are_nowhere(town):
    for lat, lon in [(91, 0), (0, 181), (float("nan"), 0), (float("inf"), 0)]:
        assert not locate(lat, lon)
        assert not contains(town.pk, lat, lon)


def test_an_unpublished_place_is_not_found_but_keeps_its_boundary(town):
    page = place(town, "Port", polygon())
    page.unpublish()
    assert locate(48.455, -2.045).neighbourhoods == ()
    assert contains(page.pk, 48.455, -2.045)


def test_a_refused_outline_leaves_the_former_one(town):
    """ALR-21: self-crossing is refused at save."""
    page = place(town, "Port", polygon())
    with pytest.raises(BoundaryError):
        set_boundary(place=page, geometry=polygon([[-2.0, 48.0], [-1.9, 48.1], [-1.9, 48.0], [-2.0, 48.1], [-2.0, 48.0]]))
    assert contains(page.pk, 48.455, -2.045)


def test_a_new_outline_replaces_the_old_one(town):
    page = place(town, "Port", polygon())
    set_boundary(place=page, geometry=polygon(square(-2.01)), source="plan")
    assert not contains(page.pk, 48.455, -2.045)
    assert contains(page.pk, 48.455, -2.005)
    assert Boundary.objects.of_place(page.pk).get().rings.count() == 1


COUNTRY = list(tiling(12, 9))
SHAPES = [shapely.geometry.shape(geometry) for geometry in COUNTRY]
INDEX = index_of(*COUNTRY)


@given(st.floats(-3.1, -2.3), st.floats(47.9, 48.5))
@settings(max_examples=400, deadline=None)
def test_memory_agrees_with_the_reference_library(lon, lat):
    """ALR-21: points against shapely, everywhere."""
    point = shapely.Point(lon, lat)
    assert held(INDEX, lat, lon) == {number for number, shape in enumerate(SHAPES, 1) if shape.covers(point)}


@given(st.integers(0, len(COUNTRY) - 1), st.integers(0, 40))
@settings(max_examples=200, deadline=None)
def test_a_vertex_belongs_to_every_place_it_bounds(number, vertex):
    """ALR-21: the edge is inside, for each of the places that share it."""
    ring = COUNTRY[number]["coordinates"][0]
    lon, lat = ring[vertex % len(ring)]
    assert held(INDEX, lat, lon) == {n for n, shape in enumerate(SHAPES, 1) if shape.covers(shapely.Point(lon, lat))} >= {number + 1}


@given(data=st.data())
@settings(max_examples=1, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_sql_agrees_with_memory(town, data):
    """The two ways to locate give the same places, also at vertices and in the metres beside a border."""
    pages = [place(town, str(n), geometry) for n, geometry in enumerate(COUNTRY[:24])]
    index = index_of(*COUNTRY[:24])
    rng = random.Random(data.draw(st.integers()))
    for _ in range(300):
        lon, lat = rng.choice(rng.choice(COUNTRY[:24])["coordinates"][0])
        if rng.random() < 0.8:
            lon, lat = lon + rng.uniform(-20, 20) * METRE, lat + rng.uniform(-20, 20) * METRE
        hits = {hit.page_id for hit in locate_sql.holding(lat, lon) if hit.level == "neighbourhood"}
        assert hits == {pages[number - 1].pk for number in held(index, lat, lon)}


def test_inside_a_transaction_that_changed_places_memory_is_not_used(town):
    """What may be rolled back never enters the index of the process."""
    page = place(town, "Port", polygon())
    assert place_index.changed_in_this_transaction()
    assert locate(48.455, -2.045).neighbourhoods
    assert contains(page.pk, 48.455, -2.045)
    assert place_index.keeper.index is None or place_index.keeper.index.get(page.pk) is None
