"""Roughly where one lives: chosen, kept as a square only, forgotten on demand, when moving and with the account."""

from django.db import connection
from django.urls import reverse

import pytest

from home.cells import cell_of
from home.models import HomeCell
from home.services import set_boundary
from home.signals import membership_ended

pytestmark = pytest.mark.django_db

LAT, LON = 48.455, -2.045
SQUARE = {"type": "Polygon", "coordinates": [[[-2.05, 48.45], [-2.04, 48.45], [-2.04, 48.46], [-2.05, 48.46], [-2.05, 48.45]]]}


@pytest.fixture
def url(neighbourhood):
    set_boundary(place=neighbourhood, geometry=SQUARE)
    return reverse("home:home-cell")


def test_a_resident_keeps_a_square_and_never_the_point(client, resident, url):
    """PRV-01: no column, page or answer holds the point; the square can be forgotten."""
    client.force_login(resident)
    assert client.post(url, {"lat": LAT, "lon": LON}).url == url
    assert HomeCell.objects.get().cell == cell_of(LAT, LON).key
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(home_homecell)::text FROM home_homecell")
        row = cursor.fetchone()[0]
    page = client.get(url).content.decode()
    assert str(LAT) not in row + page
    assert str(LON) not in row
    client.post(url, {"forget": "1"})
    assert not HomeCell.objects.exists()


def test_a_square_elsewhere_is_refused_because_it_would_keep_alerts_away(client, resident, declared, url):
    client.force_login(resident)
    refused = client.post(url, {"lat": 48.60, "lon": LON})
    assert refused.status_code == 422
    assert "Port et Jerzual" in refused.content.decode()
    assert client.post(url, {"lat": "north", "lon": LON}).status_code == 422
    client.force_login(declared)
    assert client.post(url, {"lat": LAT, "lon": LON}).status_code == 422
    assert not HomeCell.objects.exists()


def test_moving_forgets_the_square(client, resident, url):
    client.force_login(resident)
    client.post(url, {"lat": LAT, "lon": LON})
    membership_ended.send(sender=None, membership=resident.memberships.get())
    assert not HomeCell.objects.exists()
