"""A place overseas lives by its own clock: whatever hour is typed, printed or sent there is its hour; what is stored is UTC."""

import io
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core import mail
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from wagtail.models import Site

import pypdf
import pytest
import vobject
from allauth.account.models import EmailAddress

from accounts.models import RecoveryRequest
from accounts.services import make_recovery_sheet
from home.models import NeighbourhoodPage
from listings import jobs, services
from listings.models import MeetupPage, Occurrence
from notifications import kinds
from notifications.channels.email.letters import alert_letter
from notifications.channels.push.payloads import alert_push
from notifications.channels.sms.words import alert_text
from notifications.models import Notification
from notifications.poster import write_poster
from notifications.services import extend_alert, publish_alert
from tests.factories.home import MembershipFactory, NeighbourhoodPageFactory, TownPageFactory
from tests.factories.listings import GiveawayFactory, index_of
from tests.factories.notifications import AlertFactory

pytestmark = pytest.mark.django_db
SAINT_DENIS = ZoneInfo("Indian/Reunion")
HALF_PAST_SIX, FOUR_HOURS = "18\u00a0h\u00a030", timedelta(hours=4)


@pytest.fixture
def island():
    place = NeighbourhoodPageFactory(title="La Source", parent=TownPageFactory(title="Saint-Denis", code="97411"))
    index_of(place)
    Site.objects.update(hostname="testserver")
    place.refresh_from_db()
    return place


@pytest.fixture
def islander(island):
    return MembershipFactory(neighbourhood=island).user


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def on_the_island(days, clock):
    return datetime.combine(datetime.now(SAINT_DENIS).date() + timedelta(days=days), clock, tzinfo=SAINT_DENIS)


def publish(author, **changes):
    """Fill the form as its author does, and publish."""
    client = signed_in(author)
    first = on_the_island(9, time(18, 30))
    fields = {"title": "Rougail au jardin", "day": first.date().isoformat(), "start": "18:30", "end": "21:00", "area": "au jardin"}
    fields |= {"rhythm": "", "repeats_until": "", "exceptions": "", "exact": "", "places": "", "minimum": "", "bring": ""}
    fields |= {"decide_hours": "48", "audience": "public", "words": "Apportez votre assiette.", "then": "review"} | changes
    review = client.post("/annonces/publier/meetup/", fields)
    assert review.status_code == 302, review.context["form"].errors
    client.post(review.url)
    return MeetupPage.objects.get(), first


def test_an_hour_typed_on_the_island_is_the_islands_everywhere(client, island, islander):
    """Form, page, agenda, search and calendar; an answerer from Paris is told whose hours these are, a neighbour is not."""
    meetup, first = publish(islander)
    date = meetup.occurrences.get()
    assert (date.starts_at, date.day) == (first.astimezone(UTC), first.date())
    assert f"{HALF_PAST_SIX}. Au jardin." in meetup.summary
    file = vobject.readOne(client.get(f"{island.url}agenda/ics/").content.decode())
    assert file.vevent.dtstart.value == first
    neighbour = signed_in(MembershipFactory(neighbourhood=island).user)
    pages = [meetup.url, f"{island.url}agenda/", f"{island.url}annonces/", f"{island.url}annonces/?q=rougail&day={first.date()}"]
    for url in pages:
        for reader in (client, neighbour):
            text = reader.get(url).content.decode()
            assert HALF_PAST_SIX in text, url
            assert "16\u00a0h\u00a030" not in text
            assert "15\u00a0h\u00a030" not in text
            assert ("heure de La Réunion" in text) is (reader is client), url
    data = client.get(meetup.url).content.decode()
    assert f'"startDate": "{first.isoformat(timespec="minutes")}"' in data
    again = signed_in(islander).get(reverse("listings:edit", args=[meetup.public_id])).content.decode()
    assert 'value="18:30"' in again


def test_an_evening_on_the_mainland_is_told_to_an_islander_as_what_it_is(neighbourhood, islander):
    """The clock of the place, not of the reader, and a word that says so."""
    index_of(neighbourhood)
    author = MembershipFactory(neighbourhood=neighbourhood).user
    meetup, _first = publish(author)
    text = signed_in(islander).get(meetup.url).content.decode()
    assert HALF_PAST_SIX in text
    assert "heure de France métropolitaine" in text
    assert "heure de" not in signed_in(author).get(meetup.url).content.decode()


def test_workers_reckon_and_tell_by_the_islands_clock(islander):
    """What repeats is written down further by a worker, and a notice names the hour people set their watches to (FLT-10)."""
    meetup, first = publish(islander, rhythm="weekly")
    Occurrence.objects.exclude(day=first.date()).delete()
    jobs.write_more_dates()
    starts = list(meetup.occurrences.values_list("starts_at", flat=True))
    assert len(starts) > 5
    assert {start.astimezone(SAINT_DENIS).time() for start in starts} == {time(18, 30)}
    guest = MembershipFactory(neighbourhood=meetup.neighbourhood).user
    services.respond(listing=meetup, by=guest, occurrence=meetup.occurrences.first())
    services.cancel_occurrence(occurrence=meetup.occurrences.first(), by=islander, why="Cyclone")
    note = Notification.objects.get(user=guest, kind="date-cancelled")
    with translation.override("fr"):
        assert HALF_PAST_SIX in note.build().title


def test_a_daily_search_is_told_at_eight_where_it_looks(island, islander, neighbourhood):
    """Half past eight on the island is half past five in Paris, and the other way round half past eight in Paris is long after eight there."""
    index_of(neighbourhood)
    mainlander = MembershipFactory(neighbourhood=neighbourhood).user
    morning = on_the_island(1, time(8, 30))
    for person, place in ((islander, island), (mainlander, neighbourhood)):
        services.save_search(user=person, neighbourhood=place, query=QueryDict(""), pace="day")
        GiveawayFactory(neighbourhood=place)

    def told():
        return set(Notification.objects.filter(kind="search-found").values_list("user", flat=True))

    services.tell_searches(now=morning - timedelta(hours=1))
    assert told() == set()
    services.tell_searches(now=morning)
    assert told() == {islander.pk}
    services.tell_searches(now=morning + FOUR_HOURS)
    assert told() == {islander.pk, mainlander.pk}


def test_an_alert_says_until_when_by_the_islands_clock(client, island, islander):
    """Page, lists, mail, text message, push, poster, and the word to its author: one and the same hour."""
    ends = on_the_island(1, time(18, 30))
    runner = MembershipFactory(neighbourhood=island).user
    runner.is_superuser = True
    runner.save()
    alert = publish_alert(alert=AlertFactory.build(neighbourhood=island, author=None, expires=ends), by=runner)
    message = alert.messages.get()
    with translation.override("fr"):
        letter = alert_letter(message, "fr")
        told = [client.get(alert.get_absolute_url()).content.decode(), letter.text, letter.html]
        told.append(pypdf.PdfReader(io.BytesIO(write_poster(alert))).pages[0].extract_text())
        told.append(kinds.build("alert-ends-soon", {"alert": alert.pk}).title)
    assert all("18 h 30" in text.replace("\u00a0", " ") for text in told)
    assert "heure de La Réunion" in told[0]
    assert "Heure de La Réunion." in letter.text
    assert "heure de La Réunion" not in signed_in(islander).get(alert.get_absolute_url()).content.decode()
    begun = timezone.localtime(alert.effective, SAINT_DENIS)
    lists = [client.get(reverse("notifications:recent")), client.get(alert.get_absolute_url())]
    assert all(f"{begun:%-H}\u00a0h\u00a0{begun:%M}" in page.content.decode() for page in lists)
    assert "heure de La Réunion" in lists[0].content.decode()
    with translation.override("fr"):
        extend_alert(alert=alert, hours=72, by=runner)
    text = alert.messages.latest("version").text
    until = (timezone.now() + timedelta(hours=72)).astimezone(SAINT_DENIS)
    assert f"{until:%-H}\u00a0h\u00a0" in text
    # The words of a text message and of a push are the sender's own: an hour in them is as it was typed.
    assert "19 h 42" in alert_text(message, "fr")
    assert "19 h 42" in alert_push(message, "fr").content.decode()


def test_who_comes_back_is_told_when_by_the_clock_of_their_home(client, islander, django_capture_on_commit_callbacks):
    """The page of somebody who is not signed in, the letter, the notice of every session, and the neighbours' yes; at home or on the mainland."""
    EmailAddress.objects.create(user=islander, email="ilet@example.org", verified=True, primary=True)
    code = make_recovery_sheet(user=islander)[0]
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(reverse("accounts:recovery"), {"pseudonym": islander.pseudonym, "code": code}).content.decode()
    recovery = RecoveryRequest.objects.get()
    here = recovery.ready_at.astimezone(SAINT_DENIS)
    hour = f"{here:%-H}\u00a0h\u00a0{here:%M}"
    with translation.override("fr"):
        notice = kinds.build("recovery_begun", {"recovery": recovery.pk})
    told = [page, mail.outbox[0].body, signed_in(islander).get("/").content.decode(), notice.body]
    assert all(hour in text for text in told)


def test_cap_tells_what_people_read_by_the_islands_clock(client, island, curator):
    """`sent` is part of a name that must never change, so it keeps the portal's clock (CAP-03, CAP-04)."""
    ends = on_the_island(1, time(18, 30))
    curator.is_superuser = True
    curator.save()
    alert = publish_alert(alert=AlertFactory.build(neighbourhood=island, author=None, expires=ends), by=curator)
    text = client.get(reverse("notifications:cap", args=[alert.public_id, 1])).content.decode()
    assert f"<expires>{ends:%Y-%m-%dT18:30:00+04:00}</expires>" in text
    assert "+04:00</effective>" in text
    assert f"<sent>{timezone.localtime(alert.messages.get().sent_at):%Y-%m-%dT%H:%M:%S}+0" in text
    assert "+04:00</sent>" not in text


def test_a_neighbourhood_follows_the_clock_of_its_town(island, neighbourhood):
    assert (island.clock, neighbourhood.clock) == ("Indian/Reunion", "")
    town = island.town
    town.code = "97209"
    town.save()
    assert NeighbourhoodPage.objects.get(pk=island.pk).clock == "America/Martinique"
