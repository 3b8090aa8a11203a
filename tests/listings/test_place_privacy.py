"""Exact places stay out of everything that leaves the site (PRV-01, PRV-03, PRV-05)."""

import re

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from wagtail.models import PageLogEntry, Revision, Site

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from home.cells import box, cell_of
from listings import services
from listings.models import ListingPage, ListingPosition
from tests.factories.home import MembershipFactory
from tests.factories.listings import (
    ChildcareFactory,
    ExchangeFactory,
    GiveawayFactory,
    GroupBuyFactory,
    HelpFactory,
    MeetupFactory,
    RideFactory,
    index_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tasks_run")]

HOME = (48.45417, -2.04113)
CELL = cell_of(*HOME)
WEST, SOUTH, EAST, NORTH = box(CELL)
inside = st.tuples(st.floats(SOUTH + 1e-5, NORTH - 1e-5), st.floats(WEST + 1e-5, EAST - 1e-5))
#: Left to itself the simplest example is twice the same home, of which nothing can be learnt.
two_homes = st.tuples(inside, inside).filter(lambda homes: homes[0] != homes[1])


#: Every kind of listing keeps the same promises.
FACTORIES = {
    "giveaway": GiveawayFactory,
    "meetup": MeetupFactory,
    "carpool": RideFactory,
    "help": HelpFactory,
    "childcare": ChildcareFactory,
    "barter": ExchangeFactory,
    "group": GroupBuyFactory,
}


@pytest.fixture(params=FACTORIES)
def listing(request, neighbourhood):
    index_of(neighbourhood)
    Site.objects.update(hostname="testserver")
    make = FACTORIES[request.param]
    audience = "public" if "public" in make._meta.model.audiences() else "partners"
    return make(neighbourhood=neighbourhood, audience=audience, cell=CELL.key, street="rue de l’École")


def move(listing, point):
    services.edit_listing(listing=listing, by=listing.author, fields={}, position=point)


def bodies(client, listing, viewers):
    """Every page a listing stands on, for every viewer; tokens that differ at each request are blanked."""
    index = index_of(listing.neighbourhood).url
    found = []
    for viewer in viewers:
        client.logout()
        if viewer.is_authenticated:
            client.force_login(viewer)
        agenda = f"{listing.neighbourhood.url}agenda/"
        for url in (listing.url, index, f"{index}?view=map", f"{index}?q=lit", agenda, f"{agenda}ics/"):
            response = client.get(url)
            headers = sorted((name, value) for name, value in response.items() if name != "Set-Cookie")
            found.append((response.status_code, headers, re.sub(rb'(csrfmiddlewaretoken" value=")[^"]+', rb"\1", response.content)))
    return found


@settings(max_examples=1, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(homes=two_homes)
def test_two_homes_of_one_cell_look_the_same_to_everybody(client, neighbourhood, listing, outsider, homes):
    """PRV-01: for any two homes in a cell, all answers to any viewer are byte-equal."""
    first, second = homes
    viewers = [AnonymousUser(), outsider, neighbourhood.memberships.exclude(user=listing.author).first() or AnonymousUser()]
    viewers = [getattr(viewer, "user", viewer) for viewer in viewers]
    move(listing, first)
    before = bodies(client, listing, viewers)
    move(listing, second)
    assert bodies(client, listing, viewers) == before


def test_editing_never_redraws_the_public_place(listing):
    """PRV-03: many edits, one public value."""
    seen = set()
    for number in range(5):
        move(listing, (HOME[0] + number * 1e-5, HOME[1]))
        seen.add(ListingPage.objects.values_list("cell", flat=True).get())
    assert len(seen) == 1


def test_the_exact_place_is_in_one_table_and_nowhere_else(client, neighbourhood, curator, listing):
    """PRV-05: canary coordinates, looked for in every page, revision, log line and in the search column."""
    move(listing, HOME)
    listing = ListingPage.objects.get(pk=listing.pk).specific
    listing.save_revision(user=curator, log_action=True)
    canaries = [str(coordinate)[:8].lstrip("-") for coordinate in HOME]
    assert ListingPosition.objects.values_list("lat", "lon").get() == HOME
    places = [str(Revision.objects.values_list("content", flat=True)), str(list(PageLogEntry.objects.values_list("data", flat=True)))]
    places += [
        str(list(ListingPage.objects.filter(pk=listing.pk).values())),
        str(list(ListingPage.objects.values_list("search_vector", flat=True))),
    ]
    neighbour = MembershipFactory(neighbourhood=neighbourhood).user
    for viewer in (AnonymousUser(), neighbour, listing.author, curator):
        places += [str(body) for body in bodies(client, listing, [viewer])]
    client.force_login(listing.author)
    for name in ("edit", "review"):
        places.append(client.get(reverse(f"listings:{name}", args=[listing.public_id]), follow=True).content.decode())
    places.append(client.get(reverse("listings:mine")).content.decode())
    assert not [place for place in places if any(canary in place for canary in canaries)]


def test_a_street_is_shown_only_when_its_author_wrote_it(client, listing, neighbourhood):
    """Domain §0: the street of the membership is never taken without being asked."""
    neighbourhood.memberships.update(street="venelle Sainte-Catherine")
    client.force_login(MembershipFactory(neighbourhood=neighbourhood).user)
    page = client.get(listing.url).content.decode()
    assert "rue de l’École" in page
    assert "Sainte-Catherine" not in page
