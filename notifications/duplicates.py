"""Is this being announced already? Two alerts about one thing wake people twice (ALR-16)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

import shapely

from home.cells import Cell, distance
from notifications.models import Alert

if TYPE_CHECKING:
    from accounts.models import User

#: [policy] One burst pipe is seen from two streets, not from two neighbourhoods.
NEAR_METRES = 500
NEAR_TIME = timedelta(hours=2)
#: [policy, ALR-16] Several who see the same thing write at the same time; later they see the other's alert before they send.
AT_ONCE = timedelta(minutes=5)


def announced_already(alert: Alert) -> Alert | None:
    """Return a running alert of the same category sent in the last two hours within 500 m, the newest first; None if there is none."""
    return next(_alike(alert, NEAR_TIME), None)


def same_event(alert: Alert, *, by: "User", within: timedelta = AT_ONCE) -> Alert | None:
    """Return the first alert of the event that somebody else announced a moment ago, which makes this one its double; None otherwise.

    Never a less serious one, nor a neighbour's alert that may still widen: nobody may miss something for being told of a lesser thing.
    """
    for other in _alike(alert, within):
        if other.author_id != by.pk and other.rank >= alert.rank and not other.waits_for_confirmation:
            return other.same_as or other
    return None


def _alike(alert: Alert, within: timedelta) -> Iterator[Alert]:
    """Yield the running alerts of the same category close by that are younger than this, the newest first."""
    since = timezone.now() - within
    running = Alert.objects.at(alert.neighbourhood).running().with_place().filter(category=alert.category, status=alert.status)
    here = _middle(alert)
    for other in running.filter(created_at__gt=since).exclude(submission=alert.submission):
        there = _middle(other)
        if here is None or there is None or distance(here, there) <= NEAR_METRES:
            yield other


def _middle(alert: Alert) -> Cell | None:
    """Return the middle of an alert's area; None for the whole neighbourhood, which is near everything."""
    if alert.area == Alert.Area.CIRCLE:
        return Cell("", alert.centre_lat, alert.centre_lon)
    if alert.area == Alert.Area.POLYGON:
        point = shapely.geometry.shape(alert.polygon).centroid
        return Cell("", point.y, point.x)
    return None
