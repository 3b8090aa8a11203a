from datetime import timedelta

from django.utils import timezone

import factory

from listings.models import GiveawayPage, ListingIndexPage, Response
from listings.sections import listing_index
from tests.factories.home import MembershipFactory, NeighbourhoodPageFactory


def index_of(neighbourhood) -> ListingIndexPage:
    """Return the page under which a neighbourhood's listings live, made on first use."""
    listing_index(neighbourhood)
    return ListingIndexPage.objects.get(neighbourhood=neighbourhood)


class GiveawayFactory(factory.django.DjangoModelFactory):
    """An open give-away that verified neighbours see, by a verified neighbour."""

    class Meta:
        model = GiveawayPage

    neighbourhood = factory.SubFactory(NeighbourhoodPageFactory)
    author = factory.LazyAttribute(lambda row: MembershipFactory(neighbourhood=row.neighbourhood).user)
    title = factory.Sequence(lambda n: f"Lit d’enfant en pin {n}")
    body = "<p>Il a servi quatre ans, il est solide.</p>"
    category = "furniture"
    state = "open"
    published_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        if kwargs["state"] == "draft":
            kwargs["published_at"] = None
        listing = model_class(*args, **kwargs)
        index_of(kwargs["neighbourhood"]).add_child(instance=listing)
        return listing


class ResponseFactory(factory.django.DjangoModelFactory):
    """A neighbour's answer that waits."""

    class Meta:
        model = Response

    listing = factory.SubFactory(GiveawayFactory)
    resident = factory.LazyAttribute(lambda row: MembershipFactory(neighbourhood=row.listing.neighbourhood).user)
