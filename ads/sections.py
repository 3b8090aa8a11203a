"""What local shops put under a neighbourhood and in the footer."""

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy

from ads.models import BusinessDirectoryPage
from ads.services import directory_of
from home.navigation import Entry, add
from home.neighbourhood_sections import provision

if TYPE_CHECKING:
    from home.models import NeighbourhoodPage


@provision(order=50)
def business_directory(neighbourhood: "NeighbourhoodPage") -> None:
    """Give a neighbourhood the page its shops are listed on."""
    directory_of(neighbourhood)


def directory_url(place: "NeighbourhoodPage | None") -> str:
    """Return the address of a neighbourhood's shops, no query; the portal's page about shops where there is no place."""
    return f"{place.url}{BusinessDirectoryPage.SLUG}/" if place is not None and place.url else reverse("ads:home")


add(Entry("shops", gettext_lazy("Local shops"), "shop", directory_url, order=30, zone="together"))
