"""The people who run a place: addresses of the screen, and the way there from the place."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.widgets import Button

from home.models import NeighbourhoodPage, TownPage
from home.permissions import can_appoint
from home.views import team

if TYPE_CHECKING:
    from wagtail.models import Page

    from accounts.models import User


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    return [
        path("equipe/<int:page_id>/", team.team, name="curators_team"),
        path("equipe/<int:page_id>/<slug:action>/", team.act, name="curators_act"),
    ]


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def team_button(page: "Page", user: "User", *args: Any, **kwargs: Any) -> Iterator[Button]:
    """Offer the screen on the places whose curators this person may appoint."""
    place = page.specific_deferred
    if isinstance(place, TownPage | NeighbourhoodPage) and can_appoint(user, place):
        yield Button(_("Curators"), reverse("curators_team", args=[page.pk]), icon_name="group", priority=46)
