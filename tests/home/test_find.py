"""Find your neighbourhood: four ways, none of which leaves a trace of where somebody lives."""

import json
import logging
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from django.core.cache import cache
from django.urls import reverse

import pytest

from home import geocoding
from home.finding import towns_meant
from home.geocoding import GeocodingError, NationalAddressBase
from home.models import NeighbourhoodPage
from home.services.boundaries import set_boundary
from tests.factories.home import NeighbourhoodPageFactory, TownPageFactory
from tests.home.shapes import polygon, square

INSIDE = {"lat": "48.455", "lon": "-2.045"}
OUTSIDE = {"lat": "49.5", "lon": "-3"}


@pytest.fixture
def dinan(db):
    town = TownPageFactory(title="Dinan", code="22050")
    set_boundary(place=town, geometry=polygon(square(-2.08, 48.42, 0.08)))
    return town


@pytest.fixture
def port(dinan):
    page = NeighbourhoodPageFactory(parent=dinan, title="Port et Jerzual", motto="Entre l'eau et la pente")
    set_boundary(place=page, geometry=polygon())
    return page


@pytest.fixture
def address_base():
    """A national address base on this machine; `answers` maps an address to what it says."""
    answers = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            features = answers.get("features")
            self.send_response(200 if features is not None else 503)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps({"type": "FeatureCollection", "features": features or []}).encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    answers["domain"] = f"127.0.0.1:{server.server_port}"
    yield answers
    server.shutdown()
    server.server_close()


class LocalAddressBase(NationalAddressBase):
    domain = ""

    def __init__(self):
        super().__init__(domain=self.domain, scheme="http")


@pytest.fixture
def geocoder(address_base, settings, monkeypatch):
    settings.PALIER_GEOCODER = f"{__name__}.LocalAddressBase"
    monkeypatch.setattr(LocalAddressBase, "domain", address_base["domain"])
    return address_base


def feature(label, lat, lon):
    return {"type": "Feature", "properties": {"label": label}, "geometry": {"type": "Point", "coordinates": [lon, lat]}}


def test_a_position_leads_to_the_neighbourhood(client, port):
    page = client.post(reverse("home:find"), INSIDE).content.decode()
    assert "Port et Jerzual" in page
    assert "Entre l&#x27;eau et la pente" in page
    assert port.get_url() in page
    assert "48.455" not in page


def test_a_position_where_nothing_is_open_offers_the_town_and_its_neighbourhoods(client, port):
    page = client.post(reverse("home:find"), {"lat": "48.43", "lon": "-2.07"}).content.decode()
    assert "Dinan" in page
    assert "Port et Jerzual" in page
    assert 'id="nobody"' in page
    port.state = NeighbourhoodPage.State.ARCHIVED
    port.save()
    assert "Port et Jerzual" not in client.post(reverse("home:find"), INSIDE).content.decode()


@pytest.mark.parametrize("given", [OUTSIDE, {"lat": "x", "lon": "1"}, {"lat": "95", "lon": "0"}, {"lat": "nan", "lon": "0"}, {}])
def test_a_position_without_a_place_is_told(client, port, given):
    answer = client.post(reverse("home:find"), given)
    assert answer.status_code == 200
    assert 'id="here"' not in answer.content.decode()


def test_a_position_is_in_no_log_and_no_address(client, port, caplog, django_assert_max_num_queries):
    caplog.set_level(logging.DEBUG)
    for address in ("home:find", "home:position"):
        with django_assert_max_num_queries(40):
            answer = client.post(reverse(address), INSIDE)
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
    text = "\n".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    assert "48.455" not in text


@pytest.mark.parametrize("name", ["Dinan", "dinan", "DINÂN", " din", "nan"])
def test_a_town_is_found_by_its_name(client, dinan, name):
    page = client.get(reverse("home:find"), {"ville": name}).content.decode()
    assert ('id="towns"' in page) is (name != "nan")


def test_accents_hyphens_and_saints_do_not_matter(client, db):
    TownPageFactory(title="Saint-Cast-le-Guildo")
    TownPageFactory(title="Trémeur")
    TownPageFactory(title="L'Haÿ-les-Roses")
    for name, title in [("st cast", "Saint-Cast-le-Guildo"), ("tremeur", "Trémeur"), ("hay les", "Haÿ-les-Roses"), ("guildo", "Guildo")]:
        assert title in client.get(reverse("home:find"), {"ville": name}).content.decode()


def test_typing_gets_the_results_alone(client, dinan):
    part = client.get(reverse("home:find"), {"ville": "din"}, headers={"HX-Request": "true"}).content.decode()
    assert "Dinan" in part
    assert "<html" not in part


def test_the_number_of_queries_does_not_grow_with_the_towns(client, dinan, django_assert_max_num_queries):
    def count():
        with django_assert_max_num_queries(100) as captured:
            client.get(reverse("home:find"), {"ville": "v"})
        return len(captured)

    TownPageFactory(title="Ville")
    client.get(reverse("home:find"))
    few = count()
    for n in range(20):
        town = TownPageFactory(title=f"Village {n}")
        set_boundary(place=town, geometry=polygon(square(-3 + n / 10)))
    assert count() <= few


def test_without_geocoder_the_end_of_an_address_means_a_town(client, dinan):
    TownPageFactory(title="Le Fort")
    assert [town.title for town in towns_meant("12 rue du Petit-Fort, 22100 Dinan cedex")] == ["Dinan"]
    assert [town.title for town in towns_meant("12 rue du Petit-Fort 22100 Dinan")] == ["Dinan"]
    assert not towns_meant("12 rue de nulle part")
    assert "Dinan" in client.post(reverse("home:find"), {"q": "12 rue du Petit-Fort, Dinan"}).content.decode()


def test_an_address_leads_to_the_neighbourhood(client, port, geocoder, caplog):
    caplog.set_level(logging.DEBUG)
    geocoder["features"] = [feature("12 Rue du Petit Fort 22100 Dinan", 48.455, -2.045)]
    page = client.post(reverse("home:find"), {"q": "12 rue du Petit-Fort, Dinan"}).content.decode()
    assert 'id="here"' in page
    assert "Petit" not in "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("geopy"))


def test_an_address_with_two_meanings_is_asked_again(client, port, geocoder):
    geocoder["features"] = [feature("Rue du Port 22100 Dinan", 48.455, -2.045), feature("Rue du Port 35400 Saint-Malo", 48.6, -2)]
    page = client.post(reverse("home:find"), {"q": "rue du Port"}).content.decode()
    assert page.count('name="lat" value=') == 2


def test_an_unknown_address_and_a_silent_service_are_told(client, dinan, geocoder):
    geocoder["features"] = []
    assert "Dinan" in client.post(reverse("home:find"), {"q": "rue inconnue, Dinan"}).content.decode()
    geocoder["features"] = None
    page = client.post(reverse("home:find"), {"q": "rue inconnue, Dinan"}).content.decode()
    assert 'role="alert"' in page
    assert "Dinan" in page


def test_the_address_service_is_not_flooded(settings, geocoder, monkeypatch):
    geocoder["features"] = []
    monkeypatch.setattr(geocoding, "SEARCHES_A_MINUTE", 2)
    cache.delete("geocoding:minute")
    geocoding.search_address("a")
    geocoding.search_address("b")
    with pytest.raises(GeocodingError):
        geocoding.search_address("c")


def test_a_position_is_answered_as_json(client, port):
    address = reverse("home:position")
    answer = client.post(address, {"lat": 48.455, "lon": -2.045}, content_type="application/json").json()
    assert answer["town"]["name"] == "Dinan"
    assert answer["neighbourhoods"] == [{"id": port.pk, "name": "Port et Jerzual", "url": port.get_url()}]
    assert client.post(address, OUTSIDE).json() == {"town": None, "neighbourhoods": []}
    for wrong in ["", "[]", "{}", '{"lat": "x", "lon": 1}', '{"lat": 91, "lon": 1}', '{"lat": NaN, "lon": 1}', '{"lat": null, "lon": 1}']:
        assert client.post(address, wrong, content_type="application/json").status_code == 400
    assert client.get(address).status_code == 405


def test_finding_needs_no_token(db, port):
    """The form stands on pages kept for everybody."""
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("home:find"), INSIDE).status_code == 200
    assert strict.post(reverse("home:position"), INSIDE).status_code == 200
