"""The pool of connections after all of them broke at once."""

import contextlib
import time

from django.db import connection

import psycopg
import psycopg_pool
import pytest

from portal import pooled
from portal.pooled import PooledConnection

SIZE = 10


@contextlib.contextmanager
def _all_broken(connection_class):
    """A pool like that of a process, each of its connections at rest and ended by PostgreSQL."""
    kwargs = {name: value for name, value in connection.get_connection_params().items() if name != "pool"}
    with psycopg_pool.ConnectionPool(
        kwargs={**kwargs, "autocommit": True},
        connection_class=connection_class,
        check=psycopg_pool.ConnectionPool.check_connection,
        min_size=SIZE,
        max_size=SIZE,
        timeout=2,
    ) as pool:
        pool.wait()
        with contextlib.ExitStack() as taken:
            pids = [taken.enter_context(pool.connection()).info.backend_pid for _ in range(SIZE)]
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pid, 5000) FROM unnest(%s) AS pid", [pids])
        yield pool


def test_the_first_who_asks_after_a_restart_is_answered_at_once(db):
    """FLT-04: with ten connections at rest, all broken; the control shows what Psycopg's own do."""
    with _all_broken(PooledConnection) as pool:
        begin = time.monotonic()
        for _ in range(2 * SIZE):
            with pool.connection() as fresh:
                assert fresh.execute("SELECT 1").fetchone() == (1,)
        assert time.monotonic() - begin < 2

    with _all_broken(psycopg.Connection) as pool, pytest.raises(psycopg_pool.PoolTimeout):
        pool.getconn()


def test_the_site_s_own_pool_is_made_of_them(db):
    """FLT-04."""
    assert isinstance(connection.connection, PooledConnection)
    assert connection.settings_dict["CONN_HEALTH_CHECKS"]


def test_a_connection_that_answered_a_moment_ago_is_not_asked_again(db, monkeypatch):
    """P2: a trial is a way to PostgreSQL and back before each page. Longer ago, it is one."""

    def last_asked(pid):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot(), state_change FROM pg_stat_activity WHERE pid = %s", [pid])
            return cursor.fetchone()[1]

    kwargs = {name: value for name, value in connection.get_connection_params().items() if name != "pool"}
    with PooledConnection.connect(**kwargs, autocommit=True) as tried:
        pid = tried.info.backend_pid
        psycopg_pool.ConnectionPool.check_connection(tried)
        before = last_asked(pid)
        psycopg_pool.ConnectionPool.check_connection(tried)
        assert last_asked(pid) == before
        monkeypatch.setattr(pooled, "TRUST", 0)
        psycopg_pool.ConnectionPool.check_connection(tried)
        assert last_asked(pid) > before
