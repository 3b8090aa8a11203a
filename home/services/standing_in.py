"""What the calendar does at desks: deputies get and give back the keys, and somebody is told when a desk stays empty."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from wagtail.log_actions import log

from home.attendance import AWAY_AFTER
from home.models import CuratorAbsence, NeighbourhoodPage, PlaceDesk, TownPage
from home.permissions import can_appoint, place_of
from home.signals import desk_unattended

if TYPE_CHECKING:
    from accounts.models import User
    from home.models.places import PlacePage

Told = PlaceDesk.Told
#: Time for who was told to come, before the next is. [policy]
NEXT_AFTER = timedelta(days=7)
_ORDER = [Told.DEPUTY, Told.TOWN, Told.OPERATOR]


def watch_desks() -> tuple[int, int]:
    """Bring deputies up to date, and tell of desks that stay empty; return how many of each. Safe to run twice a day."""
    return change_deputies(), tell_of_empty_desks()


@transaction.atomic
def change_deputies() -> int:
    """Give the keys of a place to deputies whose days have come, and take them from those whose days are over."""
    today, changed = timezone.localdate(), 0
    for absence in CuratorAbsence.objects.on(today).filter(stands_in=False).select_for_update(of=("self",)).select_related("deputy"):
        place = place_of(absence.place_id)
        # A colleague holds them already; a deputy who lost their own rights meanwhile gets none.
        if place is None or not can_appoint(absence.deputy, place) or absence.deputy.groups.filter(pk=place.curator_group_id).exists():
            continue
        absence.deputy.groups.add(place.curator_group_id)
        absence.stands_in = True
        absence.save(update_fields=["stands_in"])
        log(instance=place, action="home.deputy_stands_in", data={"deputy": absence.deputy_id})
        changed += 1
    for absence in CuratorAbsence.objects.over(today).select_for_update(of=("self",)).select_related("deputy"):
        _take_back(absence)
        changed += 1
    return changed


@transaction.atomic
def end_absence(*, absence: CuratorAbsence, by: "User") -> None:
    """Say that one is back before the time: the deputy gives back the keys. Raises PermissionDenied to anybody else."""
    if absence.user_id != by.pk:
        raise PermissionDenied
    locked = CuratorAbsence.objects.select_for_update(of=("self",)).filter(pk=absence.pk).select_related("deputy").first()
    if locked is not None:
        _take_back(locked)
        locked.delete()


def _take_back(absence: CuratorAbsence) -> None:
    place = place_of(absence.place_id)
    if absence.stands_in and place is not None:
        absence.deputy.groups.remove(place.curator_group_id)
        log(instance=place, action="home.deputy_steps_back", data={"deputy": absence.deputy_id})
    absence.stands_in = False
    absence.save(update_fields=["stands_in"])


def tell_of_empty_desks() -> int:
    """Tell of each place whose curators have all been away for 30 days: the deputy, else the town, else the operator.

    Who was told and did not come within a week is followed by the next. Returns how many desks somebody was told of.
    """
    day, told = timezone.localdate() - AWAY_AFTER, 0
    open_states = [NeighbourhoodPage.State.LIVE, NeighbourhoodPage.State.DORMANT]
    places = [
        *NeighbourhoodPage.objects.live().filter(state__in=open_states).unattended_since(day),
        *TownPage.objects.unattended_since(day),
    ]
    for place in places:
        told += _tell(place)
    return told


@transaction.atomic
def _tell(place: "PlacePage") -> bool:
    today = timezone.localdate()
    desk = PlaceDesk.objects.select_for_update().filter(place=place.pk, attended_on__lte=today - AWAY_AFTER).first()
    if desk is None or (desk.told and desk.told_on > today - NEXT_AFTER):
        return False
    begin = _ORDER.index(Told(desk.told)) + 1 if desk.told else 0
    for stage in _ORDER[begin:]:
        if people := _people(place, stage):
            desk.told, desk.told_on = stage, today
            desk.save(update_fields=["told", "told_on"])
            log(instance=place, action="home.desk_empty", data={"told": str(stage)})
            desk_unattended.send(sender=PlaceDesk, place=place, people=people, since=desk.attended_on)
            return True
    return False


def _people(place: "PlacePage", stage: str) -> "list[User]":
    """Return whom to tell at this stage."""
    today, accounts = timezone.localdate(), get_user_model().objects.active()
    if stage == Told.DEPUTY:
        return list(accounts.filter(pk__in=CuratorAbsence.objects.at(place).on(today).values("deputy")))
    if stage == Told.TOWN:
        town = None if isinstance(place, TownPage) else place.town
        return (
            list(accounts.filter(groups=town.curator_group_id, desk_visit__last_on__gt=today - AWAY_AFTER))
            if town and town.curator_group_id
            else []
        )
    return list(accounts.filter(is_superuser=True))
