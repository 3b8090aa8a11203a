"""Who runs a place. A curator is a person in the place's own group: nothing else gives the right."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from home.errors import CurationRefusedError
from home.models import CuratorAbsence, NeighbourhoodPage, TownPage
from home.permissions import can_appoint, is_operator
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
    CuratorAbsence.objects.at(place).filter(deputy=user).update(stands_in=False)
    mark_attended(place)
    log(instance=place, action="home.curator_appointed", user=by, data={"curator": user.pk})
    curator_appointed.send(type(place), place=place, user=user)


@transaction.atomic
def dismiss_curator(*, place: TownPage | NeighbourhoodPage, user: "User", by: "User | None" = None) -> None:
    """End a person's work as a curator of this place, at once. Curators may also dismiss themselves.

    Raises CurationRefusedError when nobody would be left, unless the operator does it: neighbours count on somebody being
    there. Who only stands in for a while does not count. The group's row is locked: two who leave at once cannot both.
    """
    if by is not None and by != user and not can_appoint(by, place):
        raise PermissionDenied
    if place.curator_group_id is not None:
        group = Group.objects.select_for_update().get(pk=place.curator_group_id)
        standing_in = CuratorAbsence.objects.at(place).filter(stands_in=True).values("deputy")
        others = group.user_set.filter(is_active=True).exclude(pk=user.pk).exclude(pk__in=standing_in)
        if by is not None and not is_operator(by) and not others.exists():
            raise CurationRefusedError(_("This would leave nobody at this desk. Invite a colleague first, or ask the operator."))
        user.groups.remove(group)
    log(instance=place, action="home.curator_dismissed", user=by, data={"curator": user.pk})
