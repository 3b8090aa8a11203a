"""Answers as cards show them: what one person answered to several dates of a listing stands together, each date still within reach."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from listings.models import Response

#: In which order a card says what became of its dates.
_ORDER = ("offered", "asked", "accepted", "maybe", "done", "no_show", "cancelled", "declined", "withdrawn", "lapsed")
#: So many dates of one state are written out; of more, the first day and the last.
_NAMED = 2


@dataclass(frozen=True)
class Standing:
    """Dates that stand alike: the state, its words, and when."""

    state: str
    label: str
    when: str


@dataclass(frozen=True)
class Answers:
    """One answer, or those of one person to several dates of one listing; the earliest date first."""

    rows: list[Response]

    @property
    def first(self) -> Response:
        return self.rows[0]

    @property
    def is_several(self) -> bool:
        return len(self.rows) > 1

    @property
    def waiting(self) -> list[Response]:
        return [row for row in self.rows if row.state == "asked"]

    @property
    def offered(self) -> list[Response]:
        return [row for row in self.rows if row.state == "offered"]

    @property
    def to_come(self) -> list[Response]:
        """The live answers to dates that have not begun."""
        return [row for row in self.rows if row.is_live and row.occurrence.starts_at > timezone.now()]

    @property
    def to_note(self) -> list[Response]:
        """The promises whose date has begun: what is left is to say how it went."""
        return [row for row in self.rows if row.state == "accepted" and row.occurrence.starts_at <= timezone.now()]

    @property
    def to_meet(self) -> Response | None:
        return next((row for row in self.rows if row.waits_for_meeting), None)

    @property
    def messages(self) -> list[str]:
        """What was written, once where the same words came with several dates."""
        return list(dict.fromkeys(row.message for row in self.rows if row.message))

    @property
    def notes(self) -> list[str]:
        return list(dict.fromkeys(row.note for row in self.rows if row.note and row.state == "accepted"))

    @property
    def standings(self) -> list[Standing]:
        by_state = {state: [row for row in self.rows if row.state == state] for state in _ORDER}
        return [Standing(state, rows[0].get_state_display(), _when(rows)) for state, rows in by_state.items() if rows]


def together(answers: Iterable[Response]) -> list[Answers]:
    """Put the answers of one person to the dates of one listing together, where the first of them stands; others stay alone."""
    groups: dict[tuple[int, ...], list[Response]] = {}
    for answer in answers:
        key = (answer.listing_id, answer.resident_id) if answer.occurrence_id else (answer.listing_id, answer.resident_id, answer.pk)
        groups.setdefault(key, []).append(answer)
    return [Answers(sorted(rows, key=lambda row: row.occurrence.starts_at) if len(rows) > 1 else rows) for rows in groups.values()]


def _when(rows: list[Response]) -> str:
    dates = [row.occurrence for row in rows]
    if len(dates) <= _NAMED:
        return " · ".join(date.when for date in dates)
    first, last = (date_format(timezone.localtime(date.starts_at), "j F") for date in (dates[0], dates[-1]))
    return _("%(count)s dates, from %(first)s to %(last)s") % {"count": len(dates), "first": first, "last": last}
