"""What to say when a search finds nothing: which filter stands in the way, and which word was perhaps meant."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.functional import Promise

from listings.filters import SCOPES, CountryFilter, ListingFilter
from listings.lists import how_many, newest_titles
from listings.search import fold

if TYPE_CHECKING:
    from home.belonging import Belonging

_WORD = re.compile(r"[^\W\d_]{3,}")
#: How alike two words must be: « preceuse » and « perceuse » are, « lit » and « vélo » are not.
_ALIKE = 0.75
#: Among more words than this, only those that begin or end alike are compared: a slip of the pen is mostly inside.
_FEW = 500


@dataclass(frozen=True)
class WayOut:
    """An address that finds something, what it leaves out or asks instead, and how many listings are there."""

    label: "str | Promise"
    url: str
    count: int = 0


def ways_out(filters: "ListingFilter", reader: "Belonging | None") -> dict[str, Any]:
    """Return what helps whoever found nothing, by the names the template has for it."""
    places = _places(filters)
    titles, there = newest_titles(places, reader) if filters.words else ([], None)
    return {
        "meant": meant(filters, titles),
        "wider": wider(filters, reader, {} if there is None else {frozenset(places): there}),
        "beside": beside(filters, reader),
        "everywhere": everywhere(filters),
    }


def wider(filters: "ListingFilter", reader: "Belonging | None", known: dict[frozenset[str], int]) -> list[WayOut]:
    """Return the same search without each of its filters, where that finds something: one count per filter, and no more.

    `known` are counts that were read already, by what is asked then.
    """
    found, seen = [], set()
    for active in filters.active:
        if active.name in seen or active.name == "scope":
            continue
        seen.add(active.name)
        query = filters.without(active.name)
        question = query.question()
        asked = frozenset(question)
        if count := known[asked] if asked in known else how_many(question, reader):
            found.append(WayOut(active.label, "?" + query.query.urlencode(), count))
    return found


def beside(filters: "ListingFilter", reader: "Belonging | None") -> WayOut | None:
    """Return the same search in the neighbouring neighbourhoods too, where that finds something."""
    if filters.values.get("scope"):
        return None
    query = filters.query.copy()
    query["scope"] = "partners"
    wide = ListingFilter(query, neighbourhood=filters.neighbourhood, user=filters.user)
    count = how_many(wide.question(), reader)
    return WayOut(dict(SCOPES)["partners"], "?" + query.urlencode(), count) if count else None


def everywhere(filters: "ListingFilter") -> str:
    """Return the address that looks for the same in the whole country; nothing where no word was typed."""
    query = CountryFilter(filters.query).query
    return f"{reverse('listings:everywhere')}?{query.urlencode()}" if filters.words else ""


def meant(filters: "ListingFilter", titles: list[str]) -> WayOut | None:
    """Return the search with the words of these titles that come closest to those typed; None when none is close."""
    words = corrected(filters.values.get("q", ""), titles)
    return WayOut(words, filters.with_words(words)) if words else None


def _places(filters: "ListingFilter") -> dict[str, Any]:
    """Return the question with nothing but where."""
    return {name: value for name, value in filters.question().items() if name in {"place", "places"}}


def corrected(typed: str, titles: list[str]) -> str:
    """Return the words of these titles that come closest to those typed; nothing when none is closer than what was typed."""
    known = _vocabulary(tuple(titles))
    words = " ".join(known.closest(word) for word in typed.split())
    return words if words.lower() != typed.lower() else ""


class _Vocabulary:
    """The words of some titles, by what is compared of them, and by how they begin and end."""

    def __init__(self, titles: tuple[str, ...]) -> None:
        self.words: dict[str, str] = {}
        for title in titles:
            self.words.update(_words_of(title))
        self.beginning: dict[str, list[str]] = {}
        self.ending: dict[str, list[str]] = {}
        for word in self.words:
            self.beginning.setdefault(word[0], []).append(word)
            self.ending.setdefault(word[-2:], []).append(word)

    def closest(self, word: str) -> str:
        """Return the word that comes closest; the same word where it is there, or nothing comes close."""
        plain = fold(word)
        if plain in self.words or len(plain) < 3:
            return word
        close = get_close_matches(plain, self._compared(plain), n=1, cutoff=_ALIKE)
        return self.words[close[0]] if close else word

    def _compared(self, plain: str) -> Iterable[str]:
        if len(self.words) <= _FEW:
            return self.words
        return {*self.beginning.get(plain[0], ()), *self.ending.get(plain[-2:], ())}


# The newest titles are mostly those of a moment ago; reading two thousand words anew took longer than all the rest of a page.
_vocabulary = lru_cache(maxsize=16)(_Vocabulary)


@lru_cache(maxsize=4096)
def _words_of(title: str) -> dict[str, str]:
    return {fold(word): word for word in _WORD.findall(title.lower())}
