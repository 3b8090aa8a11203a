"""The pool of connections after all of them broke at once."""

import contextlib
import time

from django.db import connection

import psycopg
import psycopg_pool
import pytest

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
