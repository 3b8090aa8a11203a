"""One small HTTP/1.1 client, made for many short requests to few hosts.

Connections stay open, are pinned to an address that was checked, follow nobody elsewhere, and read no more than they must.
"""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import httptools

from notifications.channels.http.guard import Origin, addresses_of

#: Seconds [policy, WPU-08]: to connect, and in all.
CONNECT_TIMEOUT = 5.0
TOTAL_TIMEOUT = 10.0
#: Seconds between two looks for what has taken too long.
LOOK = 0.25
#: Bytes of an answer that are read before the connection is cut [policy, WPU-08].
MOST_BYTES = 64 * 1024


@dataclass(slots=True)
class Answer:
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class _Line(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._waiter: asyncio.Future[Answer] | None = None
        #: When whoever asked has waited long enough, by the loop's clock.
        self.until = 0.0
        self._parser = httptools.HttpResponseParser(self)
        self._headers: dict[str, str] = {}
        self._body: list[bytes] = []
        self._size = 0
        self._began = False
        self.reusable = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._size += len(data)
        if self._size > MOST_BYTES or self._waiter is None:
            self._break("The answer is too long, or nobody asked.")
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self._break("The answer is not HTTP.")

    def connection_lost(self, error: Exception | None) -> None:
        self.reusable = False
        if self._waiter and not self._waiter.done():
            # Without a length, the end of the connection is the end of the answer.
            open_ended = (
                self._began and "content-length" not in self._headers and "chunked" not in self._headers.get("transfer-encoding", "")
            )
            if open_ended and error is None:
                self.on_message_complete()
            else:
                self._waiter.set_exception(error or ConnectionResetError("The server hung up."))

    # --- What the parser says ---------------------------------------------------------------------------------------

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        self._began = True

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        status = self._parser.get_status_code()
        if 100 <= status < 200:
            self._headers, self._began = {}, False
            return
        self.reusable = self.reusable and self._parser.should_keep_alive()
        waiter, self._waiter = self._waiter, None
        if waiter and not waiter.done():
            waiter.set_result(Answer(status, self._headers, b"".join(self._body)))

    # --- What the pool does -----------------------------------------------------------------------------------------

    def ask(self, request: bytes, waiter: asyncio.Future[Answer]) -> None:
        self._headers, self._body, self._size, self._began = {}, [], 0, False
        self._waiter = waiter
        self._transport.write(request)

    def give_up(self) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_exception(TimeoutError())
        self.close()

    def close(self) -> None:
        self.reusable = False
        if self._transport:
            self._transport.abort()

    def _break(self, reason: str) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_exception(ConnectionError(reason))
        self.close()


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def header_lines(headers: Mapping[str, str]) -> bytes:
    """Write headers down once for many requests. Raises OSError for a line break in one."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    if lines.count("\n") != len(headers) or lines.count("\r") != len(headers):
        message = "A line break in a header."
        raise OSError(message)
    return lines.encode("latin-1")


class Pool:
    """Connections by origin. Belongs to one event loop."""

    def __init__(self) -> None:
        self._idle: dict[Origin, list[_Line]] = {}
        #: Who waits for an answer. One look a moment ends what took too long: a timer for each costs more than its request.
        self._asked: set[_Line] = set()
        self._look: asyncio.TimerHandle | None = None

    async def request(
        self, method: str, origin: Origin, target: str, *, headers: Mapping[str, str] | bytes = b"", body: bytes = b""
    ) -> Answer:
        """Ask once. Raises OSError (connection, time), Refused (where the host leads); redirects are answers like others."""
        if "\r" in target or "\n" in target:
            message = "A line break in a target."
            raise OSError(message)
        lines = headers if isinstance(headers, bytes) else header_lines(headers)
        head = f"{method} {target} HTTP/1.1\r\nHost: {origin.netloc}\r\nContent-Length: {len(body)}\r\n"
        loop = asyncio.get_running_loop()
        until = loop.time() + TOTAL_TIMEOUT
        line = self._idle_line(origin) or await self._connect(origin)
        waiter, line.until = loop.create_future(), until
        self._asked.add(line)
        self._look = self._look or loop.call_later(LOOK, self._give_up)
        try:
            line.ask(b"".join((head.encode("latin-1"), lines, b"\r\n", body)), waiter)
            answer = await waiter
        except BaseException:
            line.close()
            raise
        finally:
            self._asked.discard(line)
        if line.reusable:
            self._idle.setdefault(origin, []).append(line)
        else:
            line.close()
        return answer

    def close(self) -> None:
        if self._look:
            self._look.cancel()
        for lines in self._idle.values():
            for line in lines:
                line.close()
        self._idle.clear()

    def _give_up(self) -> None:
        loop = asyncio.get_running_loop()
        for line in [line for line in self._asked if line.until <= loop.time()]:
            line.give_up()
        self._look = loop.call_later(LOOK, self._give_up) if self._asked else None

    def _idle_line(self, origin: Origin) -> _Line | None:
        idle = self._idle.get(origin, [])
        while idle:
            if (line := idle.pop()).reusable:
                return line
        return None

    async def _connect(self, origin: Origin) -> _Line:
        async with asyncio.timeout(CONNECT_TIMEOUT):
            address = (await addresses_of(origin))[0]
            secure = {"ssl": _tls(), "server_hostname": origin.host} if origin.scheme == "https" else {}
            _transport, line = await asyncio.get_running_loop().create_connection(_Line, host=address, port=origin.port, **secure)
        return line
