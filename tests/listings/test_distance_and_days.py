"""Browsing by distance and by day, and what a search that finds nothing says."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from wagtail.models import Site

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from home.cells import bucket, cell_at, cell_of, cells_within
from home.models import HomeCell
from home.services import set_boundary
from tests.factories.listings import GiveawayFactory, MeetupFactory, index_of

pytestmark = pytest.mark.django_db
METRE = 1 / 111_195
MIDDLE = (48.455, -2.04)


@pytest.fixture
def index(neighbourhood):
    page = index_of(neighbourhood)
    Site.objects.update(hostname="testserver")
    south, west = MIDDLE[0] - 0.01, MIDDLE[1] - 0.01
    ring = [[west, south], [west + 0.02, south], [west + 0.02, south + 0.02], [west, south + 0.02], [west, south]]
    set_boundary(place=neighbourhood, geometry={"type": "Polygon", "coordinates": [ring]})
    return page


@pytest.fixture
def reader(client, resident):
    client.force_login(resident)
    return client


def north_of(point, metres):
    return cell_of(point[0] + metres * METRE, point[1]).key


def titles(response):
    return {listing.title for listing in response.context["results"]}


@given(st.floats(-80, 80), st.floats(-180, 180), st.sampled_from([500, 1000, 2000]))
@settings(max_examples=25, deadline=None)
def test_the_squares_within_a_distance_are_those_the_bucket_names(lat, lon, metres):
    """PRV-02: the filter is the bucket, the other way round; at every latitude, and across the 180th meridian."""
    origin = cell_of(lat, lon)
    inside = set(cells_within(origin, metres))
    assert origin.key in inside
    for step_lat in range(-16, 17, 4):
        for step_lon in range(-16, 17, 4):
            column = (lon + step_lon * 150 * METRE / max(0.2, abs(1 - abs(lat) / 90)) + 180) % 360 - 180
            other = cell_of(max(min(lat + step_lat * 150 * METRE, 90), -90), column)
            assert (other.key in inside) == (bucket(origin, other) <= metres), other


def test_a_distance_is_counted_between_the_middles_of_squares(reader, index, neighbourhood, resident):
    """PRV-01, PRV-02: steps of 500 m; two homes of one square find the same, byte for byte; the address tells no square."""
    for metres in (100, 900, 1800):
        GiveawayFactory(neighbourhood=neighbourhood, title=f"à {metres} m", cell=north_of(MIDDLE, metres))
    GiveawayFactory(neighbourhood=neighbourhood, title="sans lieu")
    assert titles(reader.get(index.url, {"within": "500"})) == {"à 100 m"}
    assert titles(reader.get(index.url, {"within": "1000"})) == {"à 100 m", "à 900 m"}
    assert titles(reader.get(index.url, {"within": "2000"})) == {"à 100 m", "à 900 m", "à 1800 m"}
    for odd in ("120", "750", "-500", "1e3"):
        assert len(titles(reader.get(index.url, {"within": odd}))) == 4, "a finer question is not understood"
    HomeCell.objects.create(user=resident, cell=north_of(MIDDLE, 1800))
    page = reader.get(index.url, {"within": "500", "near": "home"})
    assert titles(page) == {"à 1800 m"}
    body = page.content.decode()
    square = cell_at(north_of(MIDDLE, 1800))
    assert not [word for word in (square.key, str(square.center_lat), str(square.center_lon)) if word in body]
    assert not [pin for pin in body.split('"') if pin.startswith("/") and square.key in pin]


def test_what_takes_place_on_a_day_is_found_by_its_date(reader, index, neighbourhood):
    day = timezone.now() + timedelta(days=9)
    MeetupFactory(neighbourhood=neighbourhood, title="Soupe", starts_at=day, ends_at=day + timedelta(hours=2))
    GiveawayFactory(neighbourhood=neighbourhood, title="Lit")
    asked = {"day": timezone.localdate(day).isoformat()}
    assert titles(reader.get(index.url, asked)) == {"Soupe"}
    MeetupFactory(neighbourhood=neighbourhood, title="Autre jour")
    assert titles(reader.get(index.url, asked)) == {"Soupe"}
    filters = reader.get(index.url, asked | {"within": "500"}).context["filters"]
    assert [one.name for one in filters.active] == ["within", "day"]


def test_nothing_found_shows_the_ways_out(reader, index, neighbourhood, other_neighbourhood):
    """Each filter in the way, the neighbours' places, and the word that was perhaps meant."""
    neighbourhood.partners.add(other_neighbourhood)
    GiveawayFactory(neighbourhood=neighbourhood, title="Perceuse à percussion")
    GiveawayFactory(neighbourhood=other_neighbourhood, title="Scie sauteuse", audience="public")
    page = reader.get(index.url, {"q": "preceuse", "direction": "offer"})
    assert page.context["meant"].label == "perceuse"
    assert titles(reader.get(index.url + page.context["meant"].url)) == {"Perceuse à percussion"}
    assert [(out.url, out.count) for out in page.context["wider"]] == [("?direction=offer", 1)]
    page = reader.get(index.url, {"q": "scie"})
    assert (page.context["meant"], page.context["beside"].count) == (None, 1)
    assert [(out.url, out.count) for out in page.context["wider"]] == [("?", 1)]
    assert titles(reader.get(index.url + page.context["beside"].url)) == {"Scie sauteuse"}
    assert reverse("listings:search-save") in page.content.decode()
