import factory

from ads.models import Business, BusinessPage
from ads.services import directory_of
from tests.factories.accounts import UserFactory
from tests.factories.home import NeighbourhoodPageFactory

#: Numbers whose check digit holds; invented, like the shops.
SIRENS = ("732829320", "552100554", "443061841")


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
        business.page = directory.add_child(instance=page)
        business.save()
        return business
