"""Who runs a place. A curator is a person in the place's own group: nothing else gives the right."""

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from wagtail.log_actions import log

from home.models import NeighbourhoodPage, TownPage
from home.permissions import can_appoint
from home.services.attendance import mark_attended
from home.services.provisioning import provision_place
from home.signals import curator_appointed

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def appoint_curator(*, place: TownPage | NeighbourhoodPage, user: "User", by: "User | None" = None) -> None:
    """Make a person a curator of this very place. Raises PermissionDenied when `by` runs neither it nor its town.

    `by=None` is the portal itself: an import, a command.
    """
    if by is not None and not can_appoint(by, place):
        raise PermissionDenied
    if place.curator_group_id is None:
        provision_place(place)
        place.refresh_from_db()
    user.groups.add(place.curator_group_id)
    mark_attended(place)
    log(instance=place, action="home.curator_appointed", user=by, data={"curator": user.pk})
    curator_appointed.send(type(place), place=place, user=user)


@transaction.atomic
def dismiss_curator(*, place: TownPage | NeighbourhoodPage, user: "User", by: "User | None" = None) -> None:
    """End a person's work as a curator of this place, at once. Curators may also dismiss themselves."""
    if by is not None and by != user and not can_appoint(by, place):
        raise PermissionDenied
    if place.curator_group_id is not None:
        user.groups.remove(place.curator_group_id)
    log(instance=place, action="home.curator_dismissed", user=by, data={"curator": user.pk})
