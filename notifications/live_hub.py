"""One listener to Redis per process, any number of open pages: each page waits on a small queue of its own."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator
from weakref import WeakKeyDictionary

from django.conf import settings

import redis
import redis.asyncio

from notifications.live import CHANNEL

logger = logging.getLogger(__name__)

PING_SECONDS = 15
RECONNECT_SECONDS = 1
#: [policy] Beyond this a process serves pages rather than streams; the others ask every half minute.
MOST_STREAMS = 5_000


class Hub:
    """Belongs to one event loop."""

    def __init__(self) -> None:
        self._waiting: dict[int, set[asyncio.Queue[None]]] = defaultdict(set)
        self._listener: asyncio.Task[None] | None = None
        self._listening = False
        self.streams = 0

    async def signs(self, neighbourhood: int) -> AsyncIterator[bool]:
        """Yield True when the neighbourhood's alerts changed, and False now and then so that a dead reader is noticed."""
        # One place is enough: several changes before the page looked are one change to it.
        queue: asyncio.Queue[None] = asyncio.Queue(maxsize=1)
        self._waiting[neighbourhood].add(queue)
        if self._listening:
            # What was said between the page and its stream: it looks once, like those who waited for the listener (ALR-18).
            queue.put_nowait(None)
        self.streams += 1
        if self._listener is None or self._listener.done():
            self._listener = asyncio.create_task(self._listen())
        try:
            while True:
                try:
                    async with asyncio.timeout(PING_SECONDS):
                        await queue.get()
                    yield True
                except TimeoutError:
                    yield False
        finally:
            self.streams -= 1
            self._waiting[neighbourhood].discard(queue)
            if not self._waiting[neighbourhood]:
                del self._waiting[neighbourhood]
            if not self._waiting and self._listener:
                self._listener.cancel()

    async def _listen(self) -> None:
        while True:
            try:
                connection = redis.asyncio.Redis.from_url(settings.REDIS_URL, health_check_interval=10)
                async with connection, connection.pubsub() as subscription:
                    await subscription.subscribe(CHANNEL)
                    # Whatever was said while nobody listened: every page looks once (ALR-18).
                    self._listening = True
                    self._tell(set(self._waiting))
                    async for message in subscription.listen():
                        if message["type"] == "message":
                            self._tell({int(message["data"])})
            except (redis.RedisError, OSError) as error:
                logger.warning("Live streams wait for Redis: %s", error)
            finally:
                self._listening = False
            await asyncio.sleep(RECONNECT_SECONDS)

    def _tell(self, neighbourhoods: set[int]) -> None:
        for neighbourhood in neighbourhoods:
            for queue in self._waiting.get(neighbourhood, ()):
                if not queue.full():
                    queue.put_nowait(None)


#: A loop that ended takes its hub along: a later one may get the same identity, never the same hub.
_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """Return the hub of the running event loop."""
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())
