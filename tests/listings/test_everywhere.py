"""The page « Chercher partout », its ways out, and the same question from a program."""

import re
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from wagtail.models import Site

import pytest

from accounts.services import create_token
from tests.factories.home import MembershipFactory
from tests.factories.listings import GiveawayFactory, HelpFactory, MeetupFactory, index_of

pytestmark = pytest.mark.django_db

URL = "/annonces/partout/"


@pytest.fixture(autouse=True)
def _here():
    Site.objects.update(hostname="testserver")


@pytest.fixture
def author(neighbourhood):
    return MembershipFactory(neighbourhood=neighbourhood).user


def shown(response):
    assert response.status_code == 200
    return re.findall(r'class="listing__title">\s*<a[^>]*>([^<]+)', response.content.decode())


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_each_result_says_where_it_is_and_leads_there(client, neighbourhood, author, other_neighbourhood):
    GiveawayFactory(neighbourhood=neighbourhood, author=author, title="Échelle du port", audience="public")
    GiveawayFactory(neighbourhood=other_neighbourhood, title="Échelle de la gare", audience="public")
    GiveawayFactory(neighbourhood=neighbourhood, author=author, title="Lit", audience="public")
    response = client.get(URL, {"q": "echelles"})
    assert shown(response) == ["Échelle de la gare", "Échelle du port"]
    page = response.content.decode()
    for place in (neighbourhood, other_neighbourhood):
        assert re.search(rf'<a href="{place.url}">{place.title}</a>, {place.get_parent().title}', page)
    assert "2 annonces" in text(response)
    assert '<meta name="robots" content="noindex, follow">' in page
    assert "robots" not in client.get(URL).content.decode()


def test_a_stranger_meets_nothing_of_what_is_for_neighbours(client, neighbourhood, author, other_neighbourhood, resident, outsider):
    """SEC-05, TEN-12: neither the listing, nor its number, nor its word as a correction; its neighbours find it, and nothing is kept on the way."""
    neighbourhood.partners.add(other_neighbourhood)
    GiveawayFactory(neighbourhood=neighbourhood, author=author, title="Sarbacane des voisins")
    GiveawayFactory(neighbourhood=neighbourhood, author=author, title="Sarbacane pour tous", audience="public")
    GiveawayFactory(neighbourhood=neighbourhood, author=author, title="Sarbacane des partenaires", audience="partners")
    everything = ["Sarbacane des partenaires", "Sarbacane pour tous", "Sarbacane des voisins"]
    for reader, titles in ((None, everything[1:2]), (outsider, everything[:2]), (resident, everything)):
        if reader:
            client.force_login(reader)
        response = client.get(URL, {"q": "sarbacane"})
        assert shown(response) == titles
        assert f"{len(titles)} annonce" in text(response)
        assert ("private" in response.get("Cache-Control", "")) is (reader is not None)
    client.logout()
    GiveawayFactory(neighbourhood=neighbourhood, author=author, title="Hallebarde")
    assert "hallebarde" not in client.get(URL, {"q": "halebarde"}).content.decode()
    two = client.get(URL, {"q": "hallebarde chaise"}).context
    assert (two["alone"], two["wider"], two["meant"]) == ([], [], None)


def test_words_are_narrowed_and_their_address_is_shared(client, neighbourhood, author):
    given = {"neighbourhood": neighbourhood, "author": author, "audience": "public"}
    GiveawayFactory(title="Perceuse à donner", **given)
    HelpFactory(title="Perceuse cherchée", direction="request", **given)
    HelpFactory(title="Perceuse prêtée", published_at=timezone.now() - timedelta(days=9), **given)
    MeetupFactory(title="Atelier perceuse", **given)
    day = timezone.localdate(timezone.now() + timedelta(days=10)).isoformat()
    assert shown(client.get(URL, {"q": "perceuse", "kind": "help"})) == ["Perceuse cherchée", "Perceuse prêtée"]
    assert shown(client.get(URL, {"q": "perceuse", "kind": ["help", "giveaway"], "direction": "offer"})) == [
        "Perceuse à donner",
        "Perceuse prêtée",
    ]
    assert shown(client.get(URL, {"q": "perceuse", "day": day})) == ["Atelier perceuse"]
    assert shown(client.get(URL, {"q": "perceuse", "kind": "help", "since": timezone.localdate() - timedelta(days=2)})) == [
        "Perceuse cherchée"
    ]
    again = client.get(URL, {"q": "perceuse", "kind": "help", "scope": "partners", "within": "500", "view": "map"}).context["filters"]
    assert again.query.urlencode() == "q=perceuse&kind=help"
    for nonsense in ("after=x", "after=%00", "after=MjAyNg==", "kind=unicorn", "day=hier", "q=perceuse%00", "page=7"):
        assert client.get(f"{URL}?q=perceuse&{nonsense}").status_code == 200


def test_pages_follow_each_other_by_a_mark_and_ask_the_same_for_twenty_as_for_one(client, neighbourhood, author, resident):
    """TST-03: a visitor's page, a member's, a later one; never counted off."""

    def asked(**given):
        client.get(URL, {"q": "lit", **given})
        with CaptureQueriesContext(connection) as queries:
            response = client.get(URL, {"q": "lit", **given})
        assert not any(re.search(r"OFFSET (?!2500)[1-9]", query["sql"]) for query in queries)
        return response, len(queries)

    GiveawayFactory(neighbourhood=neighbourhood, author=author, title="Lit 0", audience="public")
    one = asked()[1]
    client.force_login(resident)
    signed_in = asked()[1]
    for number in range(1, 45):
        GiveawayFactory(neighbourhood=neighbourhood, author=author, title=f"Lit {number}", audience="public")
    member, count = asked()
    assert count <= signed_in <= 12
    client.logout()
    first, count = asked()
    assert count <= one <= 6
    assert "Plus de 40 annonces" in text(first)
    assert shown(first) == shown(member)
    second, count = asked(after=first.context["found"].next)
    assert count <= one
    third, _ = asked(after=second.context["found"].next)
    assert shown(first) + shown(second) + shown(third) == [f"Lit {number}" for number in reversed(range(45))]
    assert third.context["found"].next == ""


def test_nothing_found_shows_what_would_be(client, neighbourhood, author):
    GiveawayFactory(neighbourhood=neighbourhood, author=author, title="Perceuse sans fil", audience="public")
    index_of(neighbourhood)
    lost = client.get(URL, {"q": "preceuse"})
    assert "Vouliez-vous dire perceuse ?" in text(lost)
    assert shown(client.get(URL + lost.context["meant"].url)) == ["Perceuse sans fil"]
    assert "/trouver/" in lost.content.decode()
    two = client.get(URL, {"q": "perceuse rose", "kind": "meetup"})
    assert [(way.label, way.number) for way in two.context["alone"]] == []
    assert [way.number for way in client.get(URL, {"q": "perceuse", "kind": "meetup"}).context["wider"]] == [1]
    assert [(way.label, way.number) for way in client.get(URL, {"q": "perceuse rose"}).context["alone"]] == [("perceuse", 1)]
    slip = client.get(URL, {"q": "preceuse rose"}).context
    assert (slip["meant"], [way.label for way in slip["alone"]]) == (None, ["perceuse"])
    for words in ("-perceuse", "le la", "!!", '"', "(("):
        assert client.get(URL, {"q": words}).status_code == 200


def test_the_front_page_and_an_empty_search_lead_here(client, neighbourhood, author):
    GiveawayFactory(neighbourhood=neighbourhood, author=author, title="Trottinette", audience="public")
    assert f'action="{URL}"' in client.get("/").content.decode()
    lost = client.get(index_of(neighbourhood).url, {"q": "zeppelin", "kind": "help", "scope": "partners"})
    assert f'href="{URL}?q=zeppelin&amp;kind=help"' in lost.content.decode()
    assert URL not in client.get(index_of(neighbourhood).url, {"kind": "help"}).content.decode()


def test_the_fragment_is_the_middle_of_the_page(client, neighbourhood, author):
    GiveawayFactory(neighbourhood=neighbourhood, author=author, title="Armoire", audience="public")
    whole = client.get(URL, {"q": "armoire"}).content.decode()
    fragment = client.get(URL, {"q": "armoire"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert fragment.strip() in whole
    assert "HX-Request" in client.get(URL, {"q": "armoire"})["Vary"]


def test_a_program_asks_the_whole_country_for_words_alone(client, neighbourhood, author, resident, django_assert_max_num_queries):
    """S2, A1, TEN-12: what its key may see, page by page; without words there is no question."""
    for number in range(7):
        given = {"audience": "public" if number % 2 else "neighbourhood", "published_at": timezone.now() - timedelta(days=7 - number)}
        GiveawayFactory(neighbourhood=neighbourhood, author=author, title=f"Numéro {number}", **given)
    headers = {"Authorization": f"Bearer {create_token(user=resident, label='essai', by=resident)[1]}"}

    def pages(headers):
        seen, after = [], ""
        while True:
            answer = client.get("/api/listings", {"q": "numéro", "limit": 2, "after": after}, headers=headers)
            seen += [item["title"] for item in answer.json()["items"]]
            if not (after := answer.json()["next"]):
                return seen

    assert pages({}) == ["Numéro 5", "Numéro 3", "Numéro 1"]
    assert pages(headers) == [f"Numéro {number}" for number in reversed(range(7))]
    with django_assert_max_num_queries(3):
        client.get("/api/listings", {"q": "numéro"})
    for given in ({}, {"q": " "}, {"kind": "giveaway"}, {"q": "numéro", "place": ""}, {"q": "numéro", "limit": 101}):
        assert client.get("/api/listings", given).status_code == 422
    assert client.get("/api/listings", {"q": "numéro", "after": "x"}).status_code == 400
