"""Where a point is: in memory and in SQL, the same answer as the reference geometry library (ALR-21)."""

import faulthandler
import math
import multiprocessing
import random
import threading
from contextlib import nullcontext

from django.db import connection, transaction

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from home import locate_sql, place_index
from home.geometry import BoundaryError
from home.locate import contains, locate
from home.models import Boundary
from home.place_index import Entry, PlaceIndex
from home.services.boundaries import set_boundary
from tests.factories.home import NeighbourhoodPageFactory, TownPageFactory
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


def index_of(*geometries):
    """An index in memory, as a process keeps it: place 1 has the first geometry, and so on."""
    index = PlaceIndex()
    for number, geometry in enumerate(geometries, 1):
        shape = shapely.geometry.shape(geometry)
        shapely.prepare(shape)
        index.put(Entry(number, "neighbourhood", shape, str(number), f"/palier/dinan/{number}/", True))
    return index


def held(index, lat, lon):
    """The places that hold a point (here all are neighbourhoods)."""
    return {hit.page_id for hit in index.located(lat, lon).neighbourhoods}


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


@pytest.mark.parametrize("wide", [False, True])
def test_an_entry_leaves_nothing_behind(wide):
    index = index_of(polygon(square(-60, 0, 40 if wide else 0.1)))
    assert held(index, 0.05, -59.95) == {1}
    index.remove(1)
    index.remove(1)
    assert held(index, 0.05, -59.95) == set()
    assert len(index) == 0
    assert not index._cells
    assert not index._ready


@pytest.mark.parametrize("size", [0.004, 40])
def test_a_change_shows_in_a_cell_that_was_asked_before(size):
    """Answers are kept by cell: an outline that comes, changes or goes must drop them, a very wide one everywhere."""
    index = index_of(polygon(square(-2.05, 48.45, 0.01)))
    place = (48.452, -2.048)
    assert held(index, *place) == {1}
    wide = shapely.geometry.shape(polygon(square(-2.05, 48.45, size)))
    index.put(Entry(2, "neighbourhood", wide, "2", "/palier/dinan/2/", True))
    assert held(index, *place) == {1, 2}
    index.put(Entry(2, "neighbourhood", wide, "Autre", "/palier/dinan/2/", True))
    assert [hit.title for hit in index.located(*place).neighbourhoods] == ["1", "Autre"]
    index.remove(2)
    assert held(index, *place) == {1}


def test_points_where_nothing_is_take_no_memory():
    """Anybody may ask about every point of the Earth."""
    index = index_of(polygon(square(-60, 0, 40)))
    for lat in range(-80, 80):
        index.located(lat + 0.5, 100)
        index.located(lat + 0.5, -30)
    assert not index._ready


def _asked_by_four_threads(rounds, lock):
    """Ask about an outline nobody has asked about yet, in four threads at once, again and again."""
    faulthandler.disable()
    ring = [[math.cos(2 * math.pi * n / 3000) / 10, math.sin(2 * math.pi * n / 3000) / 10] for n in range(3000)]
    for _ in range(rounds):
        index = index_of(polygon([*ring, ring[0]]))
        if not lock:
            index._lock = nullcontext()
        together = threading.Barrier(4)

        def ask(index=index, together=together):
            together.wait()
            for _ in range(3):
                index.located(0.001, 0.001)

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def _status_of(rounds, *, lock):
    child = multiprocessing.get_context("fork").Process(target=_asked_by_four_threads, args=(rounds, lock))
    child.start()
    child.join(60)
    return child.exitcode


def test_threads_may_ask_at_once():
    """The library builds a prepared outline's own index at its first tests, which in two threads at once ends the process."""
    assert any(_status_of(400, lock=False) != 0 for _ in range(10)), "without the lock nothing happens: the test proves nothing"
    assert _status_of(400, lock=True) == 0


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
class TestFreshness:
    """Every process is right within a second of a commit, with PostgreSQL alone."""

    @pytest.fixture
    def keeper(self):
        """What another process holds: it learns of changes from the database only."""
        keeper = place_index.Keeper()
        keeper.current()
        return keeper

    def seen(self, keeper, lat=48.455, lon=-2.045):
        keeper.expire()
        return {hit.title for hit in keeper.current().located(lat, lon).neighbourhoods}

    def test_a_committed_change_is_seen(self, keeper):
        page = place(TownPageFactory(), "Port", polygon())
        assert self.seen(keeper) == {"Port"}
        assert {hit.title for hit in locate(48.455, -2.045).neighbourhoods} == {"Port"}
        set_boundary(place=page, geometry=polygon(square(-2.01)))
        assert self.seen(keeper) == set()
        assert not locate(48.455, -2.045)

    def test_a_rename_of_the_town_changes_the_address_of_its_neighbourhoods(self, keeper):
        town = TownPageFactory(title="Dinan")
        place(town, "Port", polygon())
        assert self.seen(keeper) == {"Port"}
        town.refresh_from_db()
        town.slug = "dinan-sur-rance"
        town.save()
        keeper.expire()
        assert keeper.current().located(48.455, -2.045).neighbourhoods[0].url == "/dinan-sur-rance/port/"

    def test_a_deleted_or_unpublished_place_is_gone(self, keeper):
        town = TownPageFactory()
        first, second = place(town, "Port", polygon()), place(town, "Gare", polygon())
        assert self.seen(keeper) == {"Port", "Gare"}
        first.delete()
        assert self.seen(keeper) == {"Gare"}
        second.unpublish()
        assert self.seen(keeper) == set()

    def test_a_change_that_commits_after_a_later_one_is_not_missed(self, keeper):
        """Numbers of changes are given before the commit: a log read by its highest number would skip this one."""
        town = TownPageFactory()
        slow, quick = place(town, "Port", polygon()), place(town, "Gare", polygon())
        assert self.seen(keeper) == {"Port", "Gare"}
        other = connection.copy()
        try:
            other.set_autocommit(False)
            with other.cursor() as cursor:
                cursor.execute("UPDATE wagtailcore_page SET title = 'Vieux port' WHERE id = %s", [slow.pk])
                quick.title = "Nouvelle gare"
                quick.save()
                assert self.seen(keeper) == {"Port", "Nouvelle gare"}
                other.commit()
        finally:
            other.close()
        assert self.seen(keeper) == {"Vieux port", "Nouvelle gare"}

    def test_a_rolled_back_change_is_never_seen(self, keeper):
        page = place(TownPageFactory(), "Port", polygon())
        with transaction.atomic():
            set_boundary(place=page, geometry=polygon(square(-2.01)))
            assert locate(48.455, -2.005)
            transaction.set_rollback(True)
        assert self.seen(keeper) == {"Port"}
        assert {hit.title for hit in locate(48.455, -2.045).neighbourhoods} == {"Port"}

    def test_an_emptied_table_empties_the_index(self, keeper):
        place(TownPageFactory(), "Port", polygon())
        assert self.seen(keeper) == {"Port"}
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE home_boundary CASCADE")
        assert self.seen(keeper) == set()

    def test_checks_are_rare(self, keeper, django_assert_num_queries):
        keeper.expire()
        with django_assert_num_queries(1):
            for _ in range(100):
                keeper.current()
