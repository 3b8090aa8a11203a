"""Reads whose SQL Django writes once per process. Writing it takes longer than PostgreSQL takes to answer it.

    @prepared
    def _open_at(place, now):
        return ListingPage.objects.at(place).filter(expires_at__gt=now)

    _open_at(place=page.pk, now=timezone.now())

The function builds a queryset from its parameters, which stand in it as expressions; each call then only sends the
kept statement with today's values, and returns a list. For the few reads of the busiest pages (P2), and no others.
"""

import copy
import inspect
from collections.abc import Callable
from datetime import date
from functools import cache, wraps
from typing import Any

from django.db import connections
from django.db.models import Expression, QuerySet


class Parameter(Expression):
    """The place of a value that each call brings."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, *_: Any) -> tuple[str, list[Any]]:
        return "%s", [self]


def prepared(build: Callable[..., QuerySet]) -> Callable[..., list[Any]]:
    """Keep the SQL of the queryset this function builds. Its arguments become parameters, given by keyword."""

    @cache
    def kept() -> tuple[QuerySet, Any, str, tuple[Any, ...]]:
        queryset = build(**{name: Parameter(name) for name in inspect.signature(build).parameters})
        compiler = queryset.query.get_compiler(queryset.db)
        sql, params = compiler.as_sql()
        if any(isinstance(value, date) for value in params):
            message = f"{build.__qualname__} would keep the moment of its first call: make it a parameter."
            raise ValueError(message)
        return queryset, compiler, sql, tuple(params)

    @wraps(build)
    def read(**values: Any) -> list[Any]:
        queryset, compiler, sql, params = kept()
        bound = copy.copy(compiler)
        bound.connection = connections[queryset.db]
        sent = tuple(values[value.name] if isinstance(value, Parameter) else value for value in params)
        bound.as_sql = lambda *_args, **_kwargs: (sql, sent)
        rows = queryset.all()
        rows.query.get_compiler = lambda *_args, **_kwargs: bound
        return list(rows)

    return read
