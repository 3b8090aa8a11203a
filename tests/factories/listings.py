from datetime import time, timedelta

from django.utils import timezone

import factory

from listings.models import (
    AgendaPage,
    ChildcarePage,
    ExchangePage,
    GiveawayPage,
    GroupBuyPage,
    HelpPage,
    ListingIndexPage,
    MeetupPage,
    Product,
    Response,
    RidePage,
)
from listings.sections import agenda, listing_index
from listings.services.occurrences import follow_timetable
from tests.factories.home import MembershipFactory, NeighbourhoodPageFactory
from tests.factories.pages import add_page
from tests.stamps import stamped

#: Neighbourhoods whose index was made before: they come again with the same number, from `stamped`.
_known: set[int] = set()


def index_of(neighbourhood) -> ListingIndexPage:
    """Return the page under which a neighbourhood's listings live, made on first use, with the agenda."""
    index = ListingIndexPage.objects.filter(neighbourhood=neighbourhood).first()
    if index and AgendaPage.objects.filter(neighbourhood=neighbourhood).exists():
        return index
    if neighbourhood.pk not in _known:
        _known.add(neighbourhood.pk)
        return _sections_of(neighbourhood)
    index = stamped(f"index of {neighbourhood.pk}", lambda: _sections_of(neighbourhood))
    neighbourhood.refresh_from_db()
    return index


def _sections_of(neighbourhood) -> ListingIndexPage:
    listing_index(neighbourhood)
    agenda(neighbourhood)
    return ListingIndexPage.objects.get(neighbourhood=neighbourhood)


class ListingFactory(factory.django.DjangoModelFactory):
    """An open listing that verified neighbours see, by a verified neighbour, with its dates."""

    class Meta:
        abstract = True

    neighbourhood = factory.SubFactory(NeighbourhoodPageFactory)
    author = factory.LazyAttribute(lambda row: MembershipFactory(neighbourhood=row.neighbourhood).user)
    state = "open"
    published_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        if kwargs["state"] == "draft":
            kwargs["published_at"] = None
        listing = model_class(*args, **kwargs)
        add_page(index_of(kwargs["neighbourhood"]), listing)
        follow_timetable(listing)
        return listing


class GiveawayFactory(ListingFactory):
    class Meta:
        model = GiveawayPage

    title = factory.Sequence(lambda n: f"Lit d’enfant en pin {n}")
    body = "<p>Il a servi quatre ans, il est solide.</p>"
    category = "furniture"


class MeetupFactory(ListingFactory):
    """A soup in ten days, with room for six."""

    class Meta:
        model = MeetupPage

    title = factory.Sequence(lambda n: f"Soupe à l’oignon {n}")
    body = "<p>Apportez votre bol.</p>"
    area = "sur le quai"
    places = 6
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=10))
    ends_at = factory.LazyAttribute(lambda row: row.starts_at + timedelta(hours=3))


class RideFactory(ListingFactory):
    """A drive to Rennes in six days, three seats, for nothing."""

    class Meta:
        model = RidePage

    title = factory.Sequence(lambda n: f"Rennes gare {n}")
    body = "<p>Je conduis tranquillement.</p>"
    origin = "Place du 11-Novembre"
    destination = "Rennes, gare sud"
    first_day = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=6))
    leaves_at = time(7, 5)
    minutes = 65
    seats = 3


class HelpFactory(ListingFactory):
    """A drill that is lent for five days."""

    class Meta:
        model = HelpPage

    title = factory.Sequence(lambda n: f"Perceuse à percussion {n}")
    body = "<p>Avec ses mèches.</p>"
    form = "loan"
    skill = "tool"
    longest_days = 5


class ChildcareFactory(ListingFactory):
    """An evening in six days for which a family of two children looks for somebody."""

    class Meta:
        model = ChildcarePage

    direction = "request"
    title = factory.Sequence(lambda n: f"Une soirée, deux enfants calmes {n}")
    body = "<p>Ils aiment les histoires de loups.</p>"
    ages = ["3-5", "6-10"]
    children = 2
    first_day = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=6))
    starts = time(18, 30)
    ends = time(22)


class SitterFactory(ChildcareFactory):
    """Somebody of age who looks after children on Wednesday afternoons and Friday evenings."""

    direction = "offer"
    title = factory.Sequence(lambda n: f"Je garde vos enfants {n}")
    sitter_age = "18+"
    grid = ["2-pm", "4-eve"]
    starts = ends = None


class ExchangeFactory(ListingFactory):
    """Sewing against plumbing."""

    class Meta:
        model = ExchangePage

    title = factory.Sequence(lambda n: f"Couture contre plomberie {n}")
    body = "<p>Ourlets, fermetures, rideaux.</p>"
    mode = "swap"
    gives = factory.LazyFunction(lambda: ["couture"])
    wants = factory.LazyFunction(lambda: ["plomberie"])


class GroupBuyFactory(ListingFactory):
    """Dry wood by the stere, 92 € each, ordered from two participants on; pledges for another ten days."""

    class Meta:
        model = GroupBuyPage

    title = factory.Sequence(lambda n: f"Bois de chauffage sec {n}")
    body = "<p>Livré sur la cale.</p>"
    supplier = "Scierie de Calorguen"
    area = "la cale"
    threshold = 2
    closes_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=10))
    expires_at = factory.SelfAttribute("closes_at")

    @classmethod
    def _create(cls, model_class, *args, products=({},), **kwargs):
        purchase = super()._create(model_class, *args, **kwargs)
        usual = {"name": "Bois", "unit": "stère", "price": 92}
        for order, product in enumerate(products):
            Product.objects.create(purchase=purchase, order=order, **(usual | product))
        return purchase


class ResponseFactory(factory.django.DjangoModelFactory):
    """A neighbour's answer that waits."""

    class Meta:
        model = Response

    listing = factory.SubFactory(GiveawayFactory)
    resident = factory.LazyAttribute(lambda row: MembershipFactory(neighbourhood=row.listing.neighbourhood).user)
