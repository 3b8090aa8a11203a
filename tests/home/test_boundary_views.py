"""Outlines for maps, tiles, and the editor of outlines."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from django.urls import reverse

import pytest

from home import tiles
from home.geo import PointFormField, PointWidget, point_of, point_text
from home.geometry import DISPLAY_VERTICES
from home.models import Boundary
from home.overlaps import overlaps_of
from home.services.boundaries import set_boundary
from tests.factories.home import NeighbourhoodPageFactory, home_page
from tests.home.shapes import polygon, square

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


@pytest.fixture
def outlined(neighbourhood):
    set_boundary(place=neighbourhood, geometry=polygon())
    return neighbourhood


def test_an_outline_is_public_light_and_kept_by_browsers(client, outlined):
    address = reverse("home:boundary", args=[outlined.pk])
    answer = client.get(address)
    (only,) = answer.json()["features"]
    assert only["properties"] == {"name": "Port et Jerzual", "level": "neighbourhood", "url": outlined.get_url()}
    assert len(only["geometry"]["coordinates"][0]) <= DISPLAY_VERTICES
    assert answer["Content-Type"] == "application/geo+json"
    assert "max-age=300" in answer["Cache-Control"]
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_a_town_comes_with_its_neighbourhoods_and_the_portal_with_its_towns(client, outlined):
    town = outlined.town
    set_boundary(place=town, geometry=polygon(square(size=0.1)))
    levels = [row["properties"]["level"] for row in client.get(reverse("home:boundary", args=[town.pk])).json()["features"]]
    assert levels == ["town", "neighbourhood"]
    portal = client.get(reverse("home:boundary", args=[home_page().pk])).json()["features"]
    assert [row["id"] for row in portal] == [town.pk]


def test_no_outline_of_what_is_not_public(client, outlined):
    assert client.get(reverse("home:boundary", args=[999_999])).status_code == 404
    outlined.unpublish()
    assert client.get(reverse("home:boundary", args=[outlined.pk])).status_code == 404


@pytest.fixture
def map_server(settings, tmp_path):
    """A map server on this machine that counts what it is asked."""
    state = {"asked": [], "status": 200, "kind": "image/png", "body": PNG}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            state["asked"].append(self.path)
            self.send_response(state["status"])
            self.send_header("Content-Type", state["kind"])
            self.end_headers()
            self.wfile.write(state["body"])

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    settings.DATA_DIR = tmp_path
    settings.PALIER_TILE_URL = f"http://127.0.0.1:{server.server_port}/{{z}}/{{x}}/{{y}}.png"
    yield state
    server.shutdown()
    server.server_close()


def tile_at(client, z=10, x=500, y=300):
    return client.get(reverse("home:tile", args=[z, x, y]))


def test_without_a_map_server_there_are_no_tiles(client, settings):
    settings.PALIER_TILE_URL = ""
    assert tile_at(client).status_code == 404


def test_a_tile_is_fetched_once(client, map_server):
    for _ in range(2):
        answer = tile_at(client)
        assert answer.content == PNG
        assert answer["Content-Type"] == "image/png"
        assert "max-age" in answer["Cache-Control"]
    assert map_server["asked"] == ["/10/500/300.png"]


@pytest.mark.parametrize(("z", "x", "y"), [(20, 0, 0), (3, 8, 0), (3, 0, 8)])
def test_a_tile_outside_the_world_is_not_asked_for(client, map_server, z, x, y):
    assert tile_at(client, z, x, y).status_code == 404
    assert map_server["asked"] == []


@pytest.mark.parametrize("fault", [{"status": 500}, {"status": 302}, {"kind": "text/html"}, {"body": bytes(tiles.MAX_BYTES + 1)}])
def test_a_faulty_map_server_gets_a_rest(client, map_server, fault):
    """Its fault must not hold our workers, nor its pages become ours."""
    map_server.update(fault)
    assert tile_at(client).status_code == 503
    assert tile_at(client, x=501).status_code == 503
    assert len(map_server["asked"]) == 1


def test_the_store_of_tiles_cannot_grow(client, map_server, monkeypatch, tmp_path):
    monkeypatch.setattr(tiles, "SLOTS", 3)
    for x in range(12):
        assert tile_at(client, x=x).content == PNG
    assert len([path for path in (tmp_path / "tiles").rglob("*") if path.is_file()]) <= 3


class TestEditor:
    @pytest.fixture
    def address(self, outlined):
        return reverse("boundary_edit", args=[outlined.pk])

    def test_a_curator_redraws_the_outline(self, client, address, outlined, curator):
        client.force_login(curator)
        assert "boundary-editor" in client.get(address).content.decode()
        moved = polygon(square(-2.2))
        answer = client.post(address, {"geometry": json.dumps(moved), "source": "Mairie", "source_date": "2026-01-31"})
        assert answer.status_code == 302
        boundary = Boundary.objects.of_place(outlined.pk).get()
        assert (boundary.geometry, boundary.source, boundary.source_date.year) == (moved, "Mairie", 2026)

    def test_a_fault_is_shown_with_its_place_and_nothing_is_saved(self, client, address, outlined, curator):
        client.force_login(curator)
        crossed = polygon([[-2.0, 48.0], [-1.9, 48.1], [-1.9, 48.0], [-2.0, 48.1], [-2.0, 48.0]])
        answer = client.post(address, {"geometry": json.dumps(crossed)})
        assert answer.status_code == 422
        assert "48,05000" in answer.content.decode() or "48.05000" in answer.content.decode()
        assert Boundary.objects.of_place(outlined.pk).get().geometry == polygon()

    def test_overlaps_with_the_neighbours_are_said(self, client, address, outlined, curator):
        other = NeighbourhoodPageFactory(parent=outlined.town, title="Centre ancien")
        set_boundary(place=other, geometry=polygon(square(-2.045)))
        beside = NeighbourhoodPageFactory(parent=outlined.town, title="Gare")
        set_boundary(place=beside, geometry=polygon(square(-2.06)))
        (overlap,) = overlaps_of(outlined)
        assert overlap.page_id == other.pk
        assert overlap.square_metres == pytest.approx(0.005 * 0.01 * 111_195**2 * 0.6632, rel=0.01)
        client.force_login(curator)
        page = client.get(address).content.decode()
        assert "Centre ancien" in page

    def test_only_the_places_own_curators_and_the_operator_may(self, client, address, other_curator, resident, operator):
        assert client.get(address).status_code == 302
        for user, allowed in [(other_curator, False), (resident, False), (operator, True)]:
            client.force_login(user)
            for url in (address, f"{address}voisins.json"):
                assert (client.get(url).status_code == 200) is allowed
            assert (client.post(address, {"geometry": json.dumps(polygon())}).url == address) is allowed

    def test_a_page_that_is_no_place_has_no_outline(self, client, operator, outlined):
        client.force_login(operator)
        assert client.get(reverse("boundary_edit", args=[home_page().pk])).status_code == 404

    def test_the_siblings_are_drawn_for_orientation(self, client, address, outlined, curator):
        other = NeighbourhoodPageFactory(parent=outlined.town, title="Centre ancien")
        set_boundary(place=other, geometry=polygon(square(-2.2)))
        client.force_login(curator)
        rows = client.get(f"{address}voisins.json").json()["features"]
        assert [row["properties"]["name"] for row in rows] == ["Centre ancien"]


class TestPointField:
    @pytest.mark.parametrize(
        ("text", "point"),
        [
            ("SRID=4326;POINT(-2.0471 48.4535)", (48.4535, -2.0471)),
            ("SRID=4326;POINT(1e-7 48)", (48, 1e-7)),
            ("POINT (-2 48)", (48, -2)),
            ("SRID=null;POINT(-2 48)", (48, -2)),
            ("", None),
            (None, None),
            ("POINT(200 48)", None),
            ("POINT(NaN NaN)", None),
            ("something", None),
        ],
    )
    def test_a_stored_point_is_read_with_tolerance(self, text, point):
        assert point_of(text) == (pytest.approx(point) if point else None)

    def test_what_the_widget_writes_is_made_uniform(self):
        field = PointFormField(required=False)
        assert field.clean("SRID=4326;POINT(1e-7 48)") == point_text(48, 1e-7) == "SRID=4326;POINT(0.0000001 48.0000000)"
        assert field.clean("") == ""

    def test_an_unreadable_value_shows_as_empty(self):
        assert 'value="nonsense"' not in PointWidget().render("place", "nonsense", {"id": "id_place"})

    def test_no_file_of_the_map_comes_from_elsewhere(self):
        assert "http" not in str(PointWidget().media)

    def test_an_operator_edits_the_town_hall_on_the_map(self, client, neighbourhood, operator):
        """The whole admin page works, and asks nothing of anybody else."""
        client.force_login(operator)
        page = client.get(reverse("wagtailadmin_pages:edit", args=[neighbourhood.town.pk])).content.decode()
        assert "js/admin/point-field.js" in page
        assert "openstreetmap.org" not in page
        assert "unpkg" not in page
        assert "geocoder-field" not in page

    def test_an_address_is_looked_up_by_our_own_server(self, client, operator):
        client.force_login(operator)
        assert client.post(reverse("geocode"), {"q": "Mairie de Dinan"}).json() == {"message": ""}
