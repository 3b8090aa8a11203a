"""Several web processes listen at one door; the one that holds the fewest connections opens it.

The kernel wakes all of them for a newcomer, and whoever comes first takes them in. That is whoever happens to be idle at that moment,
several times over: of eight connections that lasted, eight were seen in one of two processes, which then did all the work. So each
process writes how many connections it holds where the others can read it, and leaves a newcomer to one that holds fewer. Not for long:
when nobody has opened after `PATIENCE`, it does.

    uvicorn portal.asgi:application --workers 2 --loop portal.doorway:Loop
"""

import asyncio
import fcntl
import logging
import mmap
import os
import select
import socket
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings

import uvloop

logger = logging.getLogger(__name__)

#: Seconds a newcomer is left to a process that holds fewer, which may be in the middle of something, or dead.
PATIENCE = 0.1
#: Seconds between two looks at whether they are still there.
GLANCE = 0.002
#: Seconds before the next attempt when a process may not open more files.
RESPITE = 1.0
SLOTS = 64
_LINE = struct.Struct("=QQ")


class Tally:
    """How many connections each process holds that listens at the same door: a line each in a small file they all map.

    A line belongs to whoever holds the lock on it, so the lines of processes that were killed are free again.
    """

    def __init__(self, path: Path, door: int) -> None:
        self.door = door
        self._file = path.open("a+b")
        self._file.truncate(SLOTS * _LINE.size)
        self._memory = mmap.mmap(self._file.fileno(), SLOTS * _LINE.size)
        self._own = next((line for line in range(SLOTS) if self._locked(line)), None)

    def say(self, count: int) -> None:
        """Tell the others how many there are here."""
        self._write(self._own, self.door, count)

    def leave(self) -> None:
        """Tell the others that nobody listens here any more."""
        self._write(self._own, 0, 0)
        self._own = None
        self._memory.close()
        self._file.close()

    def least_elsewhere(self) -> int | None:
        """Return the smallest number of another process at this door; None where there is no other."""
        return min((count for _line, count in self._others()), default=None)

    def forget_the_dead(self) -> None:
        """Strike out the processes that ended without leaving."""
        for line, _count in self._others():
            if self._locked(line):
                self._write(line, 0, 0)
                fcntl.lockf(self._file, fcntl.LOCK_UN, 1, line)

    def _others(self) -> list[tuple[int, int]]:
        lines = enumerate(_LINE.iter_unpack(self._memory[:]))
        return [(line, count) for line, (door, count) in lines if door == self.door and line != self._own]

    def _write(self, line: int | None, door: int, count: int) -> None:
        if line is not None:
            _LINE.pack_into(self._memory, line * _LINE.size, door, count)

    def _locked(self, line: int) -> bool:
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, line)
        except OSError:
            return False
        return True


class Doorway(asyncio.AbstractServer):
    """Takes in newcomers one by one, in place of the event loop's own server."""

    def __init__(self, loop: asyncio.AbstractEventLoop, factory: Callable[[], Any], listener: socket.socket, tally: Tally) -> None:
        self._loop, self._factory, self._listener, self._tally = loop, factory, listener, tally
        self._open: set[Any] = set()
        self._arriving: dict[Any, asyncio.Task] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._left_since: float | None = None
        self._anybody = select.poll()
        self._anybody.register(listener, select.POLLIN)
        tally.say(0)
        self._look()

    def close(self) -> None:
        """Take in nobody any more; who is there stays."""
        self._tally.leave()
        self._loop.remove_reader(self._listener)
        if self._timer is not None:
            self._timer.cancel()

    async def wait_closed(self) -> None:
        """Return at once: who is there is the server's to wait for."""

    def _look(self) -> None:
        self._timer = None
        self._loop.add_reader(self._listener, self._somebody_came)
        if not self._anybody.poll(0):
            self._left_since = None

    def _look_away(self, seconds: float) -> None:
        self._loop.remove_reader(self._listener)
        self._timer = self._loop.call_later(seconds, self._look)

    def _count(self) -> int:
        return len(self._open) + sum(1 for protocol in self._arriving if protocol not in self._open)

    def _somebody_came(self) -> None:
        least, now = self._tally.least_elsewhere(), self._loop.time()
        if least is None or self._count() <= least:
            self._left_since = None
            self._take_in()
        elif now - (self._left_since or now) > PATIENCE:
            self._tally.forget_the_dead()
            while self._timer is None and self._take_in():
                self._left_since = None
        else:
            self._left_since = self._left_since or now
            self._look_away(GLANCE)

    def _take_in(self) -> bool:
        try:
            connection, _address = self._listener.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return False  # another process was faster, or they left again
        except OSError as error:
            logger.warning("Nobody can be taken in: %s", error)
            self._look_away(RESPITE)
            return False
        protocol = self._factory()
        self._open = protocol.connections  # uvicorn's own list, of the whole process
        protocol.connection_lost = self._seen_off(protocol)
        self._arriving[protocol] = self._loop.create_task(self._welcome(protocol, connection))
        self._tally.say(self._count())
        return True

    def _seen_off(self, protocol: Any) -> Callable[[Exception | None], None]:
        """Return what the end of a connection calls: the protocol's own method first, then the tally learns of it."""

        def lost(error: Exception | None) -> None:
            del protocol.connection_lost
            protocol.connection_lost(error)
            self._tally.say(self._count())

        return lost

    async def _welcome(self, protocol: Any, connection: socket.socket) -> None:
        try:
            await self._loop.connect_accepted_socket(lambda: protocol, connection)
        except OSError:
            connection.close()
        finally:
            del self._arriving[protocol]
            self._tally.say(self._count())


class Loop(uvloop.Loop):
    """The event loop of one of several web processes."""

    async def create_server(self, protocol_factory: Any, *args: Any, **options: Any) -> Any:
        """Listen. Where the socket is handed over, others listen at it too."""
        listener = options.get("sock")
        if listener is None or options.get("ssl"):
            return await super().create_server(protocol_factory, *args, **options)
        try:
            settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
            tally = Tally(settings.DATA_DIR / "connections", os.fstat(listener.fileno()).st_ino)
        except OSError as error:
            logger.warning("Connections are not shared out evenly: %s", error)
            return await super().create_server(protocol_factory, *args, **options)
        listener.setblocking(False)
        listener.listen(options.get("backlog", 100))
        return Doorway(self, protocol_factory, listener, tally)
