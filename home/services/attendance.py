"""Writing down that somebody is at the desk: a date, once a day."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from home.models import DeskVisit, NeighbourhoodPage, PlaceDesk, TownPage

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def note_visit(user: "User") -> bool:
    """Note that this person is at the desk today, for them and for every place they run. Safe to repeat.

    Returns whether they run a place: of anybody else nothing is kept.
    """
    today = timezone.localdate()
    places = [*TownPage.objects.run_by(user), *NeighbourhoodPage.objects.run_by(user)]
    if not places:
        return False
    DeskVisit.objects.bulk_create(
        [DeskVisit(user=user, last_on=today)], update_conflicts=True, unique_fields=["user"], update_fields=["last_on"]
    )
    for place in places:
        mark_attended(place)
    return True


def mark_attended(place: "TownPage | NeighbourhoodPage") -> None:
    """Note that a place has somebody from today on: whoever was told before need not act any more."""
    PlaceDesk.objects.bulk_create(
        [PlaceDesk(place_id=place.pk, attended_on=timezone.localdate())],
        update_conflicts=True,
        unique_fields=["place"],
        update_fields=["attended_on", "told", "told_on"],
    )
