"""Cards from plain rows: what the busiest pages draw, without an object for each listing, and once for the same row of the same day."""

from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from django.contrib.humanize.templatetags.humanize import naturalday
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from home.drawn import component
from listings import kinds


class Row(NamedTuple):
    """What a card shows of a listing (`ListingQuerySet.as_cards`)."""

    kind: str
    direction: str
    title: str
    url_path: str
    summary: str
    summary_en: str
    street: str
    published_at: datetime | None
    pseudonym: str | None
    method: str | None


def card(row: Row, level: int = 3) -> SafeString:
    """Draw the card of a row. It knows nothing of who reads."""
    return _card(row, level, timezone.localdate(), str(timezone.get_current_timezone()), get_language())


@lru_cache(maxsize=4096)
def _card(row: Row, level: int, _today: date, _zone: str, _language: str | None) -> SafeString:
    return component("listing_card", **values(row, level))


def values(row: Row, level: int) -> dict[str, str | int]:
    """Return the context of components/listing_card.html."""
    kind = kinds.get(row.kind)
    return {
        "kind": row.kind,
        "kind_label": str(kind.label),
        "title": row.title,
        "url": address(row.url_path),
        "direction": row.direction if kind.has_direction else "",
        "facts": for_reader(row.summary, row.summary_en),
        "pseudonym": row.pseudonym or _("Former neighbour"),
        "line": line(row.street, row.published_at),
        "method": row.method or "",
        "level": level,
    }


def for_reader(summary: str, summary_en: str) -> str:
    """Return the line under a title in the language of whoever reads; listings written before it was kept in English have it in one."""
    return summary_en if summary_en and get_language() == "en" else summary


def address(url_path: str) -> str:
    """Return the address of the page at this path of the tree (TreePage.get_url)."""
    return "/" + url_path.lstrip("/").partition("/")[2]


def line(street: str, published_at: datetime | None) -> str:
    """Return the street, only if its author shows it, and the day."""
    day = str(naturalday(timezone.localtime(published_at), "j F")) if published_at else pgettext("listing", "draft")
    return f"{street}, {day}" if street else day
