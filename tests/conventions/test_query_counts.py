"""Every busy page asks a fixed number of questions, whatever the number of rows (P2, P5, P6, S4, TST-03)."""

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import pytest

from home.models import InfoPage
from listings import services
from listings.models import Conversation
from notifications.models import Alert
from notifications.services import publish_alert
from tests.factories.home import MembershipFactory, NeighbourhoodPageFactory
from tests.factories.listings import ExchangeFactory, GiveawayFactory, GroupBuyFactory, HelpFactory, MeetupFactory, RideFactory, index_of
from tests.factories.notifications import AlertFactory

pytestmark = pytest.mark.django_db

MOST = {
    "home": 6,
    "town": 8,
    "neighbourhood": 6,
    "neighbourhood, signed in": 10,
    "information page": 9,
    "listings": 7,
    "listings, signed in": 12,
    "listing": 14,
    "meetup": 16,
    "ride": 15,
    "loan": 15,
    "exchange": 15,
    "purchase": 20,
    "agenda": 10,
    "feed": 4,
    "map for machines": 4,
    "agenda file": 8,
    "recent alerts": 8,
    "alert": 14,
    "my listings": 18,
    "my conversations": 8,
    "a conversation": 20,
    "a purchase I am in": 26,
    "a purchase to run": 22,
}
MANY = 20


@pytest.fixture
def town(neighbourhood):
    return neighbourhood.get_parent().specific


@pytest.fixture
def information(neighbourhood):
    neighbourhood.refresh_from_db()
    return neighbourhood.add_child(instance=InfoPage(title="Infos pratiques"))


def add_row(neighbourhood, town, information, curator, number):
    """Add one of everything that the pages list."""
    listing = GiveawayFactory(neighbourhood=neighbourhood, audience="public", live=True)
    meetup = MeetupFactory(neighbourhood=neighbourhood, audience="public", live=True, rrule="FREQ=WEEKLY")
    ride = RideFactory(neighbourhood=neighbourhood, audience="public", live=True)
    loan = HelpFactory(neighbourhood=neighbourhood, audience="public", live=True)
    swap = ExchangeFactory(neighbourhood=neighbourhood, audience="public", live=True)
    purchase = GroupBuyFactory(neighbourhood=neighbourhood, audience="public", live=True)
    draft = AlertFactory.build(neighbourhood=neighbourhood, author=None, headline=f"Alerte {number}")
    alert = publish_alert(alert=draft, by=curator)
    town.refresh_from_db()
    NeighbourhoodPageFactory(parent=town)
    information.refresh_from_db()
    information.add_child(instance=InfoPage(title=f"Page {number}"))
    return listing, meetup, ride, loan, swap, purchase, alert


def statements(client, url):
    client.get(url)  # the first visit of a process also reads what is kept afterwards
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in captured]


def test_pages_ask_the_same_number_of_questions_for_one_row_and_for_twenty(client, neighbourhood, town, information, curator, resident):
    member = Client()
    member.force_login(resident)
    listing, meetup, ride, loan, swap, purchase, alert = add_row(neighbourhood, town, information, curator, 0)
    addresses = {
        "home": "/",
        "town": town.url,
        "neighbourhood": neighbourhood.url,
        "information page": information.url,
        "listings": index_of(neighbourhood).url,
        "feed": reverse("listings:feed", args=[neighbourhood.pk, "tout", "atom"]),
        "map for machines": reverse("listings:geojson", args=[neighbourhood.pk]),
        "listing": listing.url,
        "meetup": meetup.url,
        "ride": ride.url,
        "loan": loan.url,
        "exchange": swap.url,
        "purchase": purchase.url,
        "agenda": f"{neighbourhood.url}agenda/",
        "agenda file": f"{neighbourhood.url}agenda/ics/",
        "recent alerts": "/alertes/",
        "alert": alert.get_absolute_url(),
    }
    readers = {f"{name}, signed in": (member, addresses[name]) for name in ("neighbourhood", "listings")}
    readers |= {name: (client, address) for name, address in addresses.items()}
    one = {name: statements(*asked) for name, asked in readers.items()}
    for number in range(1, MANY):
        add_row(neighbourhood, town, information, curator, number)
    twenty = {name: statements(*asked) for name, asked in readers.items()}
    assert Alert.objects.at(neighbourhood).running().count() == MANY  # the rows are there
    assert type(listing).objects.visible_to(AnonymousUser()).at(neighbourhood).count() == MANY
    for name, asked in twenty.items():
        assert len(asked) == len(one[name]), (name, asked)
        assert len(asked) <= MOST[name], (name, asked)


def answer_all(neighbourhood, host, guest, gift, purchase, talk=None):
    """Add one of everything between neighbours: answers given and received, a pledge, a conversation, a message each way."""
    neighbour = MembershipFactory(neighbourhood=neighbourhood).user
    services.respond(listing=gift, by=neighbour, message="Bonjour !")
    services.pledge(purchase=purchase, by=neighbour, quantities={purchase.products.get().pk: 1})
    mine = GiveawayFactory(neighbourhood=neighbourhood, author=guest)
    services.respond(listing=mine, by=neighbour, message="Bonjour !")
    other = GiveawayFactory(neighbourhood=neighbourhood, author=neighbour)
    services.respond(listing=other, by=guest, message="Bonjour !")
    talk = talk or Conversation.objects.visible_to(guest).get(listing=gift)
    services.send_message(conversation=talk, by=host, text=f"Pour {neighbour}")
    services.send_message(conversation=talk, by=guest, text=f"Merci {neighbour}")
    services.send_message(conversation=Conversation.objects.visible_to(guest).get(listing=other), by=neighbour, text="Avec plaisir.")
    return talk


def test_what_is_between_neighbours_asks_the_same_number_of_questions_for_one_row_and_for_twenty(client, neighbourhood, resident):
    """P2: many answers, many pledges, many messages."""
    index_of(neighbourhood)
    gift = GiveawayFactory(neighbourhood=neighbourhood, quantity=99)
    purchase = GroupBuyFactory(neighbourhood=neighbourhood)
    services.respond(listing=gift, by=resident, message="Bonjour !")
    services.pledge(purchase=purchase, by=resident, quantities={purchase.products.get().pk: 1})
    talk = answer_all(neighbourhood, gift.author, resident, gift, purchase)
    addresses = {
        "my listings": reverse("listings:mine"),
        "my conversations": reverse("listings:conversations"),
        "a conversation": reverse("listings:conversation", args=[talk.public_id]),
        "a purchase I am in": purchase.url,
        "a purchase to run": reverse("listings:purchase", args=[purchase.public_id]),
    }
    readers = {name: purchase.author if name == "a purchase to run" else resident for name in addresses}

    def asked():
        found = {}
        for name, address in addresses.items():
            client.force_login(readers[name])
            found[name] = statements(client, address)
        return found

    one = asked()
    for _number in range(1, MANY):
        answer_all(neighbourhood, gift.author, resident, gift, purchase, talk)
    for name, questions in asked().items():
        assert len(questions) == len(one[name]), (name, questions)
        assert len(questions) <= MOST[name], (name, questions)
    assert talk.messages.count() == 2 * MANY
    assert purchase.responses.count() == MANY + 1
