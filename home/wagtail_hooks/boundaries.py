"""The outline editor in the Wagtail admin, and how its acts read in the log."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry

from home.models import NeighbourhoodPage, TownPage
from home.permissions import can_set_boundary
from home.views import boundary_editor

if TYPE_CHECKING:
    from wagtail.models import Page

    from accounts.models import User


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("home.set_boundary", _("Set the boundary"), _("Boundary set"))
    actions.register_action("home.import_boundaries", _("Import boundaries"), _("Boundaries imported"))


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    return [
        path("limite/<int:page_id>/", boundary_editor.edit_boundary, name="boundary_edit"),
        path("limite/<int:page_id>/voisins.json", boundary_editor.beside, name="boundary_beside"),
        path("adresse/", boundary_editor.geocode, name="geocode"),
    ]


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def boundary_button(page: "Page", user: "User", *args: Any, **kwargs: Any) -> Iterator[Button]:
    """Offer the editor on the places whose outline this person may redraw."""
    place = page.specific_deferred
    if isinstance(place, TownPage | NeighbourhoodPage) and can_set_boundary(user, place):
        yield Button(_("Boundary"), reverse("boundary_edit", args=[page.pk]), icon_name="globe", priority=45)
