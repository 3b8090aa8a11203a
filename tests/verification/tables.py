"""Walking every table of the database, for tests that look for what must not be stored."""

import re
from collections.abc import Collection, Iterator

from django.db import connection


def tables(*, but: Collection[str] = ()) -> Iterator[tuple[str, bytes]]:
    """Yield the name of every table and its rows as text: bytes are written out, so that nothing hides in a binary column."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for (table,) in cursor.fetchall():
            if table in but:
                continue
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')  # noqa: S608 - names come from the catalogue
            rows = " ".join(row for (row,) in cursor.fetchall())
            binary = b" ".join(bytes.fromhex(found) for found in re.findall(r'"\\\\x((?:[0-9a-f]{2})+)"', rows))
            yield table, rows.encode() + binary
