"""What a neighbourhood needs for its shops."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from ads.models import BusinessDirectoryPage
from home.models import NeighbourhoodPage


def directory_of(neighbourhood: NeighbourhoodPage) -> BusinessDirectoryPage:
    """Return the page under which the shops of a neighbourhood live, made on first use."""
    if found := BusinessDirectoryPage.objects.filter(neighbourhood=neighbourhood).first():
        return found
    neighbourhood.refresh_from_db()
    with translation.override(settings.LANGUAGE_CODE):  # a page's title speaks the site's first language
        title = _("Local shops")
    return neighbourhood.add_child(
        instance=BusinessDirectoryPage(title=title, slug=BusinessDirectoryPage.SLUG, neighbourhood=neighbourhood)
    )
