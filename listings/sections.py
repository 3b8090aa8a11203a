"""What listings put on a neighbourhood's home page and in the header."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.navigation import Entry, add
from home.neighbourhood_sections import Section, provision, section
from home.prepared import prepared
from listings import kinds, limits
from listings.models import AgendaPage, ListingIndexPage, ListingPage

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.safestring import SafeString

    from home.models import NeighbourhoodPage
    from listings.querysets import ListingQuerySet


@provision(order=20)
def listing_index(neighbourhood: "NeighbourhoodPage") -> None:
    """Give a neighbourhood the page under which its listings live."""
    if not ListingIndexPage.objects.filter(neighbourhood=neighbourhood).exists():
        neighbourhood.refresh_from_db()
        with translation.override(settings.LANGUAGE_CODE):  # a page's title speaks the site's first language
            title = _("Listings")
        page = ListingIndexPage(title=title, slug=ListingIndexPage.SLUG, neighbourhood=neighbourhood)
        neighbourhood.add_child(instance=page)


@provision(order=30)
def agenda(neighbourhood: "NeighbourhoodPage") -> None:
    """Give a neighbourhood its agenda."""
    if not AgendaPage.objects.filter(neighbourhood=neighbourhood).exists():
        neighbourhood.refresh_from_db()
        with translation.override(settings.LANGUAGE_CODE):
            title = _("Agenda")
        neighbourhood.add_child(instance=AgendaPage(title=title, slug=AgendaPage.SLUG, neighbourhood=neighbourhood))


def _public(place: Any) -> "ListingQuerySet":
    return ListingPage.objects.visible_to(AnonymousUser()).at(place).open()


@prepared
def _public_counts(place: Any) -> "QuerySet":
    return _public(place).by_kind()


@prepared
def _public_latest(place: Any, now: Any) -> "QuerySet":
    return _public(place).newest_first().for_cards(now)[: limits.LATEST]


@section(order=20)
class LatestListings(Section):
    """The newest listings this reader may see, and how many there are of each kind: two queries."""

    template_name = "listings/sections/latest.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        user, place = self.request.user, self.neighbourhood
        if user.is_authenticated:
            visible = ListingPage.objects.visible_to(user).at(place).open()
            counts, listings = visible.counts_by_kind(), visible.newest_first().for_cards()[: limits.LATEST]
        else:
            counts = dict(_public_counts(place=place.pk))
            listings = _public_latest(place=place.pk, now=timezone.now()) if counts else ()
        return {
            "request": self.request,
            "neighbourhood": self.neighbourhood,
            "index_url": index_url(self.neighbourhood),
            "agenda_url": agenda_url(self.neighbourhood),
            "listings": listings if counts else (),
            "kinds": [(kind, counts.get(kind.key, 0)) for kind in kinds.all_kinds()],
            "total": sum(counts.values()),
        }

    def render_html(self, parent_context: Any = None) -> "SafeString":
        return super().render_html(parent_context or {})


def index_url(place: "NeighbourhoodPage | None") -> str:
    """Return the address of a neighbourhood's listings; no query, because its slug is ours."""
    return f"{place.url}{ListingIndexPage.SLUG}/" if place is not None and place.url else ""


def agenda_url(place: "NeighbourhoodPage | None") -> str:
    """Return the address of a neighbourhood's agenda, without a query."""
    return f"{place.url}{AgendaPage.SLUG}/" if place is not None and place.url else ""


add(Entry("listings", gettext_lazy("Listings"), "board", index_url, order=20))
add(Entry("post", gettext_lazy("Publish"), "plus", lambda _place: reverse("listings:choose"), order=30))
