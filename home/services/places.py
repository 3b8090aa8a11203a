"""Opening towns and neighbourhoods: the page, its outline, and everything it lives with."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction

from wagtail.log_actions import log
from wagtail.models import Page

from home.models import HomePage, NeighbourhoodPage, TownPage
from home.services.boundaries import set_boundary
from home.services.provisioning import provision_place

if TYPE_CHECKING:
    from accounts.models import User


def _add(parent: Page, page: Page) -> None:
    """Add a page as the last child. The parent's row is locked: two children added at once would take one path."""
    Page.objects.select_for_update().filter(pk=parent.pk).get()
    parent.refresh_from_db()
    parent.add_child(instance=page)


@transaction.atomic
def create_town(
    *,
    title: str,
    code: str,
    geometry: Mapping[str, object] | None = None,
    home: HomePage | None = None,
    by: "User | None" = None,
    source: str = "",
    provisioned: bool = True,
    **fields: object,
) -> TownPage:
    """Open a town under the portal's home page.

    `provisioned=False` leaves out its curators' group and collection, which a nationwide import does not need: they come
    with the first curator. Raises ValidationError when the code is taken or the geometry is not acceptable.
    """
    town = TownPage(title=title, code=code, owner=by, **fields)
    _add(home or HomePage.objects.get(), town)
    if geometry is not None:
        set_boundary(place=town, geometry=geometry, source=source)
    if provisioned:
        provision_place(town)
    log(instance=town, action="home.place_opened", user=by)
    return town


@transaction.atomic
def create_neighbourhood(
    *,
    town: TownPage,
    title: str,
    geometry: Mapping[str, object] | None = None,
    by: "User | None" = None,
    source: str = "",
    provisioned: bool = True,
    **fields: object,
) -> NeighbourhoodPage:
    """Open a neighbourhood in a town, with its boundary, sub-pages, curators' group, collection and workflow.

    `fields` are fields of the page (`state`, `motto`, …). `provisioned=False` makes the page and its boundary only: for a
    place that is proposed. Raises ValidationError when the geometry is not acceptable.
    """
    neighbourhood = NeighbourhoodPage(title=title, owner=by, **fields)
    _add(town, neighbourhood)
    if geometry is not None:
        set_boundary(place=neighbourhood, geometry=geometry, source=source)
    if provisioned:
        provision_place(neighbourhood)
        log(instance=neighbourhood, action="home.place_opened", user=by)
    return neighbourhood
