"""Many errands at once in a thread of their own, so that the thread that talks to PostgreSQL never waits for a network."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

import uvloop

from notifications.channels.http.client import Pool

Done = TypeVar("Done")

#: The bell rings once enough errands have come back, or so many seconds after the first that has: waking the other thread for each of
#: several thousand a second, and writing down a handful at a time, costs as much as sending them.
SOON = 0.01


class Courier(Generic[Done]):
    """Runs errands on an event loop and lays what came of them on their sender's pile. `bell` rings when there is something new.

    `enough` is half of what may be unrecorded: while one half is written down, the other is under way.
    """

    def __init__(self, bell: threading.Event, *, enough: int) -> None:
        self._bell, self._enough = bell, max(enough, 1)
        self._running: set[asyncio.Task[None]] = set()
        self._back = 0
        self._ringing: asyncio.TimerHandle | None = None
        self._loop = uvloop.new_event_loop()
        self._pool = Pool()
        self._thread = threading.Thread(target=self._loop.run_forever, name="courier", daemon=True)
        self._thread.start()

    def send_out(self, errands: Sequence[Callable[[Pool], Awaitable[Done]]], pile: SimpleQueue[Done]) -> None:
        """Start these errands. Each must come back onto this pile with something, whatever happens to it.

        Batches share a courier, never a pile: what came of one must not be recorded under the other's lease.
        """
        self._loop.call_soon_threadsafe(self._start, errands, pile)

    @staticmethod
    def come_back(pile: SimpleQueue[Done]) -> list[Done]:
        """Return what has come back since, possibly nothing."""
        found: list[Done] = []
        try:
            while True:
                found.append(pile.get_nowait())
        except Empty:
            return found

    def close(self) -> None:
        """Cut what is under way and end the thread."""
        self._loop.call_soon_threadsafe(self._stop)
        self._thread.join(timeout=5)
        if not self._thread.is_alive():
            self._loop.close()

    def _start(self, errands: Sequence[Callable[[Pool], Awaitable[Done]]], pile: SimpleQueue[Done]) -> None:
        for errand in errands:
            task = self._loop.create_task(self._run(errand, pile))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def _run(self, errand: Callable[[Pool], Awaitable[Done]], pile: SimpleQueue[Done]) -> None:
        pile.put(await errand(self._pool))
        self._back += 1
        if self._back >= self._enough:
            self._ring()
        elif self._ringing is None:
            self._ringing = self._loop.call_later(SOON, self._ring)

    def _ring(self) -> None:
        if self._ringing:
            self._ringing.cancel()
        self._back, self._ringing = 0, None
        self._bell.set()

    def _stop(self) -> None:
        for task in self._running:
            task.cancel()
        self._pool.close()
        self._loop.call_soon(self._loop.stop)
