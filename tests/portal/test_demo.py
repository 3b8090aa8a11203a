"""The demonstration is believable, the same every time, and never in production."""

from io import StringIO
from random import Random

from django.core.management import CommandError, call_command

import pytest
import shapely

from accounts.models import User
from home.locate import locate
from home.models import CuratorAbsence, Membership, NeighbourhoodPage
from listings.models import ListingPage
from notifications.models import Alert
from portal.demo import life, pictures, places
from portal.demo.stories import PASSWORD
from portal.demo.town import SEED
from verification.models import Consignment, PostalAddress


def outline(name):
    return shapely.from_geojson(str(places.geojson(name)).replace("'", '"'))


def test_neighbourhoods_lie_in_the_town_and_do_not_overlap():
    names = list(places.MOTTOS)
    for name in names:
        assert outline("Dinan").contains(outline(name))
    for first in names:
        for second in names:
            assert first == second or outline(first).intersection(outline(second)).area == 0


@pytest.mark.parametrize("name", list(places.MOTTOS))
def test_invented_positions_are_inside(name):
    random = Random(SEED)
    points = [life.point_in(name, random) for _ in range(200)]
    assert all(outline(name).contains(shapely.Point(lon, lat)) for lat, lon in points)


def test_a_picture_is_the_same_at_every_call():
    assert pictures.paint("lamp") == pictures.paint("lamp")


@pytest.mark.django_db
def test_the_demonstration_is_loaded_once():
    for _ in range(2):
        call_command("seed_demo", stdout=StringIO())
    assert NeighbourhoodPage.objects.open().count() == 4
    assert Membership.objects.active().at(NeighbourhoodPage.objects.gathering().get()).count() == 6
    assert {hit.title for hit in locate(48.4535, -2.0471).neighbourhoods} == {"Centre ancien"}
    assert ListingPage.objects.filter(state="open").count() >= 10
    assert Alert.objects.running().count() == 1
    assert Membership.objects.verified().count() >= 20
    assert all(user.check_password(PASSWORD) for user in User.objects.all())
    assert set(Consignment.objects.values_list("postcard__state", "fate")) == {("posted", "delivered"), ("posted", "travelling")}
    assert not PostalAddress.objects.exists()
    assert [absence.deputy.pseudonym for absence in CuratorAbsence.objects.select_related("deputy")] == ["Beffroi"]


@pytest.mark.django_db
def test_production_refuses_the_demonstration(settings):
    settings.PALIER_DEMO_ALLOWED = False
    with pytest.raises(CommandError, match="production"):
        call_command("seed_demo")
    assert not User.objects.exists()
