"""Importing outlines: the same file twice gives the same places, and a fault in one feature stops no other."""

import json

from django.core.management import CommandError, call_command
from django.utils import translation

from wagtail.models import Page, Site

import pytest

from home.locate import contains
from home.models import Boundary, HomePage, NeighbourhoodPage, TownPage
from home.services import place_import
from tests.factories.home import home_page
from tests.home.shapes import polygon, square, tiling

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    """The commands speak the language of the site; these tests read the source's."""
    with translation.override("en"):
        yield


CROSSED = polygon([[-2.0, 48.0], [-1.9, 48.1], [-1.9, 48.0], [-2.0, 48.1], [-2.0, 48.0]])


def feature(code, name, geometry):
    return {"type": "Feature", "properties": {"code": code, "nom": name}, "geometry": geometry}


def country(columns=4, rows=3):
    return [feature(f"22{n:03}", f"Commune {n}", geometry) for n, geometry in enumerate(tiling(columns, rows))]


@pytest.fixture
def write(tmp_path):
    def write(features, **members):
        path = tmp_path / "places.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", **members, "features": features}), encoding="utf-8")
        return path

    return write


def load(path, capsys, level="town", **options):
    call_command("import_boundaries", str(path), level=level, **options)
    return capsys.readouterr()


def tree():
    rows = Page.objects.filter(depth__gt=1).order_by("path").values_list("path", "slug", "url_path", "title", "numchild", "live")
    return list(rows), list(Boundary.objects.order_by("code").values_list("code", "place_id", "geometry", "source"))


def test_the_same_file_twice_gives_the_same_towns(write, capsys):
    path = write(country())
    assert "12 created, 0 updated, 0 unchanged; 0 refused" in load(path, capsys).out
    first = tree()
    assert "0 created, 0 updated, 12 unchanged; 0 refused" in load(path, capsys).out
    assert tree() == first
    assert Page.find_problems() == ([], [], [], [], [])


def test_an_empty_tree_gets_its_home_page_and_site(write, capsys, client):
    assert not HomePage.objects.exists()
    load(write(country(2, 1)), capsys)
    home = HomePage.objects.get()
    assert Site.objects.get(is_default_site=True).root_page_id == home.pk
    town = TownPage.objects.first()
    assert town.get_url() == "/commune-0/"
    assert town.get_parent().specific == home
    assert client.get(town.get_url()).status_code == 200


def test_towns_of_one_name_get_different_addresses(write, capsys):
    shapes = list(tiling(3, 1))
    load(write([feature("22001", "Saint-Denis", shapes[0]), feature("22002", "Saint Denis", shapes[1])]), capsys)
    assert sorted(TownPage.objects.values_list("slug", flat=True)) == ["saint-denis", "saint-denis-22002"]
    load(write([feature("22003", "Saint-Denis", shapes[2])]), capsys)
    assert TownPage.objects.get(code="22003").slug == "saint-denis-22003"


@pytest.mark.usefixtures("tasks_run")
def test_an_imported_town_is_like_any_other(write, capsys):
    load(write(country(2, 1)), capsys, source="IGN", source_date="2018-01-01", licence="Licence Ouverte")
    town = TownPage.objects.get(code="22000")
    assert town.name_key == "commune 0"
    assert (town.boundary.source, town.boundary.licence, str(town.boundary.source_date)) == ("IGN", "Licence Ouverte", "2018-01-01")
    town.title = "Nouveau nom"
    town.save_revision().publish()
    town.refresh_from_db()
    assert town.title == "Nouveau nom"
    assert [page.pk for page in TownPage.objects.search("commune")] == [TownPage.objects.get(code="22001").pk]
    assert town.add_child(instance=NeighbourhoodPage(title="Port")).url_path == "/palier/commune-0/port/"


def test_a_changed_name_or_outline_is_brought_up_to_date(write, capsys):
    features = country(2, 1)
    load(write(features), capsys)
    features[0]["properties"]["nom"] = "Dinan"
    features[1]["geometry"] = polygon(square(-1, 47))
    assert "0 created, 2 updated, 0 unchanged" in load(write(features), capsys).out
    town = TownPage.objects.get(code="22000")
    assert (town.title, town.slug, town.name_key) == ("Dinan", "commune-0", "dinan")
    assert contains(TownPage.objects.get(code="22001").pk, 47.005, -0.995)


def test_a_faulty_feature_is_reported_and_stops_no_other(write, capsys):
    good = country(2, 1)
    faulty = [
        feature("22900", "Croisée", CROSSED),
        feature("22901", "", polygon()),
        feature("", "Sans code", polygon()),
        feature("22902", "Sans forme", None),
        feature("22903", "Point", {"type": "Point", "coordinates": [1, 2]}),
        {"type": "Feature", "properties": None, "geometry": polygon()},
        "feature",
        None,
        feature("22000", "Deux fois", polygon()),
    ]
    told = load(write([good[0], *faulty, good[1]]), capsys)
    assert "2 created, 0 updated, 0 unchanged; 9 refused" in told.out
    for index in range(1, 10):
        assert f"Feature {index}: " in told.err
    assert "48.05000" in told.err or "48,05000" in told.err
    assert TownPage.objects.count() == 2


@pytest.mark.parametrize("batch", [1, 5])
def test_a_file_cut_short_leaves_nothing(write, capsys, monkeypatch, batch):
    monkeypatch.setattr(place_import, "_BATCH", batch)
    path = write(country())
    text = path.read_text()
    path.write_text(text[: len(text) * 2 // 3])
    with pytest.raises(CommandError):
        load(path, capsys)
    assert not TownPage.objects.exists()


def test_another_projection_is_named(write, capsys):
    with pytest.raises(CommandError, match="2154"):
        load(write(country(1, 1), crs={"type": "name", "properties": {"name": "EPSG:2154"}}), capsys)
    with pytest.raises(CommandError):
        load(write([feature("22001", "Dinan", polygon(square(329_000, 6_820_000, 500)))]), capsys)
    assert "Lambert-93" in capsys.readouterr().err


def test_nothing_imported_is_a_failure(write, capsys):
    with pytest.raises(CommandError):
        load(write([]), capsys)
    with pytest.raises(CommandError):
        load(write([feature("22001", "Dinan", CROSSED)]), capsys)


def test_the_number_of_statements_does_not_grow_with_the_towns(write, capsys, django_assert_max_num_queries):
    def count(features):
        path = write(features)
        with django_assert_max_num_queries(200) as captured:
            load(path, capsys)
        return len(captured)

    count(country(1, 1))
    few = count([feature(f"30{n:03}", f"Petit {n}", geometry) for n, geometry in enumerate(tiling(2, 1))])
    many = count([feature(f"40{n:03}", f"Grand {n}", geometry) for n, geometry in enumerate(tiling(10, 8))])
    assert many <= few + 2


class TestNeighbourhoods:
    @pytest.fixture
    def towns(self, write, capsys):
        load(
            write(
                [
                    feature("22050", "Dinan", polygon(square(-2.1, 48.4, 0.1))),
                    feature("22118", "Lanvallay", polygon(square(-2.0, 48.4, 0.1))),
                ]
            ),
            capsys,
        )

    def test_each_is_opened_under_the_town_that_holds_it(self, towns, write, capsys):
        path = write(
            [
                feature("1", "Port", polygon(square(-2.05))),
                feature("2", "Rive", polygon(square(-1.95))),
                feature("3", "Mer", polygon(square(5))),
            ]
        )
        told = load(path, capsys, level="neighbourhood")
        assert "2 created, 0 updated, 0 unchanged; 1 refused" in told.out
        assert "Feature 2: " in told.err
        port = NeighbourhoodPage.objects.get(title="Port")
        assert port.town.title == "Dinan"
        assert port.curator_group is not None
        assert port.boundary.code == "22050/1"
        before = tree()
        assert "0 created, 0 updated, 2 unchanged; 1 refused" in load(path, capsys, level="neighbourhood").out
        assert tree() == before

    def test_a_changed_one_is_brought_up_to_date(self, towns, write, capsys):
        load(write([feature("1", "Port", polygon(square(-2.05)))]), capsys, level="neighbourhood")
        assert "1 updated" in load(write([feature("1", "Vieux port", polygon(square(-2.06)))]), capsys, level="neighbourhood").out
        (page,) = NeighbourhoodPage.objects.all()
        assert page.title == "Vieux port"
        assert contains(page.pk, 48.455, -2.055)


def test_a_point_is_located_by_command(write, capsys):
    home_page()
    load(write([feature("22050", "Dinan", polygon(square(-2.1, 48.4, 0.1)))]), capsys)
    load(write([feature("1", "Port", polygon(square(-2.05)))]), capsys, level="neighbourhood")
    call_command("locate", "48.455", "-2.045")
    told = capsys.readouterr().out
    assert "Dinan" in told
    assert "Port" in told
    for lat, lon in [("49.5", "-3"), ("949", "-3")]:
        with pytest.raises(CommandError):
            call_command("locate", lat, lon)
