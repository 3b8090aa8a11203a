"""Every address of ours is in the table of who may open it, and the table is true (SEC-05, SEC-12)."""

from http.cookies import SimpleCookie

from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

import pytest

from home.services import set_boundary
from listings.models import Conversation, Response, SavedSearch
from tests.conventions.urls import ACTORS, MATRIX
from tests.factories import vouching
from tests.factories.accounts import UserFactory
from tests.factories.ads import BusinessFactory, SlotFactory, running
from tests.factories.founding import gathering
from tests.factories.home import MembershipFactory
from tests.factories.listings import GiveawayFactory, GroupBuyFactory, MeetupFactory, ResponseFactory
from tests.factories.notifications import AlertFactory
from tests.factories.verification import handed_over, queued
from verification import services

#: Addresses of packages, whose own rules are tested by `tests/accounts` and by the crawl of the admin.
FOREIGN = ("account_", "mfa_", "usersessions_", "wagtail")
ADMIN = "admin/"
OURS_IN_ADMIN = (
    "outbox",
    "verification_desk:",
    "founding_desk:",
    "boundary_",
    "curators_",
    "geocode",
    "verification_counter:",
    "verification_policy:",
    "vouch_desk:",
    "trader_desk",
)


def names(patterns, namespaces=(), prefix=""):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from names(pattern.url_patterns, inner, prefix + str(pattern.pattern))
        elif pattern.name:
            yield ":".join((*namespaces, pattern.name)), prefix + str(pattern.pattern)


def ours():
    found = {}
    for name, route in names(get_resolver().url_patterns):
        if name.startswith(FOREIGN) or (route.startswith(ADMIN) and not name.startswith(OURS_IN_ADMIN)):
            continue
        found[name] = route
    return found


def test_every_address_of_ours_is_in_the_table():
    assert set(ours()) == set(MATRIX)


def square(south, west, side=0.01):
    ring = [[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture
def people(neighbourhood, other_neighbourhood, resident, outsider, declared, curator, other_curator, operator):
    author = MembershipFactory(neighbourhood=neighbourhood).user
    return {
        "visitor": None,
        "declared": declared,
        "outsider": outsider,
        "resident": resident,
        "author": author,
        "curator": curator,
        "other_curator": other_curator,
        "operator": operator,
    }


@pytest.fixture
def things(neighbourhood, people, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    listing = GiveawayFactory(neighbourhood=neighbourhood, author=people["author"], title="Réservé aux voisins")
    draft = GiveawayFactory(neighbourhood=neighbourhood, author=people["author"], state="draft")
    meetup = MeetupFactory(neighbourhood=neighbourhood, author=people["author"])
    purchase = GroupBuyFactory(neighbourhood=neighbourhood, author=people["author"])
    settled = GroupBuyFactory(neighbourhood=neighbourhood, author=people["author"], phase="locked", state="closed", closed_reason="done")
    answer = ResponseFactory(listing=listing, resident=people["resident"])
    alert = AlertFactory(neighbourhood=neighbourhood, author=people["curator"], state="active")
    set_boundary(place=neighbourhood, geometry=square(48.45, -2.04))
    card, _ = queued(UserFactory(), neighbourhood)
    slip, _ = handed_over(neighbourhood, people["curator"])
    batch = services.print_batch(neighbourhood=neighbourhood, by=people["curator"])
    held = vouching.asked(neighbourhood)
    vouch, _ = vouching.vouch(held, people["author"], vouching.strong(neighbourhood), network="192.0.2.5")
    assert isinstance(answer, Response)
    shop = BusinessFactory(neighbourhood=neighbourhood, owner=people["author"])
    town = neighbourhood.town
    campaign = running(SlotFactory(neighbourhood=neighbourhood), 0, curator=people["curator"], business=shop)
    search = SavedSearch.objects.create(user=people["author"], neighbourhood=neighbourhood, looked_at=timezone.now())
    return {
        "search": search.public_id,
        "shop": shop.public_id,
        "campaign": campaign.public_id,
        "placement": campaign.placements.get().public_id,
        "invoice": campaign.invoices.get().public_id,
        "place": neighbourhood.pk,
        "town": town.pk,
        "founding": gathering(town, by=people["declared"]).public_id,
        "listing": listing.public_id,
        "draft": draft.public_id,
        "purchase": purchase.public_id,
        "settled": settled.public_id,
        "answer": answer.public_id,
        "talk": Conversation.objects.create(listing=listing, host=people["author"], guest=people["resident"]).public_id,
        "date": meetup.occurrences.get().public_id,
        "alert": alert.public_id,
        "card": card.pk,
        "slip": slip.pk,
        "batch": batch.pk,
        "asked": held.token,
        "vouch": vouch.pk,
        "hold": held.pk,
        "member": held.membership.public_id,
        "unknown": "00000000-0000-4000-8000-000000000000",
    }


def opened(client, method, address):
    """Return the status one person gets; whatever the request changed is undone for the next person."""
    before, cookies = transaction.savepoint(), client.cookies.output()
    status = client.generic(method, address).status_code
    transaction.savepoint_rollback(before)
    client.cookies = SimpleCookie(cookies.replace("Set-Cookie: ", ""))
    return status


@pytest.mark.django_db
def test_who_may_open(people, things):
    """One world for all addresses: making it takes longer than asking."""
    found, expected = {}, {}
    clients = {actor: Client() for actor in ACTORS}
    for actor, person in people.items():
        if person:
            clients[actor].force_login(person)
    for name, (method, given, statuses) in sorted(MATRIX.items()):
        address = reverse(name, kwargs={key: things.get(value, value) for key, value in given.items()})
        expected[name] = dict(zip(ACTORS, map(int, statuses.split()), strict=True))
        found[name] = {}
        cache.clear()  # limits count requests, not addresses
        for actor in ACTORS:
            found[name][actor] = opened(clients[actor], method, address)
    assert found == expected
