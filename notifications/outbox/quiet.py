"""Quiet hours: channels that ring stay silent at night, unless life is at stake (domain.md §5)."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from home.models import Membership, TownPage
from home.zones import zone_of_town
from notifications.lookups import array
from notifications.models import QuietHours


def quiet_until(users: Sequence[int], now: datetime | None = None) -> dict[int, datetime]:
    """Return {person: the end of their quiet time} for those in theirs now, by the clock of the neighbourhood they live in.

    Who has chosen nothing has the usual hours; who lives nowhere here has the site's own time.
    """
    now, zones = timezone.localtime(now), zones_overseas(users)
    chosen = {row.user_id: row for row in QuietHours.objects.filter(user__pk__any=array(users))}
    usual = settings.PALIER_QUIET_HOURS
    ends: dict[int, datetime] = {}
    for user in users:
        if row := chosen.get(user):
            hours = (row.begins, row.ends) if row.enabled else None
        else:
            hours = (time.fromisoformat(usual[0]), time.fromisoformat(usual[1])) if usual else None
        here = now.astimezone(zones[user]) if user in zones else now
        if hours and (end := end_of_quiet(here, *hours)):
            ends[user] = end
    return ends


def zones_overseas(users: Sequence[int]) -> dict[int, ZoneInfo]:
    """Return {person: time zone} of those who live in a neighbourhood with another clock than the site's. One query where there is none."""
    towns = dict(TownPage.objects.overseas().values_list("path", "code"))
    if not towns:
        return {}
    homes = Membership.objects.active().filter(user__pk__any=array(users)).values_list("user", "neighbourhood__path")
    above = {user: path[: -TownPage.steplen] for user, path in homes}
    return {user: zone_of_town(towns[path]) for user, path in above.items() if path in towns}


def end_of_quiet(now: datetime, begins: time, ends: time) -> datetime | None:
    """Return when the quiet time that holds this moment ends, or None when it is not quiet. May lie over midnight."""
    moment = now.timetz().replace(tzinfo=None)
    over_midnight = begins > ends
    inside = moment >= begins or moment < ends if over_midnight else begins <= moment < ends
    if not inside:
        return None
    if over_midnight and moment >= begins:
        return datetime.combine(now.date() + timedelta(days=1), ends, tzinfo=now.tzinfo)
    # In the night in which an hour comes twice, the end follows the moment: never the first time round, an hour ago.
    return datetime.combine(now.date(), ends, tzinfo=now.tzinfo).replace(fold=now.fold)
