"""Listings as JSON: read by statements that are kept, written from their rows without an object in between, once for the same row (A1)."""

import json
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from accounts.prepared import numbers, prepared_rows
from home.cells import cell_at
from listings.cards import address
from listings.lists import parameters, reader_of
from listings.models import ListingPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from home.belonging import Belonging


class Row(NamedTuple):
    """What a program is told of a listing (`ListingQuerySet.as_rows`)."""

    pk: int
    public_id: UUID
    kind: str
    direction: str
    title: str
    summary: str
    place: int
    url_path: str
    street: str
    cell: str
    pseudonym: str | None
    method: str | None
    published_at: datetime | None


def newest(question: dict[str, Any], reader: "Belonging | None", count: int) -> list[Row]:
    """Return so many of the open listings that this reader may see, the newest first: one statement.

    `question` is that of `listings.filters.narrowed`; with `after` and `after_pk`, what comes after that moment and number.
    """
    given = {**question, **(reader.values if reader else {}), "now": timezone.now()}
    return [Row(*row) for row in _statement(frozenset(given), count)(**given)]


@lru_cache(maxsize=256)
def _statement(shape: frozenset[str], count: int) -> "Callable[..., list[tuple]]":
    def build(**given: Any) -> "QuerySet":
        found = parameters(ListingPage.objects.all(), given).open()
        if "after" in shape:
            found = found.older_than(given["after"], given["after_pk"])
        return found.newest_first().as_rows(given["now"])[:count]

    return prepared_rows(build, tuple(shape))


def of_keys(keys: list[tuple[datetime, int]], reader: "Belonging | None") -> list[Row]:
    """Return the open listings of these moments and numbers that this reader may see, the newest first: one statement."""
    given = {**(reader.values if reader else {}), "found": [pk for _moment, pk in keys], "now": timezone.now()}
    return [Row(*row) for row in _numbered(frozenset(given))(**given)] if keys else []


@lru_cache(maxsize=2)
def _numbered(shape: frozenset[str]) -> "Callable[..., list[tuple]]":
    def build(**given: Any) -> "QuerySet":
        found = ListingPage.objects.shown_to(reader_of(given)).open().filter(pk__in=numbers(given["found"]))
        return found.newest_first().as_rows(given["now"])

    return prepared_rows(build, tuple(shape))


@lru_cache(maxsize=8192)
def written(row: Row) -> str:
    """Return one listing as JSON. It knows nothing of who asks."""
    cell = cell_at(row.cell) if row.cell else None
    told = {
        "id": row.public_id,
        "kind": row.kind,
        "direction": row.direction,
        "title": row.title,
        "summary": row.summary,
        "place": row.place,
        "url": address(row.url_path),
        "street": row.street,
        "around": {"lat": cell.center_lat, "lon": cell.center_lon} if cell else None,
        "author": row.pseudonym or "",
        "proof": row.method or "",
        "published_at": row.published_at,
    }
    return json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False)


def written_list(rows: list[Row], mark: str) -> str:
    """Return a page of listings as JSON."""
    return f'{{"items": [{", ".join(written(row) for row in rows)}], "next": {json.dumps(mark)}}}'
