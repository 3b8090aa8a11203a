"""ISO weeks. A week is stored as the date of its Monday."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format

_DAYS = 7


def week_of(day: date) -> date:
    """Return the Monday of the week a day is in."""
    return day - timedelta(days=day.weekday())


def this_week(today: date | None = None) -> date:
    """Return the Monday of the current week, in the portal's time zone."""
    return week_of(today or timezone.localdate())


def weeks_from(first: date, count: int) -> list[date]:
    """Return that many Mondays from the first."""
    return [first + timedelta(weeks=index) for index in range(count)]


def last_day(week: date) -> date:
    """Return the Sunday of a week."""
    return week + timedelta(days=_DAYS - 1)


def days_left(week: date, today: date | None = None) -> int:
    """Return how many days of a week are still to come, today included: 7 before it starts, 0 when it is over."""
    return min(_DAYS, max(0, (week - (today or timezone.localdate())).days + _DAYS))


def number(week: date) -> int:
    """Return the number people know a week by."""
    return week.isocalendar().week


def span(week: date) -> str:
    """Return the days of a week in words."""
    return f"{date_format(week, 'j N')} – {date_format(last_day(week), 'j N')}"
