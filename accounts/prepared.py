"""Reads whose SQL Django writes once per process. Writing it takes longer than PostgreSQL takes to answer it.

    @prepared
    def _open_at(place, now):
        return ListingPage.objects.at(place).filter(expires_at__gt=now)

    _open_at(place=page.pk, now=timezone.now())

The function builds a queryset from its parameters, which stand in it as expressions; each call then only sends the
kept statement with today's values, and returns a list. For the few reads of the busiest pages (P2, P5, S4, A1), and no others.
`prepared_rows` gives plain tuples, for what needs no object; `numbers` makes a parameter the right side of `__in`.

PostgreSQL keeps them too, per connection (PALIER_PREPARE): it reads and plans a statement once, not at each page.
"""

import copy
import inspect
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache, wraps
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import BigIntegerField, BooleanField, CharField, Expression, Func, QuerySet, TextField


class Parameter(Expression):
    """The place of a value that each call brings."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, *_: Any) -> tuple[str, list[Any]]:
        return "%s", [self]


def numbers(parameter: Expression) -> Func:
    """Return a parameter that each call brings a list of numbers for, as the right side of `__in`."""
    return Func(parameter, template="(SELECT unnest(%(expressions)s::bigint[]))", output_field=BigIntegerField())


def texts(parameter: Expression) -> Func:
    """Return a parameter that each call brings a list of texts for, as the right side of `__in`."""
    return Func(parameter, template="(SELECT unnest(%(expressions)s::text[]))", output_field=TextField())


def truth(parameter: Expression) -> Func:
    """Return a parameter that each call brings True or False for, as a condition of its own."""
    return Func(parameter, template="%(expressions)s::boolean", output_field=BooleanField())


def written(word: str) -> Func:
    """Return a word that stands in the statement itself: an index of some rows only serves what says so in its own text."""
    if not word.isidentifier():
        message = f"{word!r} does not stand in a statement as it is."
        raise ValueError(message)
    return Func(template=f"'{word}'", output_field=CharField())


def _kept(build: Callable[..., QuerySet], names: Iterable[str] = ()) -> tuple[QuerySet, Any, str, tuple[Any, ...]]:
    queryset = build(**{name: Parameter(name) for name in names or inspect.signature(build).parameters})
    compiler = queryset.query.get_compiler(queryset.db)
    sql, params = compiler.as_sql()
    if any(isinstance(value, date) for value in params):
        message = f"{build.__qualname__} would keep the moment of its first call: make it a parameter."
        raise ValueError(message)
    return queryset, compiler, sql, tuple(params)


def _filled(params: tuple[Any, ...], values: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(values[value.name] if isinstance(value, Parameter) else value for value in params)


class _Cursor(ServerBindingCursor):
    """Sends values beside the statement, and the statement itself once."""

    def execute(self, query: Any, params: Any = None, **_options: Any) -> Any:
        return super().execute(query, params, prepare=settings.PALIER_PREPARE)

    def _send_query_prepared(self, name: bytes, pgq: Any, **options: Any) -> None:
        self._query = pgq  # what Django's log of queries shows
        super()._send_query_prepared(name, pgq, **options)


class _Keeping:
    """Django's connection, with cursors that keep what they send."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def cursor(self) -> Any:
        connection = self._connection
        connection.ensure_connection()
        with connection.wrap_database_errors:
            return connection._prepare_cursor(_Cursor(connection.connection))


def keeping() -> Any:
    """Return a cursor that keeps each statement it is given: for the few written by hand that are sent many times a second."""
    return _Keeping(connections["default"]).cursor()


def prepared(build: Callable[..., QuerySet]) -> Callable[..., list[Any]]:
    """Keep the SQL of the queryset this function builds. Its arguments become parameters, given by keyword."""
    kept = cache(lambda: _kept(build))

    @wraps(build)
    def read(**values: Any) -> list[Any]:
        queryset, compiler, sql, params = kept()
        bound = copy.copy(compiler)
        bound.connection = _Keeping(connections[queryset.db])
        sent = _filled(params, values)
        bound.as_sql = lambda *_args, **_kwargs: (sql, sent)
        rows = queryset.all()
        rows.query.get_compiler = lambda *_args, **_kwargs: bound
        return list(rows)

    return read


def prepared_rows(build: Callable[..., QuerySet], names: Iterable[str] = ()) -> Callable[..., list[tuple[Any, ...]]]:
    """Keep the SQL of a queryset of `values_list` and return its rows as the database gives them.

    The parameters are those of the function, or these `names` where it takes what it is given.
    Columns that Django itself would turn into something else (JSON, its own field classes) must not be among them.
    """
    kept = cache(lambda: _kept(build, names))

    @wraps(build)
    def read(**values: Any) -> list[tuple[Any, ...]]:
        queryset, _compiler, sql, params = kept()
        with _Keeping(connections[queryset.db]).cursor() as cursor:
            cursor.execute(sql, _filled(params, values))
            return cursor.fetchall()

    return read
