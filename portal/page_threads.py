"""Pages are made in threads. A whole answer goes back to the event loop at once, which alone talks to the network.

Passing each part on by itself has thread and loop wait for each other three times a page, and whoever has to wait queues up for the
interpreter again: a fourteenth of an answer's time, and uneven turns. Only what is streamed goes piece by piece. A thread takes its next page when its answer is
sent: otherwise those who have one already wait for the loop, which waits for threads that work for others.
"""

import asyncio
import contextvars
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from a2wsgi.wsgi import Body, build_environ

from portal.asgi_types import Receive, Scope, Send

#: In each process. Threads share one interpreter: with three of them one page in twenty took a third longer than with two, and none came sooner.
THREADS = 2


class PageThreads:
    """Runs a WSGI application in so many threads; first come, first served."""

    def __init__(self, application: Callable[..., Iterable[bytes]], threads: int = THREADS) -> None:
        self.application = application
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="page")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()
        environ = build_environ(scope, Body(loop, receive))

        async def pass_on(messages: list[dict[str, Any]]) -> None:
            for message in messages:
                await send(message)

        def make() -> None:
            for messages in self._answer(environ):
                asyncio.run_coroutine_threadsafe(pass_on(messages), loop).result()

        await loop.run_in_executor(self._threads, contextvars.copy_context().run, make)

    def _answer(self, environ: dict[str, Any]) -> Iterator[list[dict[str, Any]]]:
        """Yield what is to be sent: all at once, or as it is streamed."""
        begun: list[dict[str, Any]] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
            named = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
            begun[:] = [{"type": "http.response.start", "status": int(status[:3]), "headers": named}]

        answer = self.application(environ, start_response)
        try:
            if getattr(answer, "streaming", False):
                yield begun.copy()
                begun.clear()
                for piece in answer:
                    yield [{"type": "http.response.body", "body": piece, "more_body": True}]
                body = b""
            else:
                body = b"".join(answer)
        finally:
            getattr(answer, "close", lambda: None)()
        yield [*begun, {"type": "http.response.body", "body": body}]
