"""Finding listings: list, map, filters, and the section of a neighbourhood's page."""

import re
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from wagtail.models import Site

import pytest

from home.neighbourhood_sections import sections_for
from listings.sections import LatestListings
from tests.factories.home import MembershipFactory
from tests.factories.listings import GiveawayFactory, ResponseFactory, index_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def index(neighbourhood):
    page = index_of(neighbourhood)
    Site.objects.update(hostname="testserver")
    return page


@pytest.fixture
def reader(client, resident):
    client.force_login(resident)
    return client


def titles(response):
    return [listing.title for listing in response.context["results"]]


def statements(client, url):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_filters_narrow_and_share_their_address(reader, index, neighbourhood):
    GiveawayFactory(neighbourhood=neighbourhood, title="Vélo donné")
    GiveawayFactory(neighbourhood=neighbourhood, title="Vélo cherché", direction="request")
    GiveawayFactory(neighbourhood=neighbourhood, title="Lit", published_at=timezone.now() - timedelta(days=9))
    assert titles(reader.get(index.url)) == ["Vélo cherché", "Vélo donné", "Lit"]
    assert titles(reader.get(index.url, {"q": "velos"})) == ["Vélo cherché", "Vélo donné"]
    assert titles(reader.get(index.url, {"q": "vélo", "direction": "request"})) == ["Vélo cherché"]
    assert titles(reader.get(index.url, {"kind": "giveaway", "direction": "offer"})) == ["Vélo donné", "Lit"]
    assert titles(reader.get(index.url, {"since": (timezone.localdate() - timedelta(days=1)).isoformat()})) == [
        "Vélo cherché",
        "Vélo donné",
    ]


def test_each_active_filter_has_the_address_that_drops_it(reader, index):
    filters = reader.get(index.url, {"q": "lit", "kind": "giveaway", "direction": "offer", "page": "3"}).context["filters"]
    assert [(one.kind, one.without) for one in filters.active] == [
        ("", "?kind=giveaway&direction=offer"),
        ("giveaway", "?q=lit&direction=offer"),
        ("", "?q=lit&kind=giveaway"),
    ]
    assert str(filters.active[0].label) == "« lit »"


@pytest.mark.parametrize(
    "query", ["kind=unicorn", "direction=up", "since=hier", "page=999", "page=0", "q=%00", "view=3d", "scope=moon", "q=" + "x" * 300]
)
def test_what_cannot_be_understood_is_left_out(reader, index, neighbourhood, query):
    GiveawayFactory(neighbourhood=neighbourhood)
    assert reader.get(f"{index.url}?{query}").status_code == 200


def test_partner_places_are_searched_on_request(reader, index, neighbourhood, other_neighbourhood):
    neighbourhood.partners.add(other_neighbourhood)
    GiveawayFactory(neighbourhood=other_neighbourhood, title="Table ouverte aux voisins", audience="partners")
    GiveawayFactory(neighbourhood=other_neighbourhood, title="Table pour nous")
    assert titles(reader.get(index.url, {"q": "table"})) == []
    assert titles(reader.get(index.url, {"q": "table", "scope": "partners"})) == ["Table ouverte aux voisins"]


def test_nothing_found_offers_something_to_do(reader, index):
    page = reader.get(index.url, {"q": "zeppelin"}).content.decode()
    assert 'class="empty"' in page
    assert "/annonces/publier/" in page


def test_the_fragment_is_the_middle_of_the_page(reader, index, neighbourhood):
    """The same view answers whole pages and htmx."""
    GiveawayFactory(neighbourhood=neighbourhood, title="Armoire")
    whole = reader.get(index.url).content.decode()
    fragment = reader.get(index.url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert "Armoire" in fragment
    fragment, whole = (re.sub(r'csrfmiddlewaretoken" value="[^"]+', "", text) for text in (fragment, whole))
    assert fragment.strip() in whole


def test_pages_of_twenty(reader, index, neighbourhood):
    for number in range(21):
        GiveawayFactory(neighbourhood=neighbourhood, title=f"Objet {number}")
    first, second = reader.get(index.url), reader.get(index.url, {"page": 2, "q": "objet"})
    assert len(titles(first)) == 20
    assert titles(second) == ["Objet 0"]
    assert "q=objet" in second.content.decode()


def test_guests_read_what_is_for_everybody(client, index, neighbourhood):
    GiveawayFactory(neighbourhood=neighbourhood, title="Pour tous", audience="public")
    GiveawayFactory(neighbourhood=neighbourhood, title="Pour nous")
    response = client.get(index.url)
    assert titles(response) == ["Pour tous"]
    assert "private" not in response.get("Cache-Control", "")


def test_what_members_read_is_never_stored_on_the_way(reader, index):
    assert "private" in reader.get(index.url)["Cache-Control"]


@pytest.mark.parametrize("query", ["", "?q=lit", "?view=map", "?scope=partners"])
def test_a_list_asks_the_database_as_often_for_twenty_as_for_one(reader, index, neighbourhood, query):
    GiveawayFactory(neighbourhood=neighbourhood, cell="1-1")
    statements(reader, index.url + query)
    one = statements(reader, index.url + query)
    for _ in range(19):
        GiveawayFactory(neighbourhood=neighbourhood, cell="1-1")
    assert statements(reader, index.url + query) == one


def test_a_listing_asks_as_often_for_twenty_answers_as_for_one(client, index, neighbourhood):
    listing = GiveawayFactory(neighbourhood=neighbourhood, rule="choose")
    ResponseFactory(listing=listing)
    client.force_login(listing.author)
    for url in (listing.url, "/annonces/les-miennes/"):
        statements(client, url)
    one = [statements(client, url) for url in (listing.url, "/annonces/les-miennes/")]
    for _ in range(19):
        ResponseFactory(listing=listing)
    assert [statements(client, url) for url in (listing.url, "/annonces/les-miennes/")] == one


def section_for(neighbourhood, user):
    request = RequestFactory().get("/")
    request.user = user
    section = next(section for section in sections_for(neighbourhood, request) if isinstance(section, LatestListings))
    Site.find_for_request(request)
    with CaptureQueriesContext(connection) as queries:
        html = section.render_html()
    return html, len(queries)


def test_the_section_costs_one_query_whatever_it_shows(index, neighbourhood, resident):
    """P2, P5: one for cards and counts; for who is signed in, one more for where they belong."""
    for count in (1, 19):
        for _ in range(count):
            GiveawayFactory(neighbourhood=neighbourhood, audience="public")
        section_for(neighbourhood, AnonymousUser())
        html, queries = section_for(neighbourhood, AnonymousUser())
        assert queries == 1
        assert section_for(neighbourhood, resident)[1] == 2
    assert html.count("<article") == 6
    assert '<span class="count">20</span>' in html


def test_the_section_shows_each_reader_their_own(index, neighbourhood):
    """TEN-12: the same section, for a neighbour first and a visitor second."""
    GiveawayFactory(neighbourhood=neighbourhood, title="Canari des voisins")
    neighbour = MembershipFactory(neighbourhood=neighbourhood).user
    assert "Canari" in section_for(neighbourhood, neighbour)[0]
    visitor, _ = section_for(neighbourhood, AnonymousUser())
    assert "Canari" not in visitor
    assert 'class="empty"' in visitor


def test_the_front_doors_lead_home_for_who_has_one(client, index, neighbourhood, resident, declared):
    """Each door shows its kind in the reader's own neighbourhood; who has none finds theirs first."""
    door = f'href="{index.url}?kind=barter"'
    for person, leads_home in ((None, False), (declared, False), (resident, True)):
        client.logout()
        if person:
            client.force_login(person)
        page = client.get("/").content.decode()
        assert (door in page, page.count('class="doorway" ') == 7) == (leads_home, True)
        assert ('href="#find"' in page) is not leads_home
    ours = GiveawayFactory(neighbourhood=neighbourhood, title="Lit à donner")
    assert titles(client.get(index.url, {"kind": "giveaway"})) == [ours.title]
    assert titles(client.get(index.url, {"kind": "barter"})) == []
