"""Pages of results, as the list of a neighbourhood asks for them: one statement, written once for every shape of a question (S4)."""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Window
from django.utils import timezone

from accounts.prepared import numbers, prepared_rows, texts
from home.belonging import as_parameters
from listings import cards, limits
from listings.filters import narrowed
from listings.models.base import ListingPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from home.belonging import Belonging
    from listings.querysets import ListingQuerySet

_READER = ("user", "homes", "partners", "curated", "everything")
_LISTS = {"places": numbers, "kinds": texts, "squares": texts}


class Counted(Paginator):
    """Pages of which the number is known already."""

    def __init__(self, count: int) -> None:
        super().__init__((), limits.PAGE_SIZE)
        self.count = count


def page_of(question: dict[str, Any], reader: "Belonging | None", number: str | None) -> Page:
    """Return a page of rows of the open listings this reader may see, the newest first; the last one where there are not so many.

    One statement, and two more for a page that is not there.
    """
    wanted = max(int(number or 1), 1) if str(number or 1).isdigit() else 1
    rows = _read(question, reader, wanted)
    if not rows and wanted > 1:
        wanted = Counted(_total(_read(question, reader, 1))).num_pages
        rows = _read(question, reader, wanted)
    return Page([cards.Row(*row[:-1]) for row in rows], wanted, Counted(_total(rows)))


def how_many(question: dict[str, Any], reader: "Belonging | None") -> int:
    """Return how many open listings answer a question for this reader: one statement."""
    given = {**question, **(reader.values if reader else {})}
    return sum(count for (count,) in _counting(frozenset(given))(**given))


def newest_titles(question: dict[str, Any], reader: "Belonging | None") -> tuple[list[str], int]:
    """Return the titles of the newest that answer a question for this reader, `limits.TITLES_COMPARED` at most, and how many answer it.

    One statement.
    """
    given = {**question, **(reader.values if reader else {})}
    rows = _titles(frozenset(given))(**given)
    return [title for title, _count in rows], _total(rows)


def _total(rows: list[tuple]) -> int:
    return rows[0][-1] if rows else 0


def _read(question: dict[str, Any], reader: "Belonging | None", page: int) -> list[tuple]:
    given = {**question, **(reader.values if reader else {}), "now": timezone.now()}
    return _statement(frozenset(given), (page - 1) * limits.PAGE_SIZE)(**given)


def parameters(listings: "ListingQuerySet", given: dict[str, Any]) -> "ListingQuerySet":
    """Narrow listings to what a reader may see of a question, where each call of a kept statement brings both."""
    asked = {name: _LISTS[name](value) if name in _LISTS else value for name, value in given.items()}
    return narrowed(listings.shown_to(reader_of(given)), asked)


def reader_of(given: dict[str, Any]) -> "Belonging | None":
    """Return the reader whose facts each call of a kept statement brings, where it is written for one."""
    return as_parameters(**{name: given[name] for name in _READER}) if "user" in given else None


@lru_cache(maxsize=256)
def _statement(shape: frozenset[str], first: int) -> "Callable[..., list[tuple]]":
    def build(**given: Any) -> "QuerySet":
        found = parameters(ListingPage.objects.all(), given).open().newest_first()
        return found.annotate(total=Window(Count("*"))).as_cards(given["now"], "total")[first : first + limits.PAGE_SIZE]

    return prepared_rows(build, tuple(shape))


@lru_cache(maxsize=128)
def _counting(shape: frozenset[str]) -> "Callable[..., list[tuple]]":
    def build(**given: Any) -> "QuerySet":
        found = parameters(ListingPage.objects.all(), given).open().order_by()
        return found.values("state").annotate(count=Count("pk")).values_list("count")

    return prepared_rows(build, tuple(shape))


@lru_cache(maxsize=16)
def _titles(shape: frozenset[str]) -> "Callable[..., list[tuple]]":
    def build(**given: Any) -> "QuerySet":
        found = parameters(ListingPage.objects.all(), given).open().newest_first().annotate(total=Window(Count("*")))
        return found.values_list("title", "total")[: limits.TITLES_COMPARED]

    return prepared_rows(build, tuple(shape))
