"""The peer of S1 and S2: Wagtail's own database search over the same listings, its question written by the backend itself.

`PEERS=1` asks for it. Its rows are filled by SQL with the same text configuration as ours, its column for autocompletion left empty; that takes minutes,
once where the country is kept.
"""

import os
from collections.abc import Callable

from django.contrib.contenttypes.models import ContentType
from django.db import connection

from wagtail.search import index
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry

from listings import search
from listings.models import GiveawayPage, ListingPage

WANTED = bool(os.environ.get("PEERS"))
_TABLE = IndexEntry._meta.db_table


def fill(first: int, count: int) -> None:
    """Write the peer's rows of the country's listings, unless they are there."""
    kind = ContentType.objects.get_for_model(GiveawayPage).pk
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {_TABLE} WHERE content_type_id = %s", [kind])
        if cursor.fetchone()[0] >= count:
            return
        cursor.execute(
            f"""INSERT INTO {_TABLE} (content_type_id, object_id, title_norm, autocomplete, title, body, title_text, body_text)
            SELECT %s, page_ptr_id::text, 1, '', '', to_tsvector('{search.CONFIG}', search_text), '', ''
            FROM listings_listingpage WHERE page_ptr_id >= %s ON CONFLICT DO NOTHING""",
            [kind, first],
        )
        cursor.execute(f"VACUUM ANALYZE {_TABLE}")


def clear() -> None:
    """Take the rows away again."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {_TABLE} WHERE content_type_id = %s", [ContentType.objects.get_for_model(GiveawayPage).pk])


def asking() -> Callable[..., list]:
    """Return what asks the peer: words, and the numbers of the places where they are looked for, or none for the country."""
    ListingPage.search_fields = [index.SearchField("title"), *(index.FilterField(name) for name in ("neighbourhood", "state", "audience"))]
    IndexEntry.add_generic_relations()  # once more: now listings are among what it indexes
    backend = get_search_backend()

    def ask(words: str, places: list[int] | None = None) -> list:
        listings = ListingPage.objects.filter(state="open", audience="public")
        if places:
            listings = listings.filter(neighbourhood__in=places)
        return list(backend.search(words, listings.only("title"))[:20])

    return ask
