"""How long somebody under 18 may look after children: the law's limits and the hours they are compared with. Pure functions.

Hours are minutes since midnight of the day on which they begin; what ends after midnight ends above 1,440.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from itertools import pairwise

from django.db import models
from django.utils.translation import gettext_lazy as _

Span = tuple[int, int]
HOUR, DAY = 60, 24 * 60
#: The figures of the law that a sitter under 18 is held to.
LIMITS = ("sitter-age", "minor-day", "minor-stretch", "minor-pause", "minor-week", "minor-morning", "minor-evening")


class SitterAge(models.TextChoices):
    MINOR = "16-17", _("16 or 17")
    ADULT = "18+", _("18 or more")

    @property
    def youngest(self) -> int:
        return 16 if self == SitterAge.MINOR else 18


@dataclass(frozen=True)
class Fault:
    """The first limit that is not kept, by its key, and what was asked instead, in hours."""

    key: str
    hours: Decimal


def span(start: time, end: time) -> Span:
    """Return the minutes between two hours of the clock; an end before the start is on the next day."""
    first, last = start.hour * HOUR + start.minute, end.hour * HOUR + end.minute
    return first, last if last > first else last + DAY


def hours(spans: Iterable[Span]) -> Decimal:
    """Return how many hours these are together."""
    return _hours(sum(end - start for start, end in spans))


def fault(days: Iterable[Sequence[Span]], limits: Mapping[str, Decimal]) -> Fault | None:
    """Compare the days of a week with the limits, in hours; return the first limit that is not kept, or None."""
    week = Decimal(0)
    for spans in days:
        ordered = sorted(spans)
        if not ordered:
            continue
        longest = max(end - start for start, end in _stretches(ordered, limits["minor-pause"]))
        checks = (
            Fault("minor-morning", _hours(ordered[0][0])) if _hours(ordered[0][0]) < limits["minor-morning"] else None,
            _above("minor-evening", _hours(max(end for _start, end in ordered)), limits),
            _above("minor-stretch", _hours(longest), limits),
            _above("minor-day", hours(ordered), limits),
        )
        if found := next(filter(None, checks), None):
            return found
        week += hours(ordered)
    return _above("minor-week", week, limits)


def _above(key: str, asked: Decimal, limits: Mapping[str, Decimal]) -> Fault | None:
    return Fault(key, asked) if asked > limits[key] else None


def _hours(minutes: int) -> Decimal:
    return Decimal(minutes) / HOUR


def _stretches(ordered: Sequence[Span], pause: Decimal) -> list[Span]:
    """Join what is not separated by a rest long enough."""
    joined = [ordered[0]]
    for (_first, _last), (start, end) in pairwise(ordered):
        if _hours(start - joined[-1][1]) < pause:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined
