"""What listings put on a neighbourhood's home page and in the header."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.navigation import Entry, add
from home.neighbourhood_sections import Section, provision, section
from listings import kinds, limits
from listings.models import ListingIndexPage, ListingPage

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from home.models import NeighbourhoodPage


@provision(order=20)
def listing_index(neighbourhood: "NeighbourhoodPage") -> None:
    """Give a neighbourhood the page under which its listings live."""
    if not ListingIndexPage.objects.filter(neighbourhood=neighbourhood).exists():
        neighbourhood.refresh_from_db()
        with translation.override(settings.LANGUAGE_CODE):  # a page's title speaks the site's first language
            title = _("Listings")
        page = ListingIndexPage(title=title, slug=ListingIndexPage.SLUG, neighbourhood=neighbourhood)
        neighbourhood.add_child(instance=page)


@section(order=20)
class LatestListings(Section):
    """The newest listings this reader may see, and how many there are of each kind: two queries."""

    template_name = "listings/sections/latest.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        visible = ListingPage.objects.visible_to(self.request.user).at(self.neighbourhood).open()
        counts = visible.counts_by_kind()
        return {
            "request": self.request,
            "neighbourhood": self.neighbourhood,
            "index_url": index_url(self.neighbourhood),
            "listings": visible.newest_first().for_cards()[: limits.LATEST] if counts else (),
            "kinds": [(kind, counts.get(kind.key, 0)) for kind in kinds.all_kinds()],
            "total": sum(counts.values()),
        }

    def render_html(self, parent_context: Any = None) -> "SafeString":
        return super().render_html(parent_context or {})


def index_url(place: "NeighbourhoodPage | None") -> str:
    """Return the address of a neighbourhood's listings; no query, because its slug is ours."""
    return f"{place.url}{ListingIndexPage.SLUG}/" if place is not None and place.url else ""


add(Entry("listings", gettext_lazy("Listings"), "board", index_url, order=20))
add(Entry("post", gettext_lazy("Publish"), "plus", lambda _place: reverse("listings:choose"), order=30))
