"""Who may know that a listing exists (TEN-12, SEC-05)."""

from django.contrib.auth.models import AnonymousUser

from wagtail.models import Page, Site

import pytest

from listings.models import ListingPage, Response
from tests.factories.home import MembershipFactory
from tests.factories.listings import GiveawayFactory, ResponseFactory

pytestmark = pytest.mark.django_db

STATES = {"draft": {}, "held": {}, "open": {"audience": "neighbourhood"}, "paused": {}, "closed": {"closed_reason": "done"}}
OPEN = {f"open-{audience}": {"state": "open", "audience": audience} for audience in ("neighbourhood", "partners", "public")}
CASES = {**{state: {"state": state, **fields} for state, fields in STATES.items() if state != "open"}, **OPEN}

EXPECTED = {
    "anonymous": {"open-public"},
    "declared": {"open-public"},
    "outsider": {"open-public"},
    "other_curator": {"open-public"},
    "partner": {"open-public", "open-partners"},
    "neighbour": set(OPEN),
    "located": set(OPEN),
    "expired": {"open-public"},
    "author": set(CASES),
    "curator": set(CASES) - {"draft"},
    "operator": set(CASES) - {"draft"},
}


@pytest.fixture
def actors(neighbourhood, other_neighbourhood, declared, outsider, curator, other_curator, operator, resident):
    partner = MembershipFactory()
    neighbourhood.partners.add(partner.neighbourhood)
    return {
        "anonymous": AnonymousUser(),
        "declared": declared,
        "outsider": outsider,
        "other_curator": other_curator,
        "partner": partner.user,
        "neighbour": MembershipFactory(neighbourhood=neighbourhood).user,
        "located": MembershipFactory(neighbourhood=neighbourhood, level=1).user,
        "expired": MembershipFactory(neighbourhood=neighbourhood, state="expired").user,
        "author": resident,
        "curator": curator,
        "operator": operator,
    }


@pytest.fixture
def listings(neighbourhood, resident):
    return {name: GiveawayFactory(neighbourhood=neighbourhood, author=resident, **fields) for name, fields in CASES.items()}


@pytest.fixture
def served(client, neighbourhood):
    """The tree under the site that the test client asks."""
    Site.objects.update(hostname="testserver")
    return client


def test_each_reader_sees_exactly_what_is_meant_for_them(actors, listings):
    """SEC-05: eleven readers × seven listings."""
    for name, user in actors.items():
        visible = set(ListingPage.objects.visible_to(user).values_list("pk", flat=True))
        assert {case for case, listing in listings.items() if listing.pk in visible} == EXPECTED[name], name


def test_a_page_answers_exactly_those_who_may_know_it(actors, listings, served):
    """SEC-05, TEN-12: 404 for everybody else, and what is not for everybody is never stored on the way."""
    for name, user in actors.items():
        served.logout()
        if user.is_authenticated:
            served.force_login(user)
        for case, listing in listings.items():
            response = served.get(listing.url)
            assert response.status_code == (200 if case in EXPECTED[name] else 404), (name, case)
            if response.status_code == 200 and (user.is_authenticated or case != "open-public"):
                assert "private" in response["Cache-Control"], (name, case)


def test_what_wagtail_calls_live_is_what_everybody_may_read(listings):
    """TEN-12: search, sitemap, feeds and API of Wagtail start at `live()`; they never meet a neighbours' listing."""
    live = set(Page.objects.live().values_list("pk", flat=True))
    assert {case for case, listing in listings.items() if listing.pk in live} == {"open-public"}
    assert {case for case, listing in listings.items() if listing.get_sitemap_urls()} == {"open-public"}


def test_publishing_in_the_admin_opens_nothing(listings, curator):
    """TEN-12: a curator who corrects a word and presses « publish » does not make a neighbours' listing public."""
    listing = listings["open-neighbourhood"]
    listing.title = "Lit corrigé"
    listing.save_revision(user=curator).publish(user=curator)
    listing.refresh_from_db()
    assert listing.title == "Lit corrigé"
    assert not listing.live


def test_an_old_revision_brings_back_words_only(neighbourhood, curator):
    """A revision made before the last piece was promised must not offer it again."""
    listing = GiveawayFactory(neighbourhood=neighbourhood, quantity=3, title="Chaises")
    revision = listing.save_revision(user=curator)
    listing.quantity, listing.title, listing.state, listing.closed_reason = 1, "Une chaise", "closed", "done"
    listing.save()
    revision.publish(user=curator)
    listing.refresh_from_db()
    assert (listing.title, listing.quantity, listing.state, listing.live) == ("Chaises", 1, "closed", False)


def test_nothing_of_a_listing_enters_the_search_of_the_site(listings):
    """TEN-12, PRV-05."""
    assert ListingPage.get_indexed_objects().count() == 0
    assert all(listing.get_indexed_instance() is None for listing in listings.values())
    assert not Page.objects.search("lit").get_queryset().filter(pk__in=[listing.pk for listing in listings.values()]).exists()


def test_somebody_who_answered_keeps_seeing_the_listing(neighbourhood):
    listing = GiveawayFactory(neighbourhood=neighbourhood, state="paused")
    response = ResponseFactory(listing=listing)
    assert ListingPage.objects.visible_to(response.resident).filter(pk=listing.pk).exists()


def test_a_response_is_read_by_two_people_only(actors, listings):
    """SEC-05: not even a curator reads what one neighbour wrote to another."""
    response = ResponseFactory(listing=listings["open-neighbourhood"])
    readers = {name for name, user in actors.items() if Response.objects.visible_to(user).exists()}
    assert readers == {"author"}
    assert Response.objects.visible_to(response.resident).exists()
