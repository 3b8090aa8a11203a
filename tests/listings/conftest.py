"""Two neighbours who have something to say to each other."""

from wagtail.models import Site

import pytest

from listings import services
from listings.models import Conversation
from tests.factories.listings import GiveawayFactory, index_of


@pytest.fixture
def answer(neighbourhood, resident):
    """An answer, with a few words, to something that is given away."""
    index_of(neighbourhood)
    Site.objects.update(hostname="testserver")
    listing = GiveawayFactory(neighbourhood=neighbourhood, quantity=3)
    return services.respond(listing=listing, by=resident, message="Bonjour, je passe mercredi ?")


@pytest.fixture
def talk(answer):
    """The conversation it opened."""
    return Conversation.objects.get(listing=answer.listing_id, guest=answer.resident)
