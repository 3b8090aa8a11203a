"""A country for benchmarks: tens of thousands of neighbourhoods and a million listings, copied by SQL from one of each.

Words follow the frequencies of a language (Zipf), with three of known rarity among them. A country that was kept is found
again by the one row of the table `bench_country`.
"""

import itertools
import random
from collections.abc import Iterator
from itertools import accumulate

from django.db import connection

from home.models import NeighbourhoodPage
from listings.models import GiveawayPage, ListingIndexPage

COMMON, MIDDLING, RARE = "partage", "escalier", "sarbacane"
#: How many of a thousand listings hold them.
SHARES = {COMMON: 200, MIDDLING: 5.4, RARE: 0.188}
_WORDS_EACH = 36
_PARTNERS = 10
_NOTED = "CREATE TABLE IF NOT EXISTS bench_country (first bigint, places int, listings int)"
_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def vocabulary() -> list[str]:
    syllables = [a + b for a in "bcdfglmnprstv" for b in ("a", "e", "i", "o", "u", "an", "on", "ou")]
    return ["".join(parts) for parts in itertools.islice(itertools.product(syllables, repeat=2), 10_000)]


def by_frequency() -> list[str]:
    """Return the words of the country, the commonest first."""
    known = vocabulary()
    random.Random(7).shuffle(known)
    return known


def texts(count: int) -> Iterator[tuple[int, str, str]]:
    chance, known = random.Random(7), vocabulary()
    chance.shuffle(known)  # as in by_frequency, and the draws after it stay those of countries that were kept
    weights = list(accumulate(1 / rank for rank in range(1, len(known) + 1)))
    for number in range(count):
        words = chance.choices(known, cum_weights=weights, k=_WORDS_EACH)
        for word, share in SHARES.items():
            if chance.random() * 1000 < share:
                words[chance.randrange(_WORDS_EACH)] = word
        yield number, " ".join(words[:5]).capitalize(), " ".join(words)


def kept(*, places: int, listings: int) -> list[int]:
    """Return the numbers of the neighbourhoods of a country of this size that an earlier run left; none without one."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTED)
        cursor.execute("SELECT first FROM bench_country WHERE places = %s AND listings = %s", [places, listings])
        found = cursor.fetchone()
    return list(range(found[0], found[0] + places)) if found else []


def settle(template: NeighbourhoodPage, listing: GiveawayPage, *, places: int, listings: int) -> list[int]:
    """Copy the neighbourhood and the listing that often; return the numbers of the new neighbourhoods."""
    clear()
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) + 1 FROM wagtailcore_page")
        first = cursor.fetchone()[0]
        index = ListingIndexPage.objects.child_of(template).get()
        town = template.get_parent()
        path = f"'{town.path}' || {step('100 + n')}"
        given = {
            "id": f"{first} + n", "path": path, "slug": "'quartier-' || n", "title": "'Quartier ' || n", "draft_title": "'Quartier ' || n",
            "url_path": f"'{town.url_path}quartier-' || n || '/'", "numchild": "1",
        }  # fmt: skip
        page(cursor, template.pk, given, places)
        row(
            cursor,
            "home_neighbourhoodpage",
            template.pk,
            {"page_ptr_id": f"{first} + n", "curator_group_id": "NULL", "collection_id": "NULL"},
            places,
        )
        given = {
            "id": f"{first + places} + n", "path": f"{path} || '{_SIGNS[0] * 3}1'",
            "url_path": f"'{town.url_path}quartier-' || n || '/{index.slug}/'", "numchild": str(listings // places),
        }  # fmt: skip
        page(cursor, index.pk, given, places)
        own = {"page_ptr_id": f"{first + places} + n", "neighbourhood_id": f"{first} + n"}
        row(cursor, "listings_listingindexpage", index.pk, own, places)
        publish(cursor, listing, (town.path, town.url_path, index.slug), first, places, listings)
        beside_each_other(cursor, first, places)
        # What is written later must not take a number of theirs.
        cursor.execute("SELECT setval(pg_get_serial_sequence('wagtailcore_page', 'id'), max(id)) FROM wagtailcore_page")
        cursor.execute("INSERT INTO bench_country VALUES (%s, %s, %s)", [first, places, listings])
    return list(range(first, first + places))


def clear() -> None:
    """Take the country away again, without waking triggers or checking keys: other benchmarks use the same database."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTED)
        cursor.execute("DELETE FROM bench_country RETURNING first, first + 2 * places + listings")
        found = cursor.fetchone()
        if found is None:
            return
        cursor.execute("SET session_replication_role = replica")
        for table, key in (
            ("home_membership", "neighbourhood_id"),
            ("home_neighbourhoodpage_partners", "from_neighbourhoodpage_id"),
            ("listings_giveawaypage", "listingpage_ptr_id"),
            ("listings_listingpage", "page_ptr_id"),
            ("listings_listingindexpage", "page_ptr_id"),
            ("home_neighbourhoodpage", "page_ptr_id"),
            ("wagtailcore_page", "id"),
        ):
            cursor.execute(f"DELETE FROM {table} WHERE {key} >= %s AND {key} < %s", found)
            cursor.execute(f"VACUUM {table}")
        cursor.execute("SET session_replication_role = DEFAULT")


def beside_each_other(cursor, first: int, places: int) -> None:
    """Make every ten neighbourhoods partners of each other."""
    cursor.execute(
        f"""INSERT INTO home_neighbourhoodpage_partners (from_neighbourhoodpage_id, to_neighbourhoodpage_id)
        SELECT {first} + n, {first} + n / {_PARTNERS} * {_PARTNERS} + m
        FROM generate_series(0, {places - 1}) n CROSS JOIN generate_series(0, {_PARTNERS - 1}) m
        WHERE n % {_PARTNERS} <> m AND n / {_PARTNERS} * {_PARTNERS} + m < {places}"""
    )
    cursor.execute("VACUUM ANALYZE home_neighbourhoodpage_partners")


def publish(cursor, listing: GiveawayPage, town: tuple[str, str, str], first: int, places: int, listings: int) -> None:
    """Write the listings, one after the other in each place, over the last sixty days."""
    cursor.execute("CREATE TEMPORARY TABLE said (n int PRIMARY KEY, title text, words text)")
    with cursor.copy("COPY said FROM STDIN") as copy:
        for line in texts(listings):
            copy.write_row(line)
    path, url_path, slug = town
    pk = first + 2 * places
    given = {
        "id": f"{pk} + n", "path": f"'{path}' || {step(f'100 + n % {places}')} || '0001' || {step(f'1 + n / {places}')}",
        "slug": "'annonce-' || n", "title": "said.title", "draft_title": "said.title",
        "url_path": f"'{url_path}quartier-' || n % {places} || '/{slug}/annonce-' || n || '/'", "owner_id": "NULL",
    }  # fmt: skip
    page(cursor, listing.pk, given, listings, "JOIN said USING (n)")
    cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'listing_words'")
    (index,) = cursor.fetchone()
    cursor.execute("DROP INDEX listing_words")
    given = {
        "page_ptr_id": f"{pk} + n", "public_id": "gen_random_uuid()", "neighbourhood_id": f"{first} + n % {places}",
        "search_text": "said.words", "published_at": "now() - n % 86400 * interval '1 minute'", "audience": "'public'", "state": "'open'",
        "expires_at": "now() + interval '30 days'", "closed_reason": "''", "matched_at": "now()",
        "direction": f"CASE WHEN n / {places} % 4 = 3 THEN 'request' ELSE 'offer' END",
    }  # fmt: skip
    row(cursor, "listings_listingpage", listing.pk, given, listings, "JOIN said USING (n)")
    row(cursor, "listings_giveawaypage", listing.pk, {"listingpage_ptr_id": f"{pk} + n"}, listings)
    cursor.execute(index)
    cursor.execute("DROP TABLE said")
    cursor.execute("VACUUM ANALYZE wagtailcore_page, home_neighbourhoodpage, listings_listingpage, listings_giveawaypage")


def page(cursor, source: int, given: dict[str, str], count: int, join: str = "") -> None:
    fresh = {"translation_key": "gen_random_uuid()", "latest_revision_id": "NULL", "live_revision_id": "NULL"}
    row(cursor, "wagtailcore_page", source, fresh | given, count, join)


def row(cursor, table: str, source: int, given: dict[str, str], count: int, join: str = "") -> None:
    """Copy one row that often, with these columns computed from `n`, the number of the copy."""
    cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'", [table])
    columns = [name for (name,) in cursor.fetchall()]
    key = next(iter(given)) if table != "wagtailcore_page" else "id"
    values = ", ".join(given.get(name, f's."{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    cursor.execute(
        f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} s CROSS JOIN generate_series(0, {count - 1}) n {join} WHERE s.{key} = {source}"
    )


def step(number: str) -> str:
    """Return the SQL of a number as four signs of a page's path."""
    digits = (f"substr('{_SIGNS}', ({number}) / {36**power} % 36 + 1, 1)" for power in (3, 2, 1, 0))
    return "(" + " || ".join(digits) + ")"
