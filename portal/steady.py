"""A worker that outlives a full Redis (FLT-03)."""

import contextlib
import logging
import os
import time
from pathlib import Path
from typing import Any

import redis
from rq import Worker
from rq.exceptions import StopRequested

logger = logging.getLogger(__name__)

#: Seconds between two attempts to go on.
PAUSE = 1.0
#: How far a job stands back where somebody waits for a page on the same cores (goal F6): it gets a quarter of what both want, all of what is left.
STANDS_BACK = 5


class SteadyWorker(Worker):
    """RQ's worker waits for a Redis that is away, but quits when one answers with a fault: memory that is full, for one.

    Where nobody starts workers again, the last of them would be gone after the second time. This one waits a moment and goes on,
    until it is asked to stop.
    """

    def work(self, burst: bool = False, *args: Any, **kwargs: Any) -> bool:
        """Work until asked to stop, whatever Redis answers meanwhile; return whether anything was done."""
        worked = False
        try:
            while True:
                try:
                    worked = super().work(burst, *args, **kwargs) or worked
                except redis.RedisError as error:
                    logger.warning("Redis refuses: %s", error)
                if burst or self._shutdown_requested_date is not None:
                    return worked
                time.sleep(PAUSE)
                self._forget_birth()
        except StopRequested:
            # Between two rounds.
            return worked

    def main_work_horse(self, job: Any, queue: Any) -> None:
        """Do a job, in a process made for it that lets pages go first."""
        stand_back()
        super().main_work_horse(job, queue)

    def _forget_birth(self) -> None:
        """Take back the registration, which may be half undone: the next round registers anew. Deleting needs no memory."""
        try:
            self.connection.delete(self.key)
        except redis.RedisError as error:
            logger.warning("Redis refuses: %s", error)


def stand_back() -> None:
    """Give way to others who want the same cores.

    Where Linux shares them out by session first, a process alone in its session must say it for the session.
    """
    os.nice(STANDS_BACK)
    if os.getsid(0) == os.getppid():
        with contextlib.suppress(OSError):
            Path("/proc/self/autogroup").write_text(str(STANDS_BACK))
