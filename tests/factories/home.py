from datetime import timedelta

from django.utils import timezone

from wagtail.models import Page, Site

import factory

from home.models import HomePage, Membership, NeighbourhoodPage, TownPage
from tests.factories.accounts import UserFactory
from tests.factories.pages import add_page


def home_page() -> HomePage:
    """Return the portal's home page, made on first use and served by the default site."""
    if page := HomePage.objects.first():
        return page
    page = HomePage(title="Palier", slug="palier")
    add_page(Page.get_first_root_node(), page)
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": page})
    return page


class PageFactory(factory.django.DjangoModelFactory):
    """A page is created under its `parent`, as the tree wants it."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        parent = kwargs.pop("parent")
        page = model_class(*args, **kwargs)
        return add_page(parent, page)


class TownPageFactory(PageFactory):
    class Meta:
        model = TownPage

    parent = factory.LazyFunction(home_page)
    title = factory.Sequence(lambda n: f"Ville {n}")
    code = factory.Sequence(lambda n: f"22{n + 400:03}")


class NeighbourhoodPageFactory(PageFactory):
    class Meta:
        model = NeighbourhoodPage

    parent = factory.SubFactory(TownPageFactory)
    title = factory.Sequence(lambda n: f"Quartier {n}")


class MembershipFactory(factory.django.DjangoModelFactory):
    """A resident confirmed by postcard two months ago."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    neighbourhood = factory.SubFactory(NeighbourhoodPageFactory)
    state = Membership.State.CONFIRMED
    level = Membership.Level.VERIFIED
    method = "postcard"
    confirmed_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=60))
    full_since = factory.LazyAttribute(lambda row: row.confirmed_at if row.level == Membership.Level.VERIFIED else None)
    strong_since = factory.LazyAttribute(lambda row: row.full_since if row.method in {"postcard", "desk"} else None)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=670))
