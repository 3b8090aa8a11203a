"""Limits are counted under row locks, and mean something at READ COMMITTED only (FLT-05)."""

from django.core import checks
from django.db import connection, transaction

import pytest
from psycopg import IsolationLevel


@pytest.mark.django_db(transaction=True)
def test_transactions_say_their_level_whatever_the_server_s_default_is():
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_isolation = 'repeatable read'")
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SHOW transaction_isolation")
            assert cursor.fetchone() == ("read committed",)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET default_transaction_isolation")


def test_another_level_is_refused_at_the_start(settings, monkeypatch):
    """Django runs the checks with every command: the start fails."""

    def faults():
        return [fault.id for fault in checks.run_checks() if fault.id == "portal.E002"]

    assert faults() == []
    monkeypatch.setitem(settings.DATABASES["default"]["OPTIONS"], "isolation_level", IsolationLevel.REPEATABLE_READ)
    assert faults() == ["portal.E002"]
