"""A connection of the pool that, found broken, takes those at rest with it (FLT-04)."""

from typing import Any

from psycopg import Connection, OperationalError


class PooledConnection(Connection):
    """The pool tries a connection before it hands it out, and waits longer after each that is broken: 1, 2, 4 seconds and so on.

    When PostgreSQL was restarted all of them are broken, and the visitor who meets the fourth has waited too long. So the first
    that turns out to be broken empties the pool, which opens new ones at once.
    """

    def execute(self, *args: Any, **kwargs: Any) -> Any:
        """Run a statement; the pool tries connections this way, Django itself goes through cursors."""
        try:
            return super().execute(*args, **kwargs)
        except OperationalError:
            pool = getattr(self, "_pool", None)
            if pool is not None and self.closed:
                pool.drain()
            raise
