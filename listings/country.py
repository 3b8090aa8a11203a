"""Words asked of the whole country (S2): which listings hold them, the newest first, whatever part of all listings that is.

No single plan serves a word of one listing and a word of two hundred thousand. So the newest are read first, a bounded number of them:
a word that fills a page fills it there, and the first of the newest are the first of all. Where they do not suffice, how often they hold the
word says how many days back to go, and its index is asked for these days. A word rarer still is found in every listing that holds it. What a
member may read besides comes from the listings of their own places, and is put between.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Window

from accounts.prepared import prepared_rows, texts
from listings import limits
from listings.filters import narrowed_further
from listings.lists import reader_of
from listings.models.base import ListingPage
from listings.querysets import country

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from home.belonging import Belonging
    from listings.querysets import ListingQuerySet

Key = tuple[datetime, int]


@dataclass(frozen=True)
class Found:
    """Listings that answer, as moment and number, the newest first; how many there are at least, and whether that is all."""

    keys: list[Key]
    count: int
    is_all: bool

    @property
    def told(self) -> tuple[int, bool]:
        """Return a number to tell, and whether that is all: what was not counted to the end is "more than" a round number."""
        if self.is_all:
            return min(self.count, limits.COUNTRY_COUNTED), self.count <= limits.COUNTRY_COUNTED
        return (self.count - 1) // 20 * 20 if self.count <= 100 else 100, False


def find(question: dict[str, Any], reader: "Belonging | None", count: int, *, after: Key | None = None) -> Found:
    """Return the newest listings of the country that hold the words of a question and that this reader may see.

    At most `count` of them (`limits.COUNTRY_READ` at most), after this one where it is given. `question` has `words` as `search.asked` writes
    them, and what `narrowed_further` understands. One statement where a page fills among the newest, else two, seldom three; one more for a member.
    """
    asked = _asked(question, after)
    if reader and reader.everything:
        return _found(_everywhere(asked, reader), [], count)
    own = _own(asked, reader) if reader else []
    first = _newest(frozenset(asked), limits.COUNTRY_WINDOW)(**asked)
    if len(first) < count and (days := _days(first, count)):
        first = _on_days(frozenset(asked) | {"days"})(**asked, days=days)
    if len(first) < count:
        return _found(_everywhere(asked, None), own, count)
    return Found(_merged([(*key, 0) for key in first], own, count), len(first) + (own[0][2] if own else 0), is_all=False)


def _days(found: list[Key], count: int) -> list[date]:
    """Return the days back from the newest of these on which probably `count` are; none where so few are to be expected in all that all are read."""
    if len(found) < limits.COUNTRY_SEEN:
        return []
    newest, oldest = found[0][0], found[-1][0]
    apart = (newest - oldest) / (len(found) - 1)
    if apart * limits.COUNTRY_MANY > limits.LIFETIME:
        return []
    last = newest.astimezone(UTC).date()
    first = (newest - apart * count * limits.COUNTRY_MARGIN).astimezone(UTC).date()
    return [last - timedelta(days=ago) for ago in range((last - first).days + 1)]


def titles() -> list[str]:
    """Return the newest titles that everybody may read, `limits.COUNTRY_TITLES` at most: one statement."""
    return [title for (title,) in _titles()]


@prepared_rows
def _titles() -> "QuerySet":
    return country.open_to_everybody().newest_first().values_list("title")[: limits.COUNTRY_TITLES]


def _asked(question: dict[str, Any], after: Key | None) -> dict[str, Any]:
    asked = {name: value for name, value in question.items() if name != "kinds"}
    kinds = question.get("kinds") or []
    if kinds:
        asked |= {"kind": kinds[0]} if len(kinds) == 1 else {"kinds": kinds}
    return asked | ({"after": after[0], "after_pk": after[1]} if after else {})


def _found(rows: list[tuple], own: list[tuple], count: int) -> Found:
    total = (rows[0][2] if rows else 0) + (own[0][2] if own else 0)
    return Found(_merged(rows, own, count), total, is_all=True)


def _merged(rows: list[tuple], own: list[tuple], count: int) -> list[Key]:
    return sorted(((moment, pk) for moment, pk, _total in (*rows, *own)), reverse=True)[:count]


def _narrowed(listings: "ListingQuerySet", given: dict[str, Any]) -> "ListingQuerySet":
    asked = {name: texts(value) if name == "kinds" and not isinstance(value, list) else value for name, value in given.items()}
    return narrowed_further(listings, asked)


def _from(listings: "ListingQuerySet", given: dict[str, Any]) -> "ListingQuerySet":
    return listings.older_than(given["after"], given["after_pk"]) if "after" in given else listings


@lru_cache(maxsize=128)
def _newest(shape: frozenset[str], window: int) -> "Callable[..., list[tuple]]":
    """Return the statement that reads the words in so many of the newest listings for everybody, one after the other."""

    def build(**given: Any) -> "QuerySet":
        stretch = _from(country.open_to_everybody(given.get("kind")), given)
        if "since" in given:
            stretch = stretch.published_since(given["since"])
        stretch = country.among_the_newest(stretch, window)
        return country.keys(_narrowed(country.reading_words(stretch, given["words"]), given))[: limits.COUNTRY_READ]

    return prepared_rows(build, tuple(shape))


@lru_cache(maxsize=128)
def _on_days(shape: frozenset[str]) -> "Callable[..., list[tuple]]":
    """Return the statement that finds words by their index among the listings for everybody of some days, the newest of them."""

    def build(**given: Any) -> "QuerySet":
        listings = country.of_days(_from(country.open_to_everybody(given.get("kind")), given), given["days"])
        return country.keys(_narrowed(country.by_words(listings, given["words"]), given))[: limits.COUNTRY_READ]

    return prepared_rows(build, tuple(shape))


def _everywhere(asked: dict[str, Any], reader: "Belonging | None") -> list[tuple]:
    """Read all that hold the words by the index of words, with how many they are."""
    if reader is None and asked.keys() <= _WORDS_DECIDE:
        return _by_words(frozenset(asked))(**asked)
    # Not a kept statement: how common words, kinds and days are decides which index is worth asking, so PostgreSQL looks each time.
    listings = country.open_to_everybody() if reader is None else ListingPage.objects.shown_to(reader).open()
    return list(_all(listings.of_kinds([asked["kind"]]) if "kind" in asked else listings, asked))


#: Where nothing else is asked, no other index is worth asking, however common the words.
_WORDS_DECIDE = {"words", "direction"}


def _all(listings: "ListingQuerySet", given: dict[str, Any]) -> "QuerySet":
    found = _narrowed(_from(country.by_words(listings, given["words"]), given), given)
    return country.keys(found.annotate(total=Window(Count("*"))), "total")[: limits.COUNTRY_READ]


@lru_cache(maxsize=16)
def _by_words(shape: frozenset[str]) -> "Callable[..., list[tuple]]":
    return prepared_rows(lambda **given: _all(country.open_to_everybody(), given), tuple(shape))


def _own(asked: dict[str, Any], reader: "Belonging") -> list[tuple]:
    places = [*reader.homes, *reader.partners, *reader.curated]
    given = {**asked, **reader.values, "places": places}
    return _own_statement(frozenset(given))(**given)


@lru_cache(maxsize=128)
def _own_statement(shape: frozenset[str]) -> "Callable[..., list[tuple]]":
    """Return the statement that reads what a member may see besides what everybody sees: the rule, on what their places hold."""

    def build(**given: Any) -> "QuerySet":
        listings = country.own_part(given["user"], given["places"]).shown_to(reader_of(given))
        if "kind" in given:
            listings = listings.of_kinds([given["kind"]])
        found = _narrowed(_from(country.reading_words(listings, given["words"]), given), given)
        return country.keys(found.annotate(total=Window(Count("*"))), "total")[: limits.COUNTRY_READ]

    return prepared_rows(build, tuple(shape))
