"""Calendar files, read back by a second parser that shares no code with the one that wrote them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone

from wagtail.models import Site

import pytest
import vobject
from dateutil.rrule import rrulestr

from listings import services
from listings.models import CalendarKey, ExactPlace, Occurrence
from tests.factories.home import MembershipFactory
from tests.factories.listings import MeetupFactory, index_of
from tests.standards.calendars import calendar_faults
from tests.standards.calendars import read as read_twice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(neighbourhood):
    index_of(neighbourhood)
    Site.objects.update(hostname="testserver")


def read(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, url
    assert answer["Content-Type"].startswith("text/calendar")
    assert calendar_faults(answer.content) == []
    raw = answer.content.decode()
    return list(vobject.readOne(raw).contents.get("vevent", [])), answer, raw


def values(event):
    return {name: str(lines[0].value) for name, lines in event.contents.items()}


def test_the_public_feed_keeps_identity_and_counts_changes(client, neighbourhood):
    """Stable UID per date, SEQUENCE that rises, CANCELLED that is sent, the area but never the exact place (PRV-05)."""
    start = (timezone.now() + timedelta(days=4)).replace(microsecond=0)
    title = "Chorale : « Œufs, été & co. », chez qui veut, " + "la " * 20
    choir = MeetupFactory(
        neighbourhood=neighbourhood, title=title[:80], audience="public", rrule="FREQ=WEEKLY;INTERVAL=2", starts_at=start, live=True
    )
    MeetupFactory(neighbourhood=neighbourhood, title="Entre voisins")
    ExactPlace.objects.create(listing_id=choir.pk, words="12 quai Talard")
    url = f"{neighbourhood.url}agenda/ics/"
    events, answer, raw = read(client, url)
    assert len(events) == choir.occurrences.count() == 5
    assert "Entre voisins" not in raw
    assert "Talard" not in raw
    assert "public" in answer["Cache-Control"]
    first = values(events[0])
    assert (first["summary"], first["location"], first["sequence"], first["status"]) == (choir.title, "sur le quai", "0", "CONFIRMED")
    assert events[0].dtstart.value.astimezone(UTC) == start
    one = choir.occurrences.first()
    services.cancel_occurrence(occurrence=one, by=choir.author, why="Salle fermée")
    services.edit_listing(listing=choir, by=choir.author, fields={"ends_at": choir.ends_at + timedelta(minutes=30)})
    after = {values(event)["uid"]: values(event) for event in read(client, url)[0]}
    assert after.keys() == {values(event)["uid"] for event in events}
    assert (after[first["uid"]]["status"], after[first["uid"]]["sequence"]) == ("CANCELLED", "1")
    assert {row["sequence"] for uid, row in after.items() if uid != first["uid"]} == {"1"}


def test_a_persons_feed_knows_the_exact_place_and_closes_with_its_key(client, neighbourhood):
    """The token opens one person's dates and nothing once renewed; what is forged is not found."""
    person = MembershipFactory(neighbourhood=neighbourhood).user
    soup, walk = MeetupFactory(neighbourhood=neighbourhood), MeetupFactory(neighbourhood=neighbourhood, author=person)
    ExactPlace.objects.create(listing_id=soup.pk, words="12 quai Talard")
    answer = services.respond(listing=soup, by=person, occurrence=soup.occurrences.get())
    client.force_login(person)
    client.post(reverse("listings:calendar-renew"))
    key = CalendarKey.objects.get(user=person)
    url = reverse("listings:calendar", args=[key.token])
    assert url in client.get(reverse("listings:mine")).content.decode()
    client.logout()
    events, response, _raw = read(client, url)
    places = {values(event)["summary"]: values(event).get("location") for event in events}
    assert places == {soup.title: "12 quai Talard", walk.title: "sur le quai"}
    assert "no-store" in response["Cache-Control"]
    services.close_listing(listing=soup, by=soup.author, done=False)
    answer.refresh_from_db()
    status = {values(event)["summary"]: values(event)["status"] for event in read(client, url)[0]}
    assert (answer.state, status[soup.title]) == ("cancelled", "CANCELLED")
    forged = key.key.hex + url.rpartition("/")[2][32:].replace("a", "b")
    client.force_login(person)
    client.post(reverse("listings:calendar-renew"))
    for dead in (url, reverse("listings:calendar", args=["x"]), url.replace(url.rpartition("/")[2], forged)):
        assert client.get(dead).status_code == 404


def test_one_date_as_a_file_follows_who_may_see_it(client, neighbourhood, outsider):
    soup = MeetupFactory(neighbourhood=neighbourhood)
    url = reverse("listings:date-file", args=[Occurrence.objects.get().public_id])
    assert client.get(url).status_code == 404
    client.force_login(outsider)
    assert client.get(url).status_code == 404
    client.force_login(MembershipFactory(neighbourhood=neighbourhood).user)
    assert values(read(client, url)[0][0])["summary"] == soup.title


@pytest.mark.parametrize(
    ("rule", "spared"),
    [
        ("FREQ=WEEKLY", [date(2027, 4, 3), date(2027, 10, 30)]),
        ("FREQ=MONTHLY;BYDAY=-1SA", [date(2027, 6, 26)]),
        ("FREQ=DAILY;INTERVAL=9", []),
    ],
)
def test_every_calendar_shows_what_the_agenda_shows_through_both_nights(client, neighbourhood, rule, spared):
    """A rule expanded by dateutil on the clock of the wall, the agenda, the place's file, the host's and each date's own: one and the same."""
    paris = ZoneInfo("Europe/Paris")
    first = datetime(2027, 3, 27, 23, 30)  # noqa: DTZ001 - what the clock on the wall shows; it ends in the night that has no 02:30
    choir = MeetupFactory(
        neighbourhood=neighbourhood, audience="public", live=True, rrule=rule, exceptions=spared,
        starts_at=first.replace(tzinfo=paris), ends_at=(first + timedelta(hours=3)).replace(tzinfo=paris),
    )  # fmt: skip
    last = date(2027, 11, 30)
    slots = choir.timetable(first.date(), last)  # what the worker writes down as the year goes on
    Occurrence.objects.bulk_create(
        Occurrence(listing=choir, day=slot.day, starts_at=slot.starts_at, ends_at=slot.ends_at) for slot in slots
    )
    wall = [moment for moment in rrulestr(rule, dtstart=first).xafter(first, count=300, inc=True) if moment.date() <= last]
    expected = [moment.replace(tzinfo=paris) for moment in wall if moment.date() not in spared]
    assert len(expected) > 7
    assert any(moment.utcoffset() == timedelta(hours=1) for moment in expected[1:])

    agenda = client.get(f"{neighbourhood.url}agenda/")
    shown = [(day, f"{date.starts_at.astimezone(paris):%H:%M}") for day, dates in agenda.context["days"] for date in dates]
    assert shown == [(moment.date(), "23:30") for moment in expected]
    assert agenda.content.decode().count("23\u00a0h\u00a030") == len(expected)

    client.force_login(choir.author)
    client.post(reverse("listings:calendar-renew"))
    mine = reverse("listings:calendar", args=[CalendarKey.objects.get(user=choir.author).token])
    for url in (f"{neighbourhood.url}agenda/ics/", mine):
        content = client.get(url).content
        assert calendar_faults(content) == []
        for found in read_twice(content.decode()):
            assert sorted(start for start, *_ in found.values()) == [moment.astimezone(UTC) for moment in expected]
    for one in choir.occurrences.filter(day__in=[expected[0].date(), expected[-1].date()]):
        content = client.get(reverse("listings:date-file", args=[one.public_id])).content
        assert calendar_faults(content) == []
        assert [found[f"{one.public_id}@palier"][:2] for found in read_twice(content.decode())] == [(one.starts_at, one.ends_at)] * 2
