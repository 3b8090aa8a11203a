"""The index of places follows the database: every process is right within a second of a commit, with PostgreSQL alone."""

from django.db import connection, transaction

import pytest

from home import place_index
from home.locate import locate
from home.services.boundaries import set_boundary
from tests.factories.home import NeighbourhoodPageFactory, TownPageFactory
from tests.home.shapes import polygon, square

pytestmark = pytest.mark.django_db(transaction=True)


def place(town, title, geometry):
    page = NeighbourhoodPageFactory(parent=town, title=title)
    set_boundary(place=page, geometry=geometry)
    return page


@pytest.fixture
def keeper():
    """What another process holds: it learns of changes from the database only."""
    keeper = place_index.Keeper()
    keeper.current()
    return keeper


def seen(keeper, lat=48.455, lon=-2.045):
    keeper.expire()
    return {hit.title for hit in keeper.current().located(lat, lon).neighbourhoods}


def test_a_committed_change_is_seen(keeper):
    page = place(TownPageFactory(), "Port", polygon())
    assert seen(keeper) == {"Port"}
    assert {hit.title for hit in locate(48.455, -2.045).neighbourhoods} == {"Port"}
    set_boundary(place=page, geometry=polygon(square(-2.01)))
    assert seen(keeper) == set()
    assert not locate(48.455, -2.045)


def test_a_rename_of_the_town_changes_the_address_of_its_neighbourhoods(keeper):
    town = TownPageFactory(title="Dinan")
    place(town, "Port", polygon())
    assert seen(keeper) == {"Port"}
    town.refresh_from_db()
    town.slug = "dinan-sur-rance"
    town.save()
    keeper.expire()
    assert keeper.current().located(48.455, -2.045).neighbourhoods[0].url == "/dinan-sur-rance/port/"


def test_a_deleted_or_unpublished_place_is_gone(keeper):
    town = TownPageFactory()
    first, second = place(town, "Port", polygon()), place(town, "Gare", polygon())
    assert seen(keeper) == {"Port", "Gare"}
    first.delete()
    assert seen(keeper) == {"Gare"}
    second.unpublish()
    assert seen(keeper) == set()


def test_a_change_that_commits_after_a_later_one_is_not_missed(keeper):
    """Numbers of changes are given before the commit: a log read by its highest number would skip this one."""
    town = TownPageFactory()
    slow, quick = place(town, "Port", polygon()), place(town, "Gare", polygon())
    assert seen(keeper) == {"Port", "Gare"}
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("UPDATE wagtailcore_page SET title = 'Vieux port' WHERE id = %s", [slow.pk])
            quick.title = "Nouvelle gare"
            quick.save()
            assert seen(keeper) == {"Port", "Nouvelle gare"}
            other.commit()
    finally:
        other.close()
    assert seen(keeper) == {"Vieux port", "Nouvelle gare"}


def test_a_rolled_back_change_is_never_seen(keeper):
    page = place(TownPageFactory(), "Port", polygon())
    with transaction.atomic():
        set_boundary(place=page, geometry=polygon(square(-2.01)))
        assert locate(48.455, -2.005)
        transaction.set_rollback(True)
    assert seen(keeper) == {"Port"}
    assert {hit.title for hit in locate(48.455, -2.045).neighbourhoods} == {"Port"}


def test_an_emptied_table_empties_the_index(keeper):
    place(TownPageFactory(), "Port", polygon())
    assert seen(keeper) == {"Port"}
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE home_boundary CASCADE")
    assert seen(keeper) == set()


def test_checks_are_rare(keeper, django_assert_num_queries):
    keeper.expire()
    with django_assert_num_queries(1):
        for _ in range(100):
            keeper.current()
