"""Carrying parcels over the network from the thread that talks to PostgreSQL: a window of errands, never waited for."""

import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from queue import SimpleQueue
from typing import TypeVar

from notifications.channels.http import Courier, Pool

Job = TypeVar("Job")
Done = TypeVar("Done")


def carried(
    courier: Courier[Done],
    jobs: Sequence[Job],
    *,
    errand: Callable[[Job], Callable[[Pool], Awaitable[Done]] | None],
    window: int,
    until: float,
) -> Iterator[tuple[list[Done], list[Job]]]:
    """Run an errand for each job, at most `window` of them under way or unrecorded; yield (what came back, what was not started).

    `errand` is asked at the last moment and may say None: not now. Yields ([], []) while there is nothing to report. What
    was yielded counts as recorded once the next is asked for: that is what bounds what a killed worker may do twice (ALR-03).
    """
    waiting, away = deque(jobs), 0
    pile: SimpleQueue[Done] = SimpleQueue()
    while waiting or away:
        left: list[Job] = []
        errands = []
        while waiting and away + len(errands) < window and time.monotonic() <= until:
            job = waiting.popleft()
            if (made := errand(job)) is None:
                left.append(job)
            else:
                errands.append(made)
        if waiting and time.monotonic() > until:
            left.extend(waiting)
            waiting.clear()
        if errands:
            courier.send_out(errands, pile)
            away += len(errands)
        back = courier.come_back(pile)
        yield back, left
        away -= len(back)
