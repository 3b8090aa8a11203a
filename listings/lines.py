"""The one line under a listing's title, kept with its row in the languages that cards speak."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation

if TYPE_CHECKING:
    from listings.models import ListingPage


def write(listing: "ListingPage") -> None:
    """Put what the listing says of itself now into its row, which is not saved."""
    for language, name in ((settings.LANGUAGE_CODE, "summary"), ("en", "summary_en")):
        with translation.override(language), listing.here():
            setattr(listing, name, listing.describe()[:200])
