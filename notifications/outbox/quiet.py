"""Quiet hours: channels that ring stay silent at night, unless life is at stake (domain.md §5)."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from notifications.models import QuietHours


def quiet_until(users: Sequence[int], now: datetime | None = None) -> dict[int, datetime]:
    """Return {person: the end of their quiet time} for those in theirs now, in the site's own time.

    Who has chosen nothing has the usual hours.
    """
    now = timezone.localtime(now)
    chosen = {row.user_id: row for row in QuietHours.objects.filter(user__in=users)}
    usual = settings.PALIER_QUIET_HOURS
    ends: dict[int, datetime] = {}
    for user in users:
        if row := chosen.get(user):
            hours = (row.begins, row.ends) if row.enabled else None
        else:
            hours = (time.fromisoformat(usual[0]), time.fromisoformat(usual[1])) if usual else None
        if hours and (end := end_of_quiet(now, *hours)):
            ends[user] = end
    return ends


def end_of_quiet(now: datetime, begins: time, ends: time) -> datetime | None:
    """Return when the quiet time that holds this moment ends, or None when it is not quiet. May lie over midnight."""
    moment = now.timetz().replace(tzinfo=None)
    over_midnight = begins > ends
    inside = moment >= begins or moment < ends if over_midnight else begins <= moment < ends
    if not inside:
        return None
    day = now.date() + timedelta(days=1) if over_midnight and moment >= begins else now.date()
    return datetime.combine(day, ends, tzinfo=now.tzinfo)
