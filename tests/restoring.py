"""Gives the database back, after a test that committed, as the migrations left it.

Django empties every table with TRUNCATE and writes the rows of migrations anew through its models: a second for each such
test. Here a copy of those rows lies beside them, and only the tables that a test has touched are emptied.
"""

from django.db import connection
from django.test import TransactionTestCase

from psycopg import sql

#: Where the rows of migrations are kept.
KEPT = "as_migrated"


def keep_rows_of_migrations() -> None:
    """Copy the rows that migrations wrote; from now on each test that commits gives them back when it ends."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {KEPT}")
        for table in _filled(cursor, connection.introspection.django_table_names(only_existing=True)):
            cursor.execute(sql.SQL("CREATE TABLE {} AS TABLE {}").format(sql.Identifier(KEPT, table), sql.Identifier("public", table)))
    TransactionTestCase._fixture_setup = classmethod(lambda cls: None)
    TransactionTestCase._fixture_teardown = lambda self: give_back()


def give_back() -> None:
    """Empty what a test filled and write the rows of migrations again, without waking triggers or checking keys on the way."""
    with connection.cursor() as cursor:
        tables = connection.introspection.django_table_names(only_existing=True)
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [KEPT])
        kept = {table for (table,) in cursor.fetchall()}
        cursor.execute("SET session_replication_role = replica")
        for table in _filled(cursor, tables):
            cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier("public", table)))
        for table in kept:
            cursor.execute(sql.SQL("INSERT INTO {} TABLE {}").format(sql.Identifier("public", table), sql.Identifier(KEPT, table)))
        cursor.execute("SET session_replication_role = DEFAULT")
        # The log of places must hear that all outlines are gone: see `home.place_index`.
        cursor.execute("TRUNCATE home_boundary CASCADE")


def _filled(cursor, tables: list[str]) -> list[str]:
    questions = [
        sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(table), sql.Identifier("public", table)) for table in tables
    ]
    cursor.execute(sql.SQL(" UNION ALL ").join(questions))
    return [table for (table,) in cursor.fetchall()]
