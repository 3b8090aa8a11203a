"""A worker that outlives a full Redis (FLT-03)."""

import logging
import os
import threading
import time
from pathlib import Path
from typing import Any

import redis
from rq import Worker
from rq.exceptions import StopRequested

logger = logging.getLogger(__name__)

#: Seconds between two attempts to go on.
PAUSE = 1.0
#: How far a job stands back where somebody waits for a page on the same cores: it gets a quarter of what both want, all of what is left.
STANDS_BACK = 5
#: How far an alert does, whose worker fills a core for seconds (goal F6): it gets a thirtieth. And after how many seconds, if it still is not out, no longer:
#: where pages leave nothing over, people have to be told all the same.
ALERTS_STAND_BACK, PATIENCE = 15, 3.0
#: Where Linux shares cores out by session first, what this session says of itself.
SESSION = Path("/proc/self/autogroup")


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
        """Do a job, in a process made for it that lets pages go first; an alert, for a while."""
        if queue.name == "alerts":
            stand_back(ALERTS_STAND_BACK, seconds=PATIENCE)
            leave_a_core()
        else:
            stand_back(STANDS_BACK)
        super().main_work_horse(job, queue)

    def _forget_birth(self) -> None:
        """Take back the registration, which may be half undone: the next round registers anew. Deleting needs no memory."""
        try:
            self.connection.delete(self.key)
        except redis.RedisError as error:
            logger.warning("Redis refuses: %s", error)


def stand_back(niceness: int, *, seconds: float | None = None) -> None:
    """Give way to others who want the same cores: to the end, or for so many seconds where that can be taken back.

    Only what a session says of itself can be, and only a worker alone in it, with the process of its job, may say it. Where it cannot, whoever
    would stand back for a moment does not, and whoever does for long is made less nice for good.
    """
    if seconds is None:
        os.nice(niceness)
    if os.getsid(0) == os.getppid() and tell_session(niceness) and seconds is not None:
        forward = threading.Timer(seconds, tell_session, [0])
        forward.daemon = True
        forward.start()


def leave_a_core() -> None:
    """Keep off the first of several cores, now and in every thread to come.

    However nice a process is, Linux gives it a whole turn of its clock, 4 ms, whenever those it stands back for have caught up: several times in
    one page, on whatever core that page is being drawn (goal F6). Python itself fills one core at most.
    """
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_setaffinity") else []
    if len(cores) > 1:
        os.sched_setaffinity(0, cores[1:])


def tell_session(niceness: int) -> bool:
    """Say how far this process's session stands back where Linux shares cores out by session first; return whether it could be said."""
    try:
        SESSION.write_text(str(niceness))
    except OSError:
        return False
    return True
