"""Is this being announced already? Two alerts about one thing wake people twice (ALR-16)."""

from datetime import timedelta

from django.utils import timezone

import shapely

from home.cells import Cell, distance
from notifications.models import Alert

#: [policy] One burst pipe is seen from two streets, not from two neighbourhoods.
NEAR_METRES = 500
NEAR_TIME = timedelta(hours=2)


def announced_already(alert: Alert) -> Alert | None:
    """Return a running alert of the same category sent in the last two hours within 500 m, the newest first; None if there is none."""
    since = timezone.now() - NEAR_TIME
    running = Alert.objects.at(alert.neighbourhood).running().filter(category=alert.category, status=alert.status, created_at__gt=since)
    here = _middle(alert)
    for other in running.exclude(submission=alert.submission):
        there = _middle(other)
        if here is None or there is None or distance(here, there) <= NEAR_METRES:
            return other
    return None


def _middle(alert: Alert) -> Cell | None:
    """Return the middle of an alert's area; None for the whole neighbourhood, which is near everything."""
    if alert.area == Alert.Area.CIRCLE:
        return Cell("", alert.centre_lat, alert.centre_lon)
    if alert.area == Alert.Area.POLYGON:
        point = shapely.geometry.shape(alert.polygon).centroid
        return Cell("", point.y, point.x)
    return None
