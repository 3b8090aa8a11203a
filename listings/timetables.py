"""When a listing takes place: pure functions from a rule to moments. Local hours stay what they are through both DST nights."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from dateutil.rrule import rrulestr

from listings import limits

if TYPE_CHECKING:
    from listings.models import ListingPage

#: No rule of ours gives more dates than this within one horizon; it also ends rules that never end.
MOST_DATES = 400


@dataclass(frozen=True)
class Timeslot:
    """One time at which something takes place: the local day that names it, and the moments it starts and ends."""

    day: date
    starts_at: datetime
    ends_at: datetime
    leg: str = ""


def moment(day: date, clock: time) -> datetime:
    """Return the moment at which the clocks in force (`ListingPage.here`) show this. In the hour that does not exist, an hour later; in the one that comes twice, the first."""
    local = timezone.make_aware(datetime.combine(day, clock))
    return local.astimezone(UTC)


def slot(day: date, start: time, end: time, leg: str = "") -> Timeslot:
    """Return the time from one hour to another; an end before the start is on the next day."""
    last = day if end >= start else day + timedelta(days=1)
    starts_at, ends_at = moment(day, start), moment(last, end)
    return Timeslot(day, starts_at, max(starts_at, ends_at), leg)


def shared(one: Timeslot, other: Timeslot) -> timedelta:
    """Return how long two times have in common; nothing when they do not meet."""
    return max(min(one.ends_at, other.ends_at) - max(one.starts_at, other.starts_at), timedelta(0))


def soon(listing: "ListingPage") -> list[Timeslot]:
    """Return when a dated listing takes place within the next two weeks, by its own clock."""
    with listing.here():
        today = timezone.localdate()
        return listing.timetable(today, today + limits.TIMES_AHEAD)


def meet(ours: Iterable[Timeslot], theirs: Iterable[Timeslot], least: timedelta) -> bool:
    """Tell whether one time of ours has at least this long in common with one of theirs."""
    theirs = list(theirs)
    return any(shared(one, other) >= least for one in ours for other in theirs)


def days_of(rule: str, first: date, last: date, *, since: date, exceptions: Iterable[date] = ()) -> list[date]:
    """Return the days an RRULE gives from `first` to `last`, from `since` on and without the exceptions. Raises ValueError for a bad rule."""
    skipped = set(exceptions)
    return [day for day in _days(rule, first, last) if day >= since and day not in skipped]


def _days(rule: str, first: date, last: date) -> Iterator[date]:
    if not rule:
        yield first
        return
    start = datetime.combine(first, time(12))  # days only: hours and their changes are added afterwards
    for number, found in enumerate(rrulestr(rule, dtstart=start)):
        if found.date() > last or number >= MOST_DATES:
            return
        yield found.date()
