"""What local shops put under a neighbourhood and in the footer."""

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy

from ads.models import BusinessDirectoryPage
from ads.services import directory_of, fund_of, open_slots
from home.navigation import Entry, add
from home.neighbourhood_sections import provision

if TYPE_CHECKING:
    from home.models import NeighbourhoodPage


@provision(order=50)
def shops_and_their_spots(neighbourhood: "NeighbourhoodPage") -> None:
    """Give a neighbourhood the page its shops are listed on, the spots they may rent, and the page of its fund."""
    directory_of(neighbourhood)
    fund_of(neighbourhood)
    open_slots(neighbourhood)


def directory_url(place: "NeighbourhoodPage | None") -> str:
    """Return the address of a neighbourhood's shops, no query; the portal's page about shops where there is no place."""
    return f"{place.url}{BusinessDirectoryPage.SLUG}/" if place is not None and place.url else reverse("ads:home")


add(Entry("rates", gettext_lazy("Rent a spot"), "euro", lambda _place: reverse("ads:rates"), order=40, zone="together"))
add(Entry("ledger", gettext_lazy("Who pays for what"), "doc", lambda _place: reverse("ads:ledger"), order=30, zone="plainly"))
add(Entry("shops", gettext_lazy("Local shops"), "shop", directory_url, order=30, zone="together"))
