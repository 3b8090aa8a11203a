"""The curators' pages of trust, and the page of what one follows, ask a fixed number of questions too (P6, TST-03)."""

from django.urls import reverse

import pytest

from home.services import appoint_curator
from tests.conventions.test_query_counts import statements
from tests.factories import verification as make
from tests.factories import vouching
from tests.factories.founding import gathering, outlined_town
from tests.factories.home import MembershipFactory, NeighbourhoodPageFactory
from verification.models import Follow, VouchHold, VouchRequest

pytestmark = pytest.mark.django_db
#: With the two rows before, as many as a town takes in a day.
MANY = 3


@pytest.fixture
def town():
    return outlined_town(title="Dinan", code="22050")


@pytest.fixture
def neighbourhood(town):
    return NeighbourhoodPageFactory(title="Port et Jerzual", parent=town)


@pytest.fixture
def town_curator(town, declared):
    appoint_curator(place=town, user=declared)
    town.refresh_from_db()
    return declared


def add_row(town, neighbourhood, curator, follower):
    """Add one of everything that the pages list."""
    make.queued(neighbourhood=neighbourhood)
    make.handed_over(neighbourhood, curator)
    held = vouching.asked(neighbourhood)
    VouchRequest.objects.filter(pk=held.pk).update(state="held")
    VouchHold.objects.create(request=held, shapes=["mutual"])
    town.refresh_from_db()
    gathering(town, name=f"Les Hauts {held.pk} du Jerzual")
    town.refresh_from_db()
    partner = NeighbourhoodPageFactory(parent=town)
    partner.partners.add(neighbourhood)
    Follow.objects.create(user=follower, neighbourhood=partner)


def test_desks_and_follows_ask_the_same_number_of_questions_for_one_row_and_for_many(client, town, neighbourhood, town_curator):
    follower = MembershipFactory(neighbourhood=neighbourhood).user
    addresses = {
        "cards": (town_curator, reverse("verification_desk:place", args=[neighbourhood.pk])),
        "cards by place": (town_curator, reverse("verification_desk:places")),
        "counter": (town_curator, reverse("verification_counter:place", args=[neighbourhood.pk])),
        "objections": (town_curator, reverse("verification_desk:objections")),
        "held vouches": (town_curator, reverse("vouch_desk:holds")),
        "to open": (town_curator, reverse("founding_desk:list")),
        "figures": (town_curator, reverse("verification_policy:figures", args=[neighbourhood.pk])),
        "follows": (follower, reverse("verification:follows")),
    }

    def asked():
        found = {}
        for name, (person, address) in addresses.items():
            client.force_login(person)
            found[name] = statements(client, address)
        return found

    add_row(town, neighbourhood, town_curator, follower)
    add_row(town, neighbourhood, town_curator, follower)  # from two on a list of places is a list
    few = asked()
    for _ in range(MANY):
        add_row(town, neighbourhood, town_curator, follower)
    for name, many in asked().items():
        assert len(many) == len(few[name]), (name, [sql for sql in many if sql not in few[name]][:5])
