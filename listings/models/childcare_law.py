"""What the law lets somebody under 18 do, and when a contract is needed: the figures of LegalFigure put into a yes or a no with its reason."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from listings import childcare_hours
from listings.childcare_hours import SitterAge, Span
from listings.models.legal_figure import LegalFigure

if TYPE_CHECKING:
    from listings.models.occurrence import Occurrence

_REFUSALS: dict[str, "str | Promise"] = {
    "minor-morning": _("Before 18, one does not sit before %(limit)s. (%(source)s)"),
    "minor-evening": _("Before 18, one does not sit after %(limit)s. (%(source)s)"),
    "minor-stretch": _("Before 18, one sits %(limit)s in a row at most, and these would be %(asked)s. (%(source)s)"),
    "minor-day": _("Before 18, one sits %(limit)s a day at most, and these would be %(asked)s. (%(source)s)"),
    "minor-week": _("Before 18, one sits %(limit)s a week at most, and these would be %(asked)s. (%(source)s)"),
}


def span_of(occurrence: "Occurrence") -> Span:
    """Return the hours of a date, on the clock of this place."""
    with occurrence.listing.here():
        start, end = timezone.localtime(occurrence.starts_at), timezone.localtime(occurrence.ends_at)
    return childcare_hours.span(start.time(), end.time())


def minor_refusal(days: Iterable[Sequence[Span]], on: date | None = None) -> str:
    """Return why somebody of 16 or 17 may not do these hours, with where it is written; nothing when they may."""
    try:
        figures = LegalFigure.objects.all_in_force(childcare_hours.LIMITS, on or timezone.localdate())
    except LegalFigure.DoesNotExist:
        return str(_("The limits for sitters under 18 are not known for this day."))
    youngest = figures["sitter-age"]
    if youngest.value > SitterAge.MINOR.youngest:
        return str(_("One sits from %(age)s on. (%(source)s)")) % {"age": number_format(youngest.value, 0), "source": youngest.source}
    found = childcare_hours.fault(days, {key: figure.value for key, figure in figures.items()})
    if found is None:
        return ""
    limit = figures[found.key]
    words = {"limit": in_hours(limit.value), "asked": in_hours(found.hours), "source": limit.source}
    return str(_REFUSALS[found.key]) % words


def contract_needed(hours: Decimal, on: date | None = None) -> str:
    """Return where it is written that so many paid hours a week need a written contract; nothing when they need none."""
    figure = LegalFigure.objects.of(LegalFigure.Key.CONTRACT_HOURS).filter(valid_from__lte=on or timezone.localdate()).first()
    return figure.source if figure and hours > figure.value else ""


def in_hours(value: Decimal) -> str:
    """Return hours as one says them: 4 h 30."""
    whole, minutes = divmod(round(value * 60), 60)
    return f"{whole} h {minutes:02d}" if minutes else f"{whole} h"
