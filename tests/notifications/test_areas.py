"""Whom a circle or a drawn area reaches: squares it touches, edges included, and everybody without a square (ALR-21)."""

import json
import math
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from home.cells import cell_of, cells_in_box
from home.geometry import BoundaryError
from home.models import HomeCell
from home.services import set_boundary
from notifications.areas import cells_in_circle, cells_on, read_area
from notifications.models import Alert
from notifications.outbox.people import people_of
from notifications.services import publish_alert
from tests.factories.home import MembershipFactory
from tests.factories.notifications import AlertFactory

LAT, LON = 48.455, -2.045
METRE = 1 / 111_195  # degrees of latitude


def ring(points):
    return [*[list(point) for point in points], list(points[0])]


def star(lat, lon, radii):
    """Return a ring that never crosses itself: one radius (degrees) per direction."""
    step = 2 * math.pi / len(radii)
    return ring([(lon + radius * math.cos(step * index), lat + radius * math.sin(step * index)) for index, radius in enumerate(radii)])


radii = st.lists(st.floats(0.0008, 0.01), min_size=3, max_size=12)
places = st.tuples(st.floats(-60, 60), st.floats(-170, 170))


@settings(max_examples=60, deadline=None)
@given(place=places, outer=radii, hole=st.booleans(), second=st.booleans(), along=st.lists(st.floats(0, 1), min_size=5, max_size=20))
def test_everybody_on_the_edge_is_included_and_nobody_a_metre_outside(place, outer, hole, second, along):
    """ALR-21, against shapely: squares are chosen exactly when they touch; holes and multipolygons count."""
    lat, lon = place
    parts = [[star(lat, lon, outer)]]
    if hole:
        parts[0].append(star(lat, lon, [min(outer) * math.cos(math.pi / len(outer)) * 0.4] * 8) if len(outer) > 4 else parts[0][0])
        parts[0] = parts[0] if len(outer) > 4 else parts[0][:1]
    if second:
        parts.append([star(lat, lon + 0.03, outer)])
    geometry = {"type": "MultiPolygon", "coordinates": parts}
    shape = shapely.geometry.shape(geometry)
    chosen = cells_on(geometry)
    for share in along:
        on_edge = shape.boundary.interpolate(share, normalized=True)
        assert cell_of(on_edge.y, on_edge.x).key in chosen
    west, south, east, north = shape.bounds
    for key, square in cells_in_box(west - 0.005, south - 0.005, east + 0.005, north + 0.005):
        apart = shapely.distance(shape, shapely.box(*square))
        assert (key in chosen) == (apart == 0) or apart < METRE / 1000


@settings(max_examples=60, deadline=None)
@given(place=places, radius=st.integers(50, 2000), bearing=st.floats(0, 2 * math.pi))
def test_a_circle_holds_its_rim_and_ends_a_metre_behind_it(place, radius, bearing):
    """ALR-21: a home on the rim is told; a square whose nearest point is a metre outside is not."""
    lat, lon = place
    chosen = cells_in_circle(lat, lon, radius)

    def at(metres):
        return lat + metres * METRE * math.cos(bearing), lon + metres * METRE * math.sin(bearing) / math.cos(math.radians(lat))

    assert cell_of(*at(radius * 0.999)).key in chosen
    for key, (west, south, east, north) in cells_in_box(lon - 0.1, lat - 0.03, lon + 0.1, lat + 0.03):
        nearest = min(max(lat, south), north) - lat, (min(max(lon, west), east) - lon) * math.cos(math.radians(lat))
        metres = math.hypot(*nearest) / METRE
        if metres > radius * 1.002 + 1:
            assert key not in chosen


@pytest.mark.parametrize(
    ("points", "code"),
    [
        ([(0, 0), (0.01, 0.01), (0.01, 0), (0, 0.01)], "self-crossing"),
        ([(0, 0), (2, 0), (2, 2), (0, 2)], "too-large"),
        ([(math.cos(i / 100) / 100, math.sin(i / 100) / 100) for i in range(620)], "too-many-points"),
    ],
)
def test_an_area_that_crosses_itself_or_is_too_large_is_refused(points, code):
    with pytest.raises(BoundaryError) as refusal:
        read_area(json.dumps({"type": "Polygon", "coordinates": [ring(points)]}))
    assert refusal.value.code == code


@pytest.mark.django_db
def test_an_area_reaches_those_it_touches_and_all_who_share_no_square(neighbourhood, curator):
    """domain.md §5: nobody is left out for keeping their home to themselves."""
    near, far, unknown = (MembershipFactory(neighbourhood=neighbourhood).user for _ in range(3))
    HomeCell.objects.create(user=near, cell=cell_of(LAT, LON).key)
    HomeCell.objects.create(user=far, cell=cell_of(LAT + 0.02, LON).key)
    shape = {"type": "Polygon", "coordinates": [star(LAT, LON, [0.001] * 6)]}
    drafts = [
        AlertFactory.build(neighbourhood=neighbourhood, area="circle", centre_lat=LAT, centre_lon=LON, radius_m=200),
        AlertFactory.build(neighbourhood=neighbourhood, area="polygon", polygon=shape),
    ]
    for draft in drafts:
        assert set(people_of(draft)) == {near, unknown, curator}
    assert set(people_of(AlertFactory.build(neighbourhood=neighbourhood))) == {near, far, unknown, curator}


@pytest.fixture
def compose(client, neighbourhood, resident, curator):
    square = [
        [LON - 0.01, LAT - 0.01],
        [LON + 0.01, LAT - 0.01],
        [LON + 0.01, LAT + 0.01],
        [LON - 0.01, LAT + 0.01],
        [LON - 0.01, LAT - 0.01],
    ]
    set_boundary(place=neighbourhood, geometry={"type": "Polygon", "coordinates": [square]})
    client.force_login(curator)
    url = reverse("notifications:compose", args=[neighbourhood.pk])
    page = client.get(url)
    base = {"severity": "vigilance", "category": "road", "headline": "Arbre tombé", "hours": "6", "status": "Actual"}

    def post(*, htmx=False, **changes):
        headers = {"hx-request": "true"} if htmx else {}
        return client.post(url, {**base, "submission": str(page.context["form"]["submission"].value()), **changes}, headers=headers)

    return post


@pytest.mark.django_db
def test_the_number_of_people_follows_the_area_while_writing(compose, neighbourhood):
    """Design 09: whom it reaches, per channel, before sending; alive with script and by a button without."""
    far = MembershipFactory(neighbourhood=neighbourhood).user
    HomeCell.objects.create(user=far, cell=cell_of(LAT + 0.009, LON + 0.009).key)
    shape = json.dumps({"type": "Polygon", "coordinates": [star(LAT, LON, [0.001] * 6)]})
    whole = compose(htmx=True, area="whole", headline="")
    drawn = compose(htmx=True, area="polygon", polygon=shape)
    plain = compose(area="polygon", polygon=shape, step="review")
    assert (whole.status_code, whole.context["reach"].people) == (200, 3)
    assert drawn.context["reach"].people == plain.context["reach"].people == 2
    assert "<html" not in drawn.content.decode()
    assert plain.content.decode().count('class="zone"') == 1  # without script too one sees what was drawn
    crossed = json.dumps({"type": "Polygon", "coordinates": [ring([(0, 0), (0.01, 0.01), (0.01, 0), (0, 0.01)])]})
    assert compose(area="polygon", polygon=crossed, step="send").status_code == 422
    assert compose(area="polygon", step="send").status_code == 422
    for away in (0.011, 1, 30):
        elsewhere = json.dumps({"type": "Polygon", "coordinates": [star(LAT + away, LON, [0.0009] * 6)]})
        for wrong in (
            {"area": "polygon", "polygon": elsewhere},
            {"area": "circle", "radius_m": 100, "centre_lat": LAT + away, "centre_lon": LON},
        ):
            refused = compose(**wrong, step="send")
            assert list(refused.context["form"].errors) == ["area"]
    across = {"area": "circle", "radius_m": 500, "centre_lat": LAT + 0.011, "centre_lon": LON, "step": "review"}
    assert compose(**across).status_code == 200, "what happens on the other side of the border may concern this one"
    assert compose(area="polygon", polygon=shape, step="send").status_code == 302
    assert Alert.objects.get().polygon == json.loads(shape)


@pytest.mark.django_db
def test_the_same_thing_close_by_is_shown_as_announced_already(compose, neighbourhood, curator):
    """ALR-16: same category within 500 m and two hours; elsewhere, later or another thing does not ask."""
    circle = {"area": "circle", "radius_m": 200}
    first = AlertFactory.build(
        neighbourhood=neighbourhood, category="road", headline="Route barrée", **circle, centre_lat=LAT, centre_lon=LON
    )
    publish_alert(alert=first, by=curator)
    here = {**circle, "centre_lat": LAT + 300 * METRE, "centre_lon": LON, "step": "send"}
    asked = compose(**here)
    assert asked.status_code == 200
    assert first.headline in asked.content.decode()
    assert compose(**{**here, "centre_lat": LAT + 700 * METRE}, known_already="").status_code == 302
    Alert.objects.exclude(pk=first.pk).delete()
    Alert.objects.update(created_at=timezone.now() - timedelta(hours=3))
    assert compose(**here).status_code == 302
