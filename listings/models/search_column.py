"""The search column of listings, kept by PostgreSQL itself."""

from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db import models


class ListingVector(models.Func):
    """The folded words in French, and the neighbourhood as one more word (see listings.search.at_place)."""

    arity = 2
    output_field = SearchVectorField()

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list]:
        text, place = (compiler.compile(expression) for expression in self.get_source_expressions())
        sql = f"(to_tsvector('french'::regconfig, {text[0]}) || array_to_tsvector(ARRAY['place' || {place[0]}::text]))"
        return sql, [*text[1], *place[1]]
