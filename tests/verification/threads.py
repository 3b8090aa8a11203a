"""Calls that really happen at the same time, each in its own thread and database connection."""

import inspect
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections


def at_once(number, call, *, meet=False):
    """Return what each call returned or raised. With `meet`, the calls get a barrier to wait for each other at."""
    start, inner = Barrier(number), Barrier(number)

    def run(_index):
        start.wait(30)
        try:
            return call(inner) if meet else call()
        except Exception as error:  # noqa: BLE001 - the test looks at what was raised
            return error
        finally:
            connections.close_all()

    assert not meet or len(inspect.signature(call).parameters) == 1
    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(run, range(number)))
