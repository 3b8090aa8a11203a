"""The search of pages, photos and documents: French, and without regard to accents, ligatures or apostrophes.

Each text is indexed as written and bare, each word is looked for both ways: the stem of « fermée » is not that of « fermee ».
Listings have a search of their own, made for a million rows.
"""

import operator
import re
from functools import reduce
from typing import Any

from anyascii import anyascii
from modelsearch.backends.database.postgres import postgres
from modelsearch.backends.database.postgres.query import Lexeme
from modelsearch.query import PlainText

_APOSTROPHES = str.maketrans(dict.fromkeys("'’ʼ‘`´", " "))
_BREAKS = re.compile(r"[\s\-]+")


def bare(text: str) -> str:
    """Return the text in lower case without accents, ligatures and apostrophes: « l’Œuf » → « l oeuf »."""
    return anyascii(text.translate(_APOSTROPHES)).lower()


class FoldingIndexer(postgres.ObjectIndexer):
    def as_vector(self, texts: list[tuple[str, str]], for_autocomplete: bool = False) -> Any:
        both = [(f"{text} {bare(text)}", weight) for text, weight in texts if text.strip()]
        return super().as_vector(both, for_autocomplete)


# The index class looks the indexer up as a global of its module: there is no setting for it.
postgres.ObjectIndexer = FoldingIndexer


class _FoldingQuery:
    """Looks for each word as written or bare."""

    def build_tsquery_content(self, query: Any, config: str | None = None, invert: bool = False) -> Any:
        terms = []
        if isinstance(query, PlainText):
            terms = [term for term in _BREAKS.split(query.query_string.translate(_APOSTROPHES)) if bare(term).strip()]
        if not terms:
            return super().build_tsquery_content(query, config=config, invert=invert)
        words = [self._either(term, invert, self.LAST_TERM_IS_PREFIX and term is terms[-1]) for term in terms]
        found = reduce(operator.and_ if query.operator == "and" else operator.or_, words)
        return postgres.SearchQuery(found, search_type="raw", config=config)

    @staticmethod
    def _either(term: str, invert: bool, prefix: bool) -> Any:
        forms = [Lexeme(form, invert=invert, prefix=prefix) for form in dict.fromkeys([term, bare(term)])]
        return reduce(operator.and_ if invert else operator.or_, forms)


class QueryCompiler(_FoldingQuery, postgres.PostgresSearchQueryCompiler):
    pass


class AutocompleteQueryCompiler(_FoldingQuery, postgres.PostgresAutocompleteQueryCompiler):
    pass


class SearchBackend(postgres.PostgresSearchBackend):
    query_compiler_class = QueryCompiler
    autocomplete_query_compiler_class = AutocompleteQueryCompiler
