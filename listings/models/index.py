"""The page under which a neighbourhood's listings live: a list, a map, a search, for whoever asks."""

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from home.belonging import belonging_of
from home.models import Boundary, NeighbourhoodPage, TreePage
from home.page_forms import PlaceBoundForm
from listings import cards, limits, nothing_found
from listings.filter_form import filter_form, follow_links, machine_links
from listings.filters import ListingFilter
from listings.lists import page_of
from listings.map import pins
from listings.models.base import ListingPage

#: How many listings stand above the spot of a shop.
BEFORE_THE_SPOT = 4


class ListingIndexPage(TreePage):
    SLUG = "annonces"

    neighbourhood = models.OneToOneField(NeighbourhoodPage, on_delete=models.RESTRICT, editable=False, related_name="listing_index")

    base_form_class = PlaceBoundForm
    is_creatable = False  # every neighbourhood is given one
    parent_page_types = ["home.NeighbourhoodPage"]
    subpage_types = [
        "listings.GiveawayPage",
        "listings.MeetupPage",
        "listings.RidePage",
        "listings.HelpPage",
        "listings.ChildcarePage",
        "listings.ExchangePage",
        "listings.GroupBuyPage",
    ]
    max_count_per_parent = 1
    search_fields: ClassVar[list] = []

    class Meta:
        verbose_name = _("listings of a neighbourhood")
        verbose_name_plural = _("listings of neighbourhoods")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("page", "1") != "1" and not request.GET["page"].isdigit():
            raise Http404
        response = super().serve(request, *args, **kwargs)
        patch_vary_headers(response, ["Cookie", "HX-Request"])
        if request.user.is_authenticated:
            patch_cache_control(response, private=True, no_store=True)
        return response

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        return "listings/_results.html" if getattr(request, "htmx", False) else "listings/listing_index_page.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        filters = ListingFilter(request.GET, neighbourhood=self.neighbourhood, user=request.user)
        on_map = filters.view_name == "map"
        shown = self._map(request, filters) if on_map else self._list(request, filters)
        lost = not shown["results"].object_list and filters.active
        return {
            **context,
            "neighbourhood": self.neighbourhood,
            "filters": filters,
            "form": filter_form(filters, request.path),
            "machines": machine_links(self.neighbourhood),
            "follow": follow_links(self.neighbourhood_id),
            **shown,
            **(nothing_found.ways_out(filters, belonging_of(request)) if lost else {}),
        }

    @staticmethod
    def _list(request: HttpRequest, filters: ListingFilter) -> dict[str, Any]:
        results = page_of(filters.question(), belonging_of(request), request.GET.get("page"))
        drawn = [cards.card(row) for row in results.object_list]
        first, rest = drawn[:BEFORE_THE_SPOT], drawn[BEFORE_THE_SPOT:]
        return {"results": results, "first": SafeString("".join(first)), "rest": SafeString("".join(rest))}

    def _map(self, request: HttpRequest, filters: ListingFilter) -> dict[str, Any]:
        found = filters.apply(ListingPage.objects.visible_to(request.user)).open().newest_first().located()
        results = Paginator(found, limits.MAP_SIZE).get_page(request.GET.get("page"))
        results.object_list = results.object_list.for_cards()
        return {"results": results, "pins": pins(results.object_list), "map_areas": self._areas()}

    def _areas(self) -> list[dict[str, Any]]:
        boundary = Boundary.objects.filter(place_id=self.neighbourhood_id).first()
        return [{"name": self.neighbourhood.title, "geometry": boundary.simplified}] if boundary else []
