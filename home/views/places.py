"""The busiest pages of the site, found without Wagtail's walk down the tree (P2, P6)."""

from django.http import HttpRequest, HttpResponse

from wagtail.views import serve

from home.models import NeighbourhoodPage


def place(request: HttpRequest, town: str, slug: str, below: str) -> HttpResponse:
    """Serve a neighbourhood, or a page below it, by its address; whatever else has two parts is Wagtail's to find.

    Wagtail serves the page in any case, hooks included: it is only told the way, which it would keep in the same place.
    """
    neighbourhood = NeighbourhoodPage.at(town, slug)
    if neighbourhood:
        request.shown_place = neighbourhood
        request._wagtail_route_for_request = neighbourhood.route_below(request, below)
    return serve(request, f"{town}/{slug}/{below}")
