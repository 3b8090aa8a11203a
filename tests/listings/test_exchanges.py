"""Exchanges: a service for a service, an hour for an hour, and what each side says of it."""

from contextlib import suppress

from django.urls import reverse

from wagtail.models import Site

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from home.services import appoint_curator, create_neighbourhood
from listings import services, tags
from listings.errors import LimitReachedError, ListingError, NotAllowedError, WrongStateError
from listings.hours import in_words
from listings.models import ExchangePage, Leg, Response, TimeEntry
from notifications.models import Notification
from tests.factories.accounts import UserFactory
from tests.factories.home import MembershipFactory, TownPageFactory
from tests.factories.listings import ExchangeFactory, index_of
from tests.listings.walks import walks

pytestmark = pytest.mark.django_db
COMPOSE = "/annonces/publier/barter/"


@pytest.fixture(autouse=True)
def _site(neighbourhood):
    index_of(neighbourhood)
    Site.objects.update(hostname="testserver")


@pytest.fixture
def neighbour(neighbourhood):
    return MembershipFactory(neighbourhood=neighbourhood).user


def filled(**changes):
    return {
        "deal": "swap", "title": "Ourlets contre robinet", "gives": "couture, retouches", "wants": "Plomberie; cours d’anglais",
        "words": "Je couds depuis vingt ans.", "minutes": "60", "times": "1", "street": "", "audience": "neighbourhood",
    } | changes  # fmt: skip


def balance(person):
    return TimeEntry.objects.visible_to(person).balance()


def say(client, person, leg, what):
    client.force_login(person)
    client.post(reverse("listings:leg", args=[leg.public_id]), {"do": what})
    leg.refresh_from_db()


def test_a_swap_is_done_when_both_legs_are(client, neighbourhood, resident, neighbour):
    """Domain §4.2: both sides with plain forms; it closes with the second leg, and no hour moves."""
    client.force_login(resident)
    assert client.get(COMPOSE).status_code == 200
    client.post(client.post(COMPOSE, filled()).url)
    swap = ExchangePage.objects.get()
    assert (swap.state, swap.gives, swap.wants) == ("open", ["couture", "retouches"], ["Plomberie", "cours d’anglais"])
    client.force_login(neighbour)
    assert "cours d’anglais" in client.get(swap.url).content.decode()
    client.post(reverse("listings:respond", args=[swap.public_id]), {"takes": "retouches", "brings": "cours d’anglais"})
    answer = Response.objects.get()
    theirs, ours = answer.legs.all()
    assert [(leg.giver, leg.receiver, leg.what) for leg in (theirs, ours)] == [
        (resident, neighbour, "retouches"), (neighbour, resident, "cours d’anglais"),
    ]  # fmt: skip
    with pytest.raises(WrongStateError):
        services.say_received(leg=theirs, by=neighbour)
    client.force_login(resident)
    client.post(reverse("listings:response", args=[answer.public_id]), {"do": "accept"})
    client.post(reverse("listings:response", args=[answer.public_id]), {"do": "done"})
    answer.refresh_from_db()
    assert answer.state == "accepted", "one side alone does not end it"
    say(client, resident, theirs, "received")
    assert not theirs.is_done, "only who received says so"
    say(client, resident, theirs, "given")
    assert Notification.objects.filter(user=neighbour, kind="leg-given").count() == 1
    say(client, neighbour, theirs, "received")
    swap.refresh_from_db()
    assert (theirs.is_done, swap.state) == (True, "open")
    page = client.get(reverse("listings:mine")).content.decode()
    assert f"/annonces/services/{ours.public_id}/" in page
    say(client, resident, ours, "received")
    swap.refresh_from_db()
    answer.refresh_from_db()
    assert (answer.state, swap.state, swap.closed_reason) == ("done", "closed", "done")
    assert not TimeEntry.objects.exists()


@pytest.mark.parametrize(("deal", "gain"), [("give", 120), ("ask", -120)])
def test_hours_change_hands_when_who_received_says_so(client, neighbourhood, resident, neighbour, deal, gain):
    """Domain §4.2, 1 h = 1 h: two times an hour, paid once however often it is said."""
    client.force_login(resident)
    client.post(client.post(COMPOSE, filled(deal=deal, times="3")).url)
    listing = ExchangePage.objects.get()
    assert (listing.gives, listing.wants) == ((["couture", "retouches"], []) if gain > 0 else ([], ["Plomberie", "cours d’anglais"]))
    client.force_login(neighbour)
    client.post(reverse("listings:respond", args=[listing.public_id]), {"quantity": "2", "takes": "couture", "brings": "Plomberie"})
    answer = Response.objects.get()
    services.accept_response(response=answer, by=resident)
    leg = answer.legs.get()
    assert leg.receiver == (neighbour if gain > 0 else resident)
    for _ in range(2):
        say(client, leg.receiver, leg, "received")
    assert (balance(resident), balance(neighbour)) == (gain, -gain)
    listing.refresh_from_db()
    assert listing.state == "open", "one of three times is left"
    client.force_login(leg.giver)
    page = client.get(reverse("listings:hours"))
    assert page.status_code == 200
    assert in_words(abs(gain), signed=True) in page.content.decode()
    assert leg.receiver.pseudonym in page.content.decode()


def test_what_could_not_be_paid_is_refused_before_anybody_works(neighbourhood, resident, neighbour):
    """Domain §4.2, ±10 h: what is promised already counts, with the reason in words; the same answer passes with room."""
    give = [ExchangeFactory(neighbourhood=neighbourhood, author=resident, mode="time", minutes=240, times=1) for _ in range(3)]
    for listing in give[:2]:
        services.accept_response(response=services.respond(listing=listing, by=neighbour), by=resident)
    with pytest.raises(LimitReachedError, match=r"−12 h.*−10 h"):
        services.respond(listing=give[2], by=neighbour)
    assert not give[2].responses.exists()
    services.withdraw_response(response=give[1].responses.get(), by=neighbour)
    assert services.respond(listing=give[2], by=neighbour).state == "asked"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"gives": ""}, "gives"),
        ({"wants": " , "}, "wants"),
        ({"deal": "ask", "wants": "le, la"}, "wants"),
        ({"gives": "a1,b2,c3,d4,e5,f6"}, "gives"),
        ({"gives": "x" * 41}, "gives"),
        ({"wants": "06 12 34 56 78"}, "wants"),
        ({"deal": "sell"}, "deal"),
    ],
)
def test_a_form_that_lacks_something_says_what_and_keeps_the_rest(client, resident, changes, field):
    client.force_login(resident)
    answer = client.post(COMPOSE, filled(**changes))
    assert field in answer.context["form"].errors
    assert "Je couds depuis vingt ans." in answer.content.decode()
    assert not ExchangePage.objects.exists()


def test_an_edit_keeps_the_way_and_only_the_author_says_received(client, neighbourhood, resident, neighbour):
    listing = ExchangeFactory(neighbourhood=neighbourhood, author=resident, mode="time", direction="request", minutes=90)
    client.force_login(resident)
    address = reverse("listings:edit", args=[listing.public_id])
    form = client.get(address).context["form"]
    assert (form["deal"].value(), form["wants"].value(), form["minutes"].value()) == ("ask", "plomberie", 90)
    client.post(address, filled(deal="ask", minutes="30", wants="plomberie"))
    listing.refresh_from_db()
    assert (listing.minutes, listing.direction, listing.gives) == (30, "request", [])
    leg = services.respond(listing=listing, by=neighbour).legs.get()
    with pytest.raises(NotAllowedError):
        services.say_received(leg=leg, by=neighbour)
    assert not Leg.objects.visible_to(MembershipFactory(neighbourhood=neighbourhood).user).exists()


def test_the_first_to_answer_has_it_where_the_author_said_so_and_the_next_is_offered_it(neighbourhood, neighbour):
    listing = ExchangeFactory(neighbourhood=neighbourhood, at_once=True)
    other = MembershipFactory(neighbourhood=neighbourhood).user
    first, second = (services.respond(listing=listing, by=person) for person in (neighbour, other))
    assert (first.state, second.state) == ("accepted", "asked")
    services.withdraw_response(response=first, by=neighbour)
    second.refresh_from_db()
    assert second.state == "offered"
    assert services.take_offer(response=second, by=other).state == "accepted"
    with pytest.raises(ListingError):
        services.respond(listing=listing, by=neighbour, quantity=2)


def test_a_curator_corrects_skills_at_the_desk(client):
    """Editable in the Wagtail admin: words and skills, nothing else; and a swap keeps both its sides."""
    place = create_neighbourhood(town=TownPageFactory(), title="Vieux port")
    listing, curator = ExchangeFactory(neighbourhood=place), UserFactory()
    appoint_curator(place=place, user=curator)
    client.force_login(curator)
    address = reverse("wagtailadmin_pages:edit", args=[listing.pk])
    page = client.get(address).content.decode()
    assert [field for field in ("mode", "minutes", "times", "direction", "at_once") if f'name="{field}"' in page] == []
    words = {"title": "Couture", "body": '{"entityMap": {}, "blocks": []}', "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0}
    for wants, gives in (("", ["couture"]), ("plomberie", ["couture", "ourlets"])):
        client.post(address, words | {"gives": "couture, ourlets", "wants": wants, "action-publish": "1"})
        listing.refresh_from_db()
        assert listing.gives == gives


STEPS = ("respond", "accept", "withdraw", "cancel", "given", "received", "edit", "take", "close", "renew")


def step_of(listing, people, name, who, amount):
    person = people[who]
    answer = listing.responses.given_by(person).order_by("-pk").first()
    leg = answer.legs.order_by("received_at", "pk").last() if answer else None
    match name:
        case "respond":
            services.respond(listing=listing, by=person, quantity=amount)
        case "edit":
            services.edit_listing(listing=listing, by=listing.author, fields={"times": amount})
        case "close":
            services.close_listing(listing=listing, by=listing.author, done=amount == 1)
        case "renew":
            services.renew_listing(listing=listing, by=listing.author)
        case "accept" | "cancel" if answer:
            {"accept": services.accept_response, "cancel": services.cancel_response}[name](response=answer, by=listing.author)
        case "withdraw" | "take" if answer:
            {"withdraw": services.withdraw_response, "take": services.take_offer}[name](response=answer, by=person)
        case "given" | "received" if leg:
            say_it = services.say_given if name == "given" else services.say_received
            say_it(leg=leg, by=leg.giver if name == "given" else leg.receiver)


@settings(max_examples=walks(12, steps=8), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    mode=st.sampled_from(["swap", "time"]),
    at_once=st.booleans(),
    steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 2), st.integers(1, 3)), min_size=8, max_size=20),
)
def test_no_order_of_events_agrees_on_more_than_there_is_or_pays_for_what_was_not_received(neighbourhood, mode, at_once, steps):
    """LIM-02 for exchanges: within capacity after every step; the hours that moved are those of the legs that were received."""
    listing = ExchangeFactory(neighbourhood=neighbourhood, mode=mode, at_once=at_once, times=2, minutes=120)
    people = [MembershipFactory(neighbourhood=neighbourhood).user for _ in range(3)]
    for name, who, amount in steps:
        with suppress(ListingError):
            step_of(listing, people, name, who, amount)
        listing.refresh_from_db()
        assert 0 <= listing.responses.taken() <= listing.capacity
        received = Leg.objects.filter(response__listing=listing, received_at__isnull=False)
        assert balance(listing.author) == received.minutes()
        for answer in listing.responses.all():
            assert (answer.state == "done") <= (not answer.legs.open().exists())
            assert (answer.state in {"withdrawn", "cancelled", "no_show"}) <= (not answer.legs.received().exists())


@pytest.mark.parametrize(
    ("offered", "wanted", "meets"),
    [
        ("Cours d’anglais", "anglais", True),
        ("Œuvres de couture", "oeuvre", True),
        ("vélos", "Réparer un vélo", True),
        ("électricité", "ELECTRICITE", True),
        ("jardin", "plomberie", False),
        ("cours de chant", "cours d’anglais", False),
    ],
)
def test_skills_are_recognised_without_accents_plurals_and_small_words(offered, wanted, meets):
    assert tags.meets(tags.key(offered), tags.key(wanted)) is meets


def test_skills_are_split_and_each_is_kept_once():
    assert tags.split("Couture, couture ; Échelle\nles échelles,,  de la  ") == ["Couture", "Échelle"]


def test_time_is_said_in_hours_and_minutes():
    spoken = [in_words(minutes, signed=True) for minutes in (0, 45, 60, 90, -120)]
    assert spoken == ["0 h", "+45 min", "+1 h", "+1 h 30", "−2 h"]
    assert in_words(15) == "15 min"
