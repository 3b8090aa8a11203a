"""Pages are made in threads. A whole answer goes back to the event loop at once, which alone talks to the network.

Passing each part on by itself has thread and loop wait for each other three times a page, and whoever has to wait queues up for the
interpreter again: a fourteenth of an answer's time, and uneven turns. Only what is streamed goes piece by piece.
"""

import asyncio
import contextvars
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from a2wsgi.wsgi import Body, build_environ

from portal.asgi_types import Receive, Scope, Send

Headers = list[tuple[bytes, bytes]]


class PageThreads:
    """Runs a WSGI application in so many threads; first come, first served."""

    def __init__(self, application: Callable[..., Iterable[bytes]], threads: int) -> None:
        self.application = application
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="page")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()
        environ = build_environ(scope, Body(loop, receive))

        def pass_on(message: dict[str, Any]) -> None:
            asyncio.run_coroutine_threadsafe(send(message), loop).result()

        context = contextvars.copy_context()
        for message in await loop.run_in_executor(self._threads, context.run, self._answer, environ, pass_on):
            await send(message)

    def _answer(self, environ: dict[str, Any], pass_on: Callable[[dict[str, Any]], None]) -> list[dict[str, Any]]:
        """Return what is to be sent; what is streamed was passed on already, but for its end."""
        begun: list[dict[str, Any]] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
            named = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
            begun[:] = [{"type": "http.response.start", "status": int(status[:3]), "headers": named}]

        answer = self.application(environ, start_response)
        try:
            if not getattr(answer, "streaming", False):
                return [*begun, {"type": "http.response.body", "body": b"".join(answer)}]
            pass_on(begun[0])
            for piece in answer:
                pass_on({"type": "http.response.body", "body": piece, "more_body": True})
            return [{"type": "http.response.body", "body": b""}]
        finally:
            getattr(answer, "close", lambda: None)()
