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

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, wraps
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import connections
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import BigIntegerField, BooleanField, CharField, Expression, Field, Func, QuerySet, TextField
from django.db.models.query import ModelIterable, get_related_populators

from psycopg import RawCursor
from psycopg.pq import Format

#: What Psycopg makes of bytes is what Django makes of text. Not so for JSON, words of the index, addresses of computers.
_AS_BYTES = {
    *(
        "AutoField",
        "BigAutoField",
        "SmallIntegerField",
        "IntegerField",
        "BigIntegerField",
        "PositiveSmallIntegerField",
        "PositiveIntegerField",
    ),
    *("ForeignKey", "OneToOneField", "BooleanField", "CharField", "SlugField", "TextField", "DateField", "DateTimeField", "UUIDField"),
}


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


@dataclass(frozen=True)
class _Kept:
    """A statement as PostgreSQL itself reads it ($1, $2), its values in order, and what was needed to write it."""

    queryset: QuerySet
    compiler: Any
    sql: str
    params: tuple[Any, ...]
    format: Format

    def rows(self, values: dict[str, Any]) -> list[tuple[Any, ...]]:
        """Ask with these values; return the rows as the database gives them."""
        sent = tuple(values[value.name] if isinstance(value, Parameter) else value for value in self.params)
        cursor = self._reader()
        cursor.execute(self.sql, sent)
        return cursor.cursor.fetchall()

    def _reader(self) -> Any:
        """Return the cursor of this statement on today's connection: it knows already how to write the values and read the columns."""
        connection = connections["default"]
        connection.ensure_connection()
        readers = vars(connection.connection).setdefault("_readers", {})
        if self.sql not in readers:
            readers[self.sql] = _Cursor(connection.connection)
            readers[self.sql].format = self.format
        return connection._prepare_cursor(readers[self.sql])


def _keep(build: Callable[..., QuerySet], names: Iterable[str] = ()) -> _Kept:
    queryset = build(**{name: Parameter(name) for name in names or inspect.signature(build).parameters})
    compiler = queryset.query.get_compiler(queryset.db)
    sql, params = compiler.as_sql()
    if any(isinstance(value, date) for value in params):
        message = f"{build.__qualname__} would keep the moment of its first call: make it a parameter."
        raise ValueError(message)
    numbered = sql % tuple(f"${number}" for number in range(1, len(params) + 1))
    plain = all(_comes_as_bytes(column[0].output_field) for column in compiler.select)
    return _Kept(queryset, compiler, numbered, tuple(params), Format.BINARY if plain else Format.TEXT)


def _comes_as_bytes(field: Field) -> bool:
    """Tell whether PostgreSQL may send such values as it has them: dates and UUIDs that need not be read from text are half of a row's cost."""
    return _comes_as_bytes(field.base_field) if isinstance(field, ArrayField) else field.get_internal_type() in _AS_BYTES


def _objects(kept: _Kept) -> Callable[[Iterable[tuple[Any, ...]]], list[Any]]:
    """Return what makes objects of a kept statement's rows as Django does, with all that is the same for each call worked out once."""
    queryset, compiler = kept.queryset, kept.compiler
    if queryset._iterable_class is not ModelIterable or queryset._prefetch_related_lookups or queryset._known_related_objects:
        message = "Only plain objects, with what comes in the same row, can be read by a kept statement."
        raise ValueError(message)
    select, info = compiler.select, compiler.klass_info
    model, first, last = info["model"], info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column[0].target.attname for column in select[first:last]]
    related = get_related_populators(info, select, queryset.db)
    annotations = tuple((compiler.annotation_col_map or {}).items())
    converters = compiler.get_converters([column[0] for column in select])

    def made(rows: Iterable[tuple[Any, ...]]) -> list[Any]:
        objects = []
        for row in compiler.apply_converters(rows, converters) if converters else rows:
            one = model.from_db(queryset.db, names, row[first:last])
            for populator in related:
                populator.populate(row, one)
            for name, position in annotations:
                setattr(one, name, row[position])
            objects.append(one)
        return objects

    return made


class _Sending:
    """A cursor that sends values beside the statement, and the statement itself once."""

    def execute(self, query: Any, params: Any = None, **_options: Any) -> Any:
        return super().execute(query, params, prepare=settings.PALIER_PREPARE)

    def _send_query_prepared(self, name: bytes, pgq: Any, **options: Any) -> None:
        self._query = pgq  # what Django's log of queries shows
        super()._send_query_prepared(name, pgq, **options)


class _Cursor(_Sending, RawCursor):
    """Takes the statement as PostgreSQL reads it: Psycopg would look for places of values in it each time."""


class _WrittenByHand(_Sending, ServerBindingCursor):
    """Takes statements as Django's cursors do, with %s."""


def keeping() -> Any:
    """Return a cursor that keeps each statement it is given: for the few written by hand that are sent many times a second."""
    connection = connections["default"]
    connection.ensure_connection()
    with connection.wrap_database_errors:
        return connection._prepare_cursor(_WrittenByHand(connection.connection))


def prepared(build: Callable[..., QuerySet]) -> Callable[..., list[Any]]:
    """Keep the SQL of the queryset this function builds. Its arguments become parameters, given by keyword."""

    @cache
    def ready() -> tuple[_Kept, Callable[[Iterable[tuple[Any, ...]]], list[Any]]]:
        kept = _keep(build)
        return kept, _objects(kept)

    @wraps(build)
    def read(**values: Any) -> list[Any]:
        kept, made = ready()
        return made(kept.rows(values))

    return read


def prepared_rows(build: Callable[..., QuerySet], names: Iterable[str] = ()) -> Callable[..., list[tuple[Any, ...]]]:
    """Keep the SQL of a queryset of `values_list` and return its rows as the database gives them.

    The parameters are those of the function, or these `names` where it takes what it is given.
    Columns that Django itself would turn into something else (JSON, its own field classes) must not be among them.
    """
    kept = cache(lambda: _keep(build, names))

    @wraps(build)
    def read(**values: Any) -> list[tuple[Any, ...]]:
        return kept().rows(values)

    return read
