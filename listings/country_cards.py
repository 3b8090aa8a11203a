"""The page of a search of the whole country: its cards, each with the neighbourhood it is of, and what helps whoever finds nothing."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery, TextField
from django.db.models.functions import Left, Length
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from wagtail.models import Page

from accounts.prepared import numbers, prepared_rows
from listings import cards, country
from listings.filters import CountryFilter
from listings.limits import PAGE_SIZE
from listings.lists import reader_of
from listings.marks import mark
from listings.models import ListingPage
from listings.nothing_found import corrected

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from home.belonging import Belonging

#: So many of the words typed are looked for alone.
_WORDS_TRIED = 3


@dataclass(frozen=True)
class Result:
    """A card, and the neighbourhood it is of; its address only where the page is open."""

    card: SafeString
    place: str
    place_url: str
    town: str


@dataclass(frozen=True)
class Results:
    """A page of results. `number` of listings in all, or more than that; `next` is the mark of the page after it."""

    rows: list[Result]
    number: int
    is_all: bool
    next: str


@dataclass(frozen=True)
class Way:
    """An address that finds something, what it leaves out or asks instead, and how many listings are there."""

    label: "str | Promise"
    url: str
    number: int = 0
    is_all: bool = True


def results(filters: CountryFilter, reader: "Belonging | None", *, after: country.Key | None = None) -> Results:
    """Return a page of what this reader may see of the country: two or three statements, one more for a member."""
    found = country.find(filters.question(), reader, PAGE_SIZE + 1, after=after)
    keys = found.keys[:PAGE_SIZE]
    further = mark(*keys[-1]) if len(found.keys) > PAGE_SIZE else ""
    return Results(_drawn(keys, reader), *found.told, further)


def _drawn(keys: list[country.Key], reader: "Belonging | None") -> list[Result]:
    if not keys:
        return []
    given = {**(reader.values if reader else {}), "found": [pk for _moment, pk in keys], "now": timezone.now()}
    return [
        Result(cards.card(cards.Row(*row)), place, cards.address(path) if is_open else "", town or "")
        for *row, place, path, is_open, town in _statement(frozenset(given))(**given)
    ]


@lru_cache(maxsize=2)
def _statement(shape: frozenset[str]) -> "Callable[..., list[tuple]]":
    """Return the statement that reads cards by their numbers. It keeps the rule: between finding and showing a listing may close."""

    def build(**given: Any) -> "QuerySet":
        path = OuterRef("neighbourhood__path")
        town = Page.objects.filter(path=Left(path, Length(path) - Page.steplen, output_field=TextField())).order_by().values("title")
        listings = ListingPage.objects.shown_to(reader_of(given)).open().filter(pk__in=numbers(given["found"])).newest_first()
        place = ("neighbourhood__title", "neighbourhood__url_path", "neighbourhood__live", "town")
        return listings.annotate(town=Subquery(town[:1])).as_cards(given["now"], *place)

    return prepared_rows(build, tuple(shape))


def ways_out(filters: CountryFilter, reader: "Belonging | None") -> dict[str, Any]:
    """Return what helps whoever found nothing: the word that was perhaps meant, and what fewer words or filters find."""
    typed = filters.values["q"]
    words = corrected(typed, country.titles())
    alone = [word for word in (words or typed).split() if len(word) > 2][:_WORDS_TRIED] if " " in typed.strip() else []
    return {
        "meant": next(iter(_finding([(words, _with_words(filters, words))], reader)), None) if words else None,
        "wider": _finding([(one.label, filters.without(one.name)) for one in filters.active if one.name != "q"], reader),
        "alone": _finding([(word, _with_words(filters, word)) for word in alone], reader),
    }


def _with_words(filters: CountryFilter, words: str) -> CountryFilter:
    query = filters.query.copy()
    query["q"] = words
    return filters.again(query)


def _finding(questions: "list[tuple[str | Promise, CountryFilter]]", reader: "Belonging | None") -> list[Way]:
    ways, seen = [], set()
    for label, filters in questions:
        url = "?" + filters.query.urlencode()
        if url in seen:
            continue
        seen.add(url)
        number, is_all = country.find(filters.question(), reader, PAGE_SIZE + 1).told
        if number:
            ways.append(Way(label, url, number, is_all))
    return ways
