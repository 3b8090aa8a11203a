"""The registry of what stands in the header and the footer.

An app adds its own entries from its `sections.py`; home knows none of the rooms above it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.auth import get_user_model
from django.db.models import F, Func, IntegerField, Subquery
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.prepared import prepared_rows

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from home.models import NeighbourhoodPage


class Somewhere(NamedTuple):
    """All that an address may depend on of the reader's place, so that the links of a place are written once."""

    pk: int
    url: str


@dataclass(frozen=True)
class Entry:
    """One link. `url` gets the reader's place and answers "" when there is nothing to link to.

    `zone` is "nav" (the five tabs, shown with a place only), "tools" (icons at the right of the header), or the
    footer's columns "about", "together" and "plainly". `waiting` builds the rows that wait for an account, given as the place
    of its number in a kept statement: how many there are is the yellow dot.
    """

    key: str
    label: "str | Promise"
    icon: str
    url: Callable[[Somewhere | None], str]
    order: int = 100
    zone: str = "nav"
    waiting: "Callable[[Any], QuerySet] | None" = None
    members_only: bool = False


@dataclass
class Link:
    """An entry resolved for one reader on one page."""

    entry: Entry
    url: str
    label: str
    current: bool = False
    waiting: int = 0


_entries: dict[str, Entry] = {}


def add(entry: Entry) -> None:
    """Register an entry; a key registered twice is replaced."""
    _entries[entry.key] = entry
    forget()


def forget() -> None:
    """Ask every entry for its address again from now on."""
    _offered.cache_clear()


def links(*, zone: str, place: "NeighbourhoodPage | None", request: "HttpRequest | None") -> list[Link]:
    """Return the links of a zone, in order; the one whose address begins like the current page's is current."""
    signed_in = request is not None and getattr(getattr(request, "user", None), "is_authenticated", False)
    found = []
    somewhere = Somewhere(place.pk, place.url) if place else None
    for entry, url, label in _offered(zone, somewhere, signed_in, get_language()):
        waiting = _waiting(request)[entry.key] if entry.waiting and signed_in else 0
        found.append(Link(entry, url, label, waiting=waiting))
    here = [link for link in found if request is not None and request.path.startswith(link.url)]
    if here:
        max(here, key=lambda link: len(link.url)).current = True
    return found


@lru_cache(maxsize=2048)
def _offered(zone: str, place: Somewhere | None, signed_in: bool, _language: str | None) -> tuple[tuple[Entry, str, str], ...]:
    """Return what a zone offers here, each with its address and its name in that language."""
    entries = sorted((entry for entry in _entries.values() if entry.zone == zone), key=lambda entry: entry.order)
    mine = ((entry, entry.url(place)) for entry in entries if signed_in or not entry.members_only)
    return tuple((entry, url, str(entry.label)) for entry, url in mine if url)


def _waiting(request: "HttpRequest") -> dict[str, int]:
    """Return how much waits for the reader behind each entry that counts: one statement for all of them, once for the request."""
    if not hasattr(request, "_waiting"):
        counted = {entry.key: entry.waiting for entry in _entries.values() if entry.waiting}
        found = _counting(tuple(counted.values()))(user=request.user.pk)
        request._waiting = dict(zip(counted, found[0] if found else [0] * len(counted), strict=True))
    return request._waiting


@cache
def _counting(kinds_of_rows: "tuple[Callable[[Any], QuerySet], ...]") -> Callable[..., list[tuple[int, ...]]]:
    def waiting(user: Any) -> "QuerySet":
        number = Func(F("pk"), function="COUNT", output_field=IntegerField())
        counts = (Subquery(rows(user).order_by().values(number=number)) for rows in kinds_of_rows)
        return get_user_model().objects.filter(pk=user).values_list(*counts)

    return prepared_rows(waiting)


add(Entry("home", _("Neighbourhood"), "home", lambda place: place.url or "" if place else "", order=10))
