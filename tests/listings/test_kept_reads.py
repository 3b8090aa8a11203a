"""What the busiest pages read by kept statements is what `visible_to` lets each reader read (SEC-05, TEN-12, VER-11)."""

import random
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.utils import timezone

import pytest

from accounts.prepared import prepared_rows
from home.belonging import as_parameters, belonging_now
from home.drawn import component
from home.models import NeighbourhoodPage
from home.services import appoint_curator
from listings import cards, components
from listings.filters import ListingFilter
from listings.lists import how_many, newest_titles, page_of
from listings.models import ListingPage
from listings.sections import _latest_for, _public_latest
from tests.factories.accounts import UserFactory
from tests.factories.home import MembershipFactory, NeighbourhoodPageFactory
from tests.factories.listings import GiveawayFactory, ResponseFactory, index_of

pytestmark = pytest.mark.django_db

SHAPES = [
    *({"state": "open", "audience": audience} for audience in ("neighbourhood", "partners", "public")),
    *({"state": state, "audience": audience} for state in ("draft", "held", "paused") for audience in ("neighbourhood", "public")),
    *({"state": "closed", "closed_reason": why, "audience": "public"} for why in ("done", "removed", "expired", "withdrawn")),
]
QUERIES = ["", "q=lit&kind=giveaway&direction=offer", "scope=partners&since=2020-01-01"]
ANSWERS = ["asked", "accepted", "declined", "withdrawn", "done"]


@prepared_rows
def _all_for(user, homes, partners, curated, everything):
    reader = as_parameters(user=user, homes=homes, partners=partners, curated=curated, everything=everything)
    return ListingPage.objects.shown_to(reader).order_by("pk").values_list("pk")


@pytest.fixture
def world():
    """Four places, two of them partners; readers of every kind in each; listings in every state; answers at random."""
    chance = random.Random(4)
    here, beside, beyond = (NeighbourhoodPageFactory() for _ in range(3))
    far = NeighbourhoodPageFactory(state="dormant")
    here.partners.add(beside)
    beside.partners.add(far)
    places = [here, beside, beyond, far]
    people = {"nobody yet": UserFactory(), "operator": UserFactory(is_superuser=True), "closed account": UserFactory(is_active=False)}
    people["resident far"] = MembershipFactory(neighbourhood=far).user
    for number, place in enumerate((here, beside)):
        people[f"resident {number}"] = MembershipFactory(neighbourhood=place).user
        people[f"located {number}"] = MembershipFactory(neighbourhood=place, level=1).user
        people[f"expiring {number}"] = MembershipFactory(neighbourhood=place, state="expiring").user
        people[f"past the end {number}"] = MembershipFactory(neighbourhood=place, expires_at=timezone.now() - timedelta(days=1)).user
        for state in ("started", "pending", "expired", "revoked", "left"):
            people[f"{state} {number}"] = MembershipFactory(neighbourhood=place, state=state).user
        people[f"curator {number}"] = UserFactory()
        appoint_curator(place=place, user=people[f"curator {number}"])
    moved = MembershipFactory(neighbourhood=here, state="left").user
    MembershipFactory(neighbourhood=beyond, user=moved)
    suspended = MembershipFactory(neighbourhood=here).user
    suspended.is_active = False
    suspended.save()
    curating_neighbour = MembershipFactory(neighbourhood=beside).user
    appoint_curator(place=beyond, user=curating_neighbour)
    people |= {"moved": moved, "suspended": suspended, "curates elsewhere": curating_neighbour}
    everybody = list(people.values())
    for place in places:
        for fields in SHAPES:
            listing = GiveawayFactory(neighbourhood=place, author=chance.choice([*everybody, None]), **fields)
            for person in chance.sample(everybody, 4):
                if person.pk != listing.author_id:
                    ResponseFactory(listing=listing, resident=person, state=chance.choice(ANSWERS))
    return [NeighbourhoodPage.objects.get(pk=place.pk) for place in places], {"visitor": AnonymousUser(), **people}


def test_every_reader_reads_by_numbers_what_they_read_by_the_rule(world):
    """Read once as numbers, in a queryset, in a kept statement, on the list and on the neighbourhood's page: what `visible_to` says."""
    places, people = world
    read = {name: reads_alike(user, belonging_now(user), places, number) for number, (name, user) in enumerate(people.items())}
    assert len(set(read.values())) > 5, read  # readers differ, so that sameness means something


def reads_alike(user, reader, places, turn):
    allowed = list(ListingPage.objects.visible_to(user).order_by("pk").values_list("pk", flat=True))
    assert list(ListingPage.objects.shown_to(reader).order_by("pk").values_list("pk", flat=True)) == allowed, user
    if reader:
        assert [pk for (pk,) in _all_for(**reader.values)] == allowed, user
    for number, place in enumerate(places):
        query = QUERIES[(number + turn) % len(QUERIES)]
        finds_alike(user, reader, ListingFilter(QueryDict(query), neighbourhood=place, user=user))
        sees_alike(user, reader, place)
    return len(allowed)


def finds_alike(user, reader, filters):
    allowed = list(filters.apply(ListingPage.objects.visible_to(user)).open().newest_first().for_cards())
    page = page_of(filters.question(), reader, "1")
    assert how_many(filters.question(), reader) == len(allowed)
    assert newest_titles(filters.question(), reader) == ([listing.title for listing in allowed], len(allowed))
    assert page.paginator.count == len(page.object_list) == len(allowed), (user, filters.values)
    for listing, row in zip(allowed, page.object_list, strict=True):
        assert component("listing_card", **components.card(listing)) == cards.card(row)


def sees_alike(user, reader, place):
    now = timezone.now()
    rows = _latest_for(place=place.pk, now=now, **reader.values) if reader else _public_latest(place=place.pk, now=now)
    allowed = ListingPage.objects.visible_to(user).at(place).open().newest_first()
    assert [row[3] for row in rows] == [listing.url_path for listing in allowed[:6]], user
    assert sum(int(told.split()[1]) for told in (rows[0][-1] if rows else [])) == allowed.count(), user


def test_a_page_that_is_not_there_is_the_last_one(neighbourhood, resident):
    author = MembershipFactory(neighbourhood=neighbourhood).user
    for _ in range(23):
        GiveawayFactory(neighbourhood=neighbourhood, author=author)
    question = ListingFilter(QueryDict(""), neighbourhood=neighbourhood).question()
    pages = {number: page_of(question, belonging_now(resident), number) for number in ("1", "2", "7", "0", None)}
    assert {number: (page.number, len(page.object_list)) for number, page in pages.items()} == {
        "1": (1, 20), "2": (2, 3), "7": (2, 3), "0": (1, 20), None: (1, 20),
    }  # fmt: skip
    assert page_of(question, None, "3").paginator.count == 0


def test_what_was_typed_stands_above_a_list_escaped_and_in_no_copy_of_it(client, neighbourhood):
    """S4, SEC-16: the filters in force are remembered without their words."""
    listed = index_of(neighbourhood).url
    html = client.get(listed, {"q": "<b>lit</b>"}).content.decode()
    assert "« &lt;b&gt;lit&lt;/b&gt; »" in html
    assert "<b>lit" not in html
    other = client.get(listed, {"q": "vélo"}).content.decode()
    assert "« vélo »" in other
    assert "?view=map&amp;q=v%C3%A9lo" in other or "?q=v%C3%A9lo&amp;view=map" in other
    assert "lit&lt;" not in other
