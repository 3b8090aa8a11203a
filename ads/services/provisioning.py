"""What a neighbourhood needs for its shops: their pages, the spots they may rent, the page of its fund."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from ads.models import BusinessDirectoryPage, FundPage, Slot
from home.models import NeighbourhoodPage


def directory_of(neighbourhood: NeighbourhoodPage) -> BusinessDirectoryPage:
    """Return the page under which the shops of a neighbourhood live, made on first use."""
    if found := BusinessDirectoryPage.objects.filter(neighbourhood=neighbourhood).first():
        return found
    neighbourhood.refresh_from_db()
    with translation.override(settings.LANGUAGE_CODE):  # a page's title speaks the site's first language
        title = _("Local shops")
    page = BusinessDirectoryPage(title=title, slug=BusinessDirectoryPage.SLUG, neighbourhood=neighbourhood)
    return neighbourhood.add_child(instance=page)


def fund_of(neighbourhood: NeighbourhoodPage) -> FundPage:
    """Return the page of a neighbourhood's fund, made on first use."""
    if found := FundPage.objects.filter(neighbourhood=neighbourhood).first():
        return found
    neighbourhood.refresh_from_db()
    with translation.override(settings.LANGUAGE_CODE):
        title = _("The neighbourhood’s fund")
    return neighbourhood.add_child(instance=FundPage(title=title, slug=FundPage.SLUG, neighbourhood=neighbourhood))


def open_slots(neighbourhood: NeighbourhoodPage) -> None:
    """Give a neighbourhood every spot there is; those it has stay as its curators left them."""
    for key in Slot.Key.values:
        Slot.objects.get_or_create(key=key, neighbourhood=neighbourhood)
