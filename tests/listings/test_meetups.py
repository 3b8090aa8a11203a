"""Meetups: dates, answers, the waiting list, what is brought, and who learns the exact place."""

from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from wagtail.models import Site

import pytest

from home.services import appoint_curator, create_neighbourhood
from listings import jobs, services
from listings.errors import NotAllowedError, NothingLeftError, WrongStateError
from listings.models import ExactPlace, ListingPage, MeetupPage, Occurrence, Response
from notifications.models import Notification
from tests.factories.accounts import UserFactory
from tests.factories.home import MembershipFactory, TownPageFactory
from tests.factories.listings import GiveawayFactory, MeetupFactory, index_of

pytestmark = pytest.mark.django_db
COMPOSE = "/annonces/publier/meetup/"


@pytest.fixture(autouse=True)
def _site(neighbourhood):
    index_of(neighbourhood)
    Site.objects.update(hostname="testserver")


@pytest.fixture
def soup(neighbourhood):
    return MeetupFactory(neighbourhood=neighbourhood, places=2)


def neighbours(neighbourhood, count):
    return [MembershipFactory(neighbourhood=neighbourhood).user for _ in range(count)]


def come(listing, person, **answer):
    return services.respond(listing=listing, by=person, occurrence=listing.occurrences.first(), **answer)


def told(person):
    return list(Notification.objects.filter(user=person).order_by("pk").values_list("kind", flat=True))


def in_days(count):
    return (timezone.localdate() + timedelta(days=count)).isoformat()


def filled(**changes):
    return {
        "title": "Soupe sur le quai",
        "day": in_days(12),
        "start": "18:30",
        "end": "21:00",
        "rhythm": "",
        "repeats_until": "",
        "exceptions": "",
        "area": "sur le quai",
        "exact": "12 quai Talard, portail bleu",
        "exact_is_private": "on",
        "words": "Apportez votre bol.",
        "places": "3",
        "minimum": "",
        "decide_hours": "48",
        "access": ["step_free"],
        "bring": "Du pain ×2\nDes guirlandes",
        "street": "",
        "audience": "public",
        **changes,
    }


def test_the_neighbourhood_s_page_names_what_comes_next_to_who_lives_there(client, neighbourhood, soup):
    """Design 02b: each meetup once, the next first, none that is cancelled; a visitor's page asks nothing for it."""
    weekly = MeetupFactory(
        neighbourhood=neighbourhood, title="Café des nouveaux", rrule="FREQ=WEEKLY", starts_at=timezone.now() + timedelta(days=2)
    )
    off = MeetupFactory(neighbourhood=neighbourhood, title="Bal annulé", starts_at=timezone.now() + timedelta(days=1))
    off.occurrences.update(cancelled_at=timezone.now())
    assert 'id="next-dates"' not in client.get(neighbourhood.url).content.decode()
    client.force_login(neighbours(neighbourhood, 1)[0])
    card = client.get(neighbourhood.url).content.decode().partition('id="next-dates"')[2].partition("</section>")[0]
    assert card.count(weekly.title) == 1
    assert card.index(weekly.title) < card.index(soup.title)
    assert off.title not in card
    assert soup.area in card


def test_from_the_form_to_the_agenda_and_back(client, neighbourhood, resident):
    """Domain §4.2, both sides with plain forms: written, published, in the agenda, answered, brought, changed."""
    client.force_login(resident)
    assert client.get(COMPOSE).status_code == 200
    review = client.post(COMPOSE, filled()).url
    assert "Soupe sur le quai" in client.get(review).content.decode()
    page = client.post(review, follow=True)
    listing = MeetupPage.objects.get()
    assert (listing.state, listing.expires_at, listing.bring_items.count()) == ("open", listing.ends_at, 2)
    assert page.request["PATH_INFO"] == listing.url
    agenda = client.get(f"{neighbourhood.url}agenda/").content.decode()
    assert listing.title in agenda

    guest, other = neighbours(neighbourhood, 2)
    occurrence = Occurrence.objects.get()
    client.force_login(guest)
    assert "quai Talard" not in client.get(listing.url).content.decode()
    client.post(reverse("listings:respond", args=[listing.public_id]), {"dates": [occurrence.public_id], "coming": "yes", "quantity": "2"})
    answer = Response.objects.get()
    assert (answer.state, answer.quantity, answer.occurrence) == ("accepted", 2, occurrence)
    shown = client.get(listing.url).content.decode()
    assert "quai Talard" in shown
    client.post(reverse("listings:bring", args=[occurrence.public_id]), {"item": listing.bring_items.first().pk})
    assert guest.pseudonym in client.get(listing.url).content.decode()

    client.force_login(other)
    assert "quai Talard" not in client.get(listing.url).content.decode()
    client.logout()
    assert "quai Talard" not in client.get(listing.url).content.decode()

    client.force_login(resident)
    edit = reverse("listings:edit", args=[listing.public_id])
    form = client.get(edit).context["form"]
    assert (form.initial["exact"], form.initial["bring"]) == ("12 quai Talard, portail bleu", "Du pain ×2\nDes guirlandes")
    client.post(edit, filled(start="19:00", places="1"))
    assert Occurrence.objects.get().sequence == 0  # refused: two come already
    client.post(edit, filled(start="19:00"))
    changed = Occurrence.objects.get()
    assert (changed.public_id, changed.sequence) == (occurrence.public_id, 1)
    assert "listing-changed" in told(guest)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"day": "2020-01-01"}, "day"),
        ({"day": in_days(400)}, "day"),
        ({"end": "18:30"}, "end"),
        ({"minimum": "9"}, "minimum"),
        ({"exceptions": "demain"}, "exceptions"),
        ({"rhythm": "weekly", "repeats_until": in_days(3)}, "repeats_until"),
        ({"area": "06 12 34 56 78"}, "area"),
        ({"bring": "\n".join(map(str, range(21)))}, "bring"),
    ],
)
def test_a_refused_form_says_why_and_loses_nothing(client, resident, changes, field):
    client.force_login(resident)
    answer = client.post(COMPOSE, filled(**changes))
    assert field in answer.context["form"].errors
    assert "quai Talard" in answer.content.decode()
    assert not ListingPage.objects.exists()


def test_a_freed_place_is_kept_for_the_next_for_a_day(soup, neighbourhood):
    """Domain §4.1: the waiting list is FIFO, an offer lasts 24 hours, then it goes on to the one after."""
    first, second, third, fourth = neighbours(neighbourhood, 4)
    held = [come(soup, person) for person in (first, second)]
    waiting = [come(soup, person) for person in (third, fourth)]
    assert [answer.state for answer in (*held, *waiting)] == ["accepted", "accepted", "asked", "asked"]
    services.withdraw_response(response=held[0], by=first)
    offered, behind = Response.objects.get(pk=waiting[0].pk), Response.objects.get(pk=waiting[1].pk)
    assert (offered.state, behind.state) == ("offered", "asked")
    assert timedelta(hours=23) < offered.offered_until - timezone.now() <= timedelta(hours=24)
    assert soup.responses.about(soup.occurrences.get()).taken() == 2
    assert told(third) == ["place-offered"]
    with pytest.raises(NotAllowedError):
        services.take_offer(response=offered, by=fourth)
    late = offered.offered_until + timedelta(seconds=1)
    with pytest.raises(WrongStateError):
        services.take_offer(response=offered, by=third, now=late)
    assert services.lapse_offer(response=offered, now=late)
    assert not services.lapse_offer(response=offered, now=late)
    behind.refresh_from_db()
    assert behind.state == "offered"
    assert services.take_offer(response=behind, by=fourth).state == "accepted"
    assert "offer-lapsed" in told(third)


def test_the_offer_is_short_when_the_hour_is_near(neighbourhood):
    """Domain §4.1: 2 hours when less than 24 remain."""
    soup = MeetupFactory(neighbourhood=neighbourhood, places=1, starts_at=timezone.now() + timedelta(hours=20))
    first, second = neighbours(neighbourhood, 2)
    answer, waiting = come(soup, first), come(soup, second)
    services.withdraw_response(response=answer, by=first)
    waiting.refresh_from_db()
    assert timedelta(hours=1, minutes=59) < waiting.offered_until - timezone.now() <= timedelta(hours=2)


def test_give_aways_offer_what_becomes_free_too(neighbourhood):
    bed = GiveawayFactory(neighbourhood=neighbourhood)
    first, second = neighbours(neighbourhood, 2)
    answer, waiting = services.respond(listing=bed, by=first), services.respond(listing=bed, by=second)
    services.withdraw_response(response=answer, by=first)
    waiting.refresh_from_db()
    assert waiting.state == "offered"
    Response.objects.update(offered_until=timezone.now())
    assert jobs.sweep_dates() == 1


def test_perhaps_takes_no_place_and_may_become_yes(soup, neighbourhood):
    person = neighbours(neighbourhood, 1)[0]
    assert come(soup, person, maybe=True).state == "maybe"
    assert soup.responses.taken() == 0
    assert come(soup, person).state == "accepted"
    assert come(soup, person, maybe=True).state == "accepted"
    assert Response.objects.count() == 1


def test_with_too_few_people_it_is_cancelled_and_everybody_is_told(neighbourhood):
    """Domain §4.2: minimum attendance with its hour of decision; two schedulers decide once (FLT-10)."""
    start = timezone.now() + timedelta(hours=47)
    soup = MeetupFactory(neighbourhood=neighbourhood, minimum=2, decide_hours=48, starts_at=start)
    full = MeetupFactory(neighbourhood=neighbourhood, minimum=2, decide_hours=24, starts_at=start)
    person = neighbours(neighbourhood, 1)[0]
    answer = come(soup, person)
    come(full, person)
    jobs.sweep_dates()
    jobs.sweep_dates()
    jobs.write_more_dates()
    services.edit_listing(listing=soup, by=soup.author, fields={"title": "Soupe, sans nous"})
    answer.refresh_from_db()
    assert (answer.state, soup.occurrences.get().is_standing, full.occurrences.get().is_standing) == ("cancelled", False, True)
    assert told(person).count("date-cancelled") == told(soup.author).count("date-cancelled") == 1


def test_a_skipped_date_tells_its_people_and_leaves_the_others(client, neighbourhood):
    start = timezone.now() + timedelta(days=3)
    choir = MeetupFactory(neighbourhood=neighbourhood, rrule="FREQ=WEEKLY", starts_at=start)
    dates = list(choir.occurrences.all())
    assert len(dates) == 9
    person = neighbours(neighbourhood, 1)[0]
    services.respond_on_dates(listing=choir, by=person, occurrences=dates[:2])
    client.force_login(person)
    assert client.post(reverse("listings:date-cancel", args=[dates[0].public_id])).status_code == 302
    assert choir.occurrences.standing().count() == 9
    client.force_login(choir.author)
    client.post(reverse("listings:date-cancel", args=[dates[0].public_id]), {"why": "Salle fermée"})
    assert [answer.state for answer in Response.objects.order_by("occurrence__day")] == ["cancelled", "accepted"]
    assert told(person) == ["date-cancelled"]
    services.write_more_dates(listing=choir)
    assert choir.occurrences.standing().count() == 8
    jobs.write_more_dates()
    assert choir.occurrences.count() == 9


def test_a_thing_is_brought_by_as_many_as_asked_and_only_by_who_comes(soup, neighbourhood):
    services.edit_listing(listing=soup, by=soup.author, fields={}, parts={"bring": [("Pain", 1)]})
    item, occurrence = soup.bring_items.get(), soup.occurrences.get()
    one, two = neighbours(neighbourhood, 2)
    with pytest.raises(NotAllowedError):
        services.promise_to_bring(item=item, occurrence=occurrence, by=one)
    answer = come(soup, one)
    come(soup, two)
    services.promise_to_bring(item=item, occurrence=occurrence, by=one)
    with pytest.raises(NothingLeftError):
        services.promise_to_bring(item=item, occurrence=occurrence, by=two)
    services.withdraw_response(response=answer, by=one)
    assert services.promise_to_bring(item=item, occurrence=occurrence, by=two).resident == two


def test_the_exact_place_goes_with_the_promise(client, neighbourhood, curator, soup):
    """PRV-07: told on coming, gone on withdrawing; never to a curator."""
    ExactPlace.objects.create(listing_id=soup.pk, words="12 quai Talard")
    person = neighbours(neighbourhood, 1)[0]
    answer = come(soup, person)
    seen = {}
    for name, viewer in (("coming", person), ("author", soup.author), ("curator", curator)):
        client.force_login(viewer)
        seen[name] = "quai Talard" in client.get(soup.url).content.decode()
    services.withdraw_response(response=answer, by=person)
    client.force_login(person)
    seen["withdrawn"] = "quai Talard" in client.get(soup.url).content.decode()
    assert seen == {"coming": True, "author": True, "curator": False, "withdrawn": False}


def test_a_curator_corrects_the_words_and_never_the_dates():
    """Wagtail's admin: the words are a curator's to correct, dates and places at the table are not."""
    place = create_neighbourhood(town=TownPageFactory(), title="Port")
    soup, curator, desk = MeetupFactory(neighbourhood=place), UserFactory(), Client()
    appoint_curator(place=place, user=curator)
    desk.force_login(curator)
    address = reverse("wagtailadmin_pages:edit", args=[soup.pk])
    form = desk.get(address)
    assert form.status_code == 200
    assert not [name for name in ("starts_at", "places", "rrule", "audience") if f'name="{name}"' in form.content.decode()]
    words = {"title": "Soupe corrigée", "body": '{"entityMap": {}, "blocks": []}', "area": "sur la cale"}
    desk.post(address, {**words, "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0, "action-publish": "1"})
    changed = MeetupPage.objects.get(pk=soup.pk)
    assert (changed.title, changed.area, changed.starts_at, changed.places) == ("Soupe corrigée", "sur la cale", soup.starts_at, 6)
