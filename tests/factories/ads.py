from datetime import timedelta
from decimal import Decimal

import factory

from ads import services
from ads.models import Business, BusinessPage, RateCard, Seller, Slot
from ads.services import directory_of
from ads.weeks import this_week
from tests.factories.accounts import UserFactory
from tests.factories.home import NeighbourhoodPageFactory
from tests.factories.pages import add_page

#: Numbers whose check digit holds; invented, like the shops.
SIRENS = ("999123458", "999123482", "999123466")


class BusinessFactory(factory.django.DjangoModelFactory):
    """A shop that a curator has let into the directory."""

    class Meta:
        model = Business

    owner = factory.SubFactory(UserFactory)
    neighbourhood = factory.SubFactory(NeighbourhoodPageFactory)
    name = factory.Sequence(lambda n: f"Boulangerie {n}")
    legal_name = "La Mie SARL"
    siren = SIRENS[0]
    street, postcode, town = "3 rue du Petit-Fort", "22100", "Dinan"
    contact_email, contact_phone = "caisse@la-mie.example", "02 96 11 22 33"
    state = "listed"

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        business = model_class(*args, **kwargs)
        directory = directory_of(business.neighbourhood)
        page = BusinessPage(title=business.name, slug=f"commerce-{business.public_id.hex[:6]}", trade="Boulangerie")
        page.live = business.state == "listed"
        business.page = add_page(directory, page)
        business.save()
        return business


def seller(**changed) -> Seller:
    """Fill in who sells."""
    fields = {
        "name": "Palier SCIC", "legal_form": "SCIC SAS au capital de 20 000 €", "street": "1 place de la Mairie", "postcode": "22100",
        "town": "Dinan", "siren": "999123482", "register_entry": "RCS Saint-Malo", "vat_number": "FR36999123482",
        "iban": "FR76 3000 6000 0112 3456 7890 189", "bic": "AGRIFRPP",
    } | changed  # fmt: skip
    return Seller.objects.update_or_create(pk=1, defaults=fields)[0]


class SlotFactory(factory.django.DjangoModelFactory):
    """A spot with a price."""

    class Meta:
        model = Slot

    key = "neighbourhood-home"
    neighbourhood = factory.SubFactory(NeighbourhoodPageFactory)

    @classmethod
    def _create(cls, model_class, *args, price=Decimal("18.00"), **kwargs):
        slot, _made = model_class.objects.get_or_create(**kwargs)  # a neighbourhood that was provisioned has it already
        RateCard.objects.create(place_id=slot.neighbourhood_id, key=slot.key, price=price)
        return slot


def basket(slot, *weeks, owner=None, business=None):
    """Return a shop's basket with these weeks of a spot: from 0, the current one."""
    seller()
    business = business or BusinessFactory(neighbourhood=slot.neighbourhood, **({"owner": owner} if owner else {}))
    choices = [(slot, this_week() + timedelta(weeks=week)) for week in weeks]
    return services.hold_weeks(business=business, by=business.owner, choices=choices)


PROMISES = {"honest", "lawful", "not_political"}


def priced(slot, *weeks, **options):
    """Return a campaign that waits for its payment."""
    campaign = basket(slot, *weeks, **options)
    words = {"text": "La miche sort du four à 16 h 30", "landing_url": "https://la-mie.example/miche", "promises": PROMISES}
    return services.write_creative(campaign=campaign, by=campaign.business.owner, **words)


def paid(slot, *weeks, curator, **options):
    """Return a campaign whose transfer this curator has confirmed."""
    campaign = priced(slot, *weeks, **options)
    payment = services.start_transfer(campaign=campaign, by=campaign.business.owner)
    services.confirm_transfer(payment=payment, by=curator)
    campaign.refresh_from_db()
    return campaign


def running(slot, *weeks, curator, **options):
    """Return a campaign that this curator has let appear."""
    campaign = paid(slot, *weeks, curator=curator, **options)
    return services.approve_ad(campaign=campaign, neighbourhood=slot.neighbourhood, by=curator)
