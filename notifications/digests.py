"""The letter of the neighbourhood: what is new, gathered once per place, whoever reads it.

Rooms say what is new by a function in `<app>/digest_sections.py`. Only what anybody may see: a letter leaves the site, and
the same one goes to all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from django.conf import settings

from home.models import NeighbourhoodPage


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is new: what, and where on this site."""

    text: str
    url: str


Gather = Callable[[NeighbourhoodPage, datetime, datetime], list[Line]]
#: How far back a letter looks.
PERIODS = {"day": timedelta(days=1), "week": timedelta(days=7)}
#: Lines a section may fill [policy]: a letter is read in a minute.
MOST_LINES = 12
_sections: dict[str, tuple[int, object, Gather]] = {}
#: Sections that are no reason to write.
_alongside: set[str] = set()


def digest_section(key: str, *, label: object, order: int, is_news: bool = True) -> Callable[[Gather], Gather]:
    """Register what a room puts into the letter: lines about a place between two moments, in a fixed number of queries.

    What is no news stands in a letter that has some, and is never the reason to send one.
    """

    def keep(gather: Gather) -> Gather:
        _sections[key] = (order, label, gather)
        if not is_news:
            _alongside.add(key)
        return gather

    return keep


def is_empty(place: NeighbourhoodPage, since: datetime, until: datetime) -> bool:
    """Tell whether nothing is new."""
    return not any(gather(place, since, until) for key, (_order, _label, gather) in _sections.items() if key not in _alongside)


def period(every: str, day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return from when to when a letter of this day tells: midnight to midnight, so that all of a place are the same.

    By the clock of its place: where the day begins before the portal's, the portal's midnight is still to come when a letter is made,
    and what happens until then would be in none.
    """
    until = datetime.combine(day, time.min, tzinfo=zone)
    return until - PERIODS[every], until


@lru_cache(maxsize=64)
def letter(place_id: int, since: datetime, until: datetime, language: str) -> str:
    """Return the text of a letter, written once per place and language as long as a worker's job lasts."""
    place = NeighbourhoodPage.objects.get(pk=place_id)
    parts = []
    for _order, label, gather in sorted(_sections.values(), key=lambda section: section[0]):
        if lines := gather(place, since, until)[:MOST_LINES]:
            parts.append("\n".join([f"{label}", *(f"- {line.text}\n  {settings.PALIER_BASE_URL}{line.url}" for line in lines)]))
    return "\n\n".join(parts)
