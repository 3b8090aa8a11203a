"""The letter of the neighbourhood: who gets it, when, once, and in how many queries."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import pytest

from notifications.channels.email.stamping import unsubscribe_url
from notifications.models import Alert, Delivery, DigestChoice, Notification
from notifications.outbox import working
from notifications.services import make_letters
from tests.factories.home import NeighbourhoodPageFactory, TownPageFactory
from tests.factories.notifications import AlertFactory, reachable_resident

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 11, 27, 8, 5, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture
def told(neighbourhood):
    """An alert of yesterday."""
    alert = AlertFactory(neighbourhood=neighbourhood, headline="Coupure d’eau rue du Port", state="active")
    begun = FRIDAY - timedelta(days=1)
    Alert.objects.filter(pk=alert.pk).update(effective=begun, expires=begun + timedelta(hours=3))
    return alert


def reader(place, every, hour=8):
    user = reachable_resident(place)
    DigestChoice.objects.create(user=user, every=every, hour=hour)
    return user


def test_each_gets_it_at_their_hour_once_and_only_when_there_is_something_to_say(neighbourhood, other_neighbourhood, told, mailoutbox):
    """Issue 5.4, EML-01: never, daily, weekly; nobody hears of another place, nor twice."""
    daily, weekly = reader(neighbourhood, "day"), reader(neighbourhood, "week")
    later = reader(neighbourhood, "day", hour=18)
    reader(neighbourhood, "never")
    reader(other_neighbourhood, "day")
    assert make_letters(now=FRIDAY - timedelta(days=1)) == 0  # nothing new yet, and not a Friday
    DigestChoice.objects.update(made_on=None)
    assert make_letters(now=FRIDAY.replace(hour=7)) == 0
    assert make_letters(now=FRIDAY) == 2
    assert make_letters(now=FRIDAY + timedelta(minutes=15)) == 0
    assert set(Notification.objects.values_list("user", flat=True)) == {daily.pk, weekly.pk}
    assert make_letters(now=FRIDAY.replace(hour=19)) == 1
    assert Notification.objects.latest("pk").user == later
    Delivery.objects.update(expires_at=datetime(2030, 1, 1, tzinfo=ZoneInfo("UTC")))
    working.work(alerts=False)
    assert len(mailoutbox) == 3
    assert "Coupure d’eau rue du Port" in mailoutbox[0].body
    assert told.get_absolute_url() in mailoutbox[0].body
    assert mailoutbox[0].extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_hundred_readers_cost_no_more_queries_than_ten(neighbourhood, told):
    counts = []
    for number in (10, 90):
        for _ in range(number):
            reader(neighbourhood, "day")
        DigestChoice.objects.update(made_on=None)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            make_letters(now=FRIDAY)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_it_is_chosen_on_the_page_and_left_by_one_click(client, neighbourhood, resident):
    client.force_login(resident)
    page = reverse("notifications:preferences")
    assert DigestChoice.objects.count() == 0
    client.post(page, {"begins": "22:00", "ends": "07:00", "every": "week", "hour": "18"})
    assert DigestChoice.objects.values_list("user", "every", "hour").get() == (resident.pk, "week", 18)
    client.logout()
    address = "/" + unsubscribe_url(resident.pk, "neighbourhood-letter").split("/", 3)[3]
    assert client.get(address).status_code == 200
    assert DigestChoice.objects.get().every == "week"
    assert client.post(address).status_code == 200
    assert DigestChoice.objects.get().every == "never"


def test_the_hour_is_that_of_the_reader_s_neighbourhood(neighbourhood, told):
    """Eight o'clock in Guadeloupe is five hours later than in Dinan; nobody gets the letter of one day twice."""
    island = NeighbourhoodPageFactory(parent=TownPageFactory(code="97105"))
    AlertFactory(neighbourhood=island, state="active", effective=FRIDAY - timedelta(hours=20), expires=FRIDAY - timedelta(hours=17))
    here, there = reader(neighbourhood, "day"), reader(island, "day")
    assert make_letters(now=FRIDAY) == 1
    assert Notification.objects.filter(kind="neighbourhood-letter").get().user == here
    assert make_letters(now=FRIDAY + timedelta(hours=4)) == 0
    assert make_letters(now=FRIDAY + timedelta(hours=5)) == 1
    assert Notification.objects.filter(kind="neighbourhood-letter", user=there).count() == 1


def test_nothing_falls_between_two_letters_where_the_day_begins_before_paris(neighbourhood):
    """Issue 5.4: at eight in Nouméa it is still the evening before in Paris; every hour is in the letter of one day, and of one only."""
    island = NeighbourhoodPageFactory(parent=TownPageFactory(code="98818"))
    zone = ZoneInfo("Pacific/Noumea")
    for hour in range(1, 48, 3):
        begun = datetime(2026, 11, 25, tzinfo=zone) + timedelta(hours=hour)
        AlertFactory(neighbourhood=island, state="active", headline=f"Coupure {hour}", effective=begun, expires=begun + timedelta(hours=1))
    reader(island, "day")
    told = []
    for day in (26, 27):
        morning = datetime(2026, 11, day, 8, 5, tzinfo=zone)
        assert make_letters(now=morning) == 1
        note = Notification.objects.latest("pk")
        told.append({line for line in note.build().body.splitlines() if line.startswith("- ")})
        assert note.data["day"] == f"2026-11-{day}"
    assert [sorted(int(line.rsplit(" ", 1)[1]) for line in lines) for lines in told] == [list(range(1, 24, 3)), list(range(25, 48, 3))]
