"""The curators' desk: the admin's first page leads to what one runs, and its name is ours."""

from typing import TYPE_CHECKING, Any

from wagtail import hooks

from laces.components import Component

from home.models import NeighbourhoodPage, TownPage

if TYPE_CHECKING:
    from django.http import HttpRequest

#: Fewer, and one illness closes the desk (domain.md §2). [policy]
ENOUGH_CURATORS = 2


class OwnPlaces(Component):
    """The places a person runs, with what is most often done there."""

    name = "own_places"
    template_name = "home/admin/own_places.html"
    order = 50

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        user = parent_context["request"].user
        return {
            "towns": TownPage.objects.run_by(user).with_curator_count(),
            "neighbourhoods": NeighbourhoodPage.objects.run_by(user).with_curator_count(),
            "enough": ENOUGH_CURATORS,
        }


@hooks.register("construct_homepage_panels")
def own_places_first(request: "HttpRequest", panels: list[Component]) -> None:
    if not request.user.is_superuser:
        panels[:] = [panel for panel in panels if getattr(panel, "name", "") != "site_summary"]
    panels.append(OwnPlaces())
