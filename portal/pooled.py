"""A connection of the pool that, found broken, takes those at rest with it (FLT-04)."""

import select
import time
from typing import Any

from psycopg import Connection, OperationalError

#: What the pool says to a connection to try it.
_NOTHING = ""
#: Seconds for which a connection that answered, and has been silent since, is not asked again.
TRUST = 1.0


class PooledConnection(Connection):
    """The pool tries a connection before it hands it out, and waits longer after each that is broken: 1, 2, 4 seconds and so on.

    When PostgreSQL was restarted all of them are broken, and the visitor who meets the fourth has waited too long. So the first
    that turns out to be broken empties the pool, which opens new ones at once.

    Trying means a way to PostgreSQL and back before each page. Who ends a connection says so on it, and that is there to be seen
    without asking; only what nobody could say (a machine that fell over) takes a real trial, and for that once a second will do.
    """

    _answered_at = 0.0

    def execute(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        """Run a statement; the pool tries connections this way, Django itself goes through cursors."""
        if query == _NOTHING and time.monotonic() - self._answered_at < TRUST and self._is_silent():
            return None
        try:
            answer = super().execute(query, *args, **kwargs)
        except OperationalError:
            pool = getattr(self, "_pool", None)
            if pool is not None and self.closed:
                pool.drain()
            raise
        self._answered_at = time.monotonic()
        return answer

    def _is_silent(self) -> bool:
        """Tell whether nothing has arrived that nobody asked for: an end would."""
        if self.closed:
            return False
        anything = select.poll()
        anything.register(self.pgconn.socket, select.POLLIN)
        return not anything.poll(0)
