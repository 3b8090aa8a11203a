"""What somebody sends is gathered by the event loop before a thread is taken for their page.

There are few page threads, because more only get in each other's way. A photograph over a slow line takes minutes: as long as it is
on its way it must not hold one of them.
"""

import tempfile
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_noop

from portal.asgi_types import Application, Receive, Scope, Send

#: Bytes [policy]: a listing's pictures at their largest, and their words.
MOST = 80 * 1024 * 1024
#: Bytes kept in memory; what is longer lies in a file meanwhile.
IN_MEMORY = 1024 * 1024
CHUNK = 256 * 1024
TOO_LONG = gettext_noop("What you sent is too large. Please go back and choose smaller files.")


class GatheredBodies:
    """Wraps the application: a request with a body reaches it once all of the body is there."""

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        length = _length(scope) if scope["type"] == "http" else 0
        if not length:
            await self.application(scope, receive, send)
        elif length > MOST:
            await _refuse(send)
        else:
            with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as body:
                if await _gather(receive, body):
                    await self.application(scope, _Replay(body, length, receive), send)


class _Replay:
    """Hands the gathered body on, piece by piece; then what the server says itself."""

    def __init__(self, body: Any, length: int, receive: Receive) -> None:
        self._body, self._left, self._receive = body, length, receive
        body.seek(0)

    async def __call__(self) -> dict[str, Any]:
        if self._left <= 0:
            return await self._receive()
        piece = self._body.read(CHUNK)
        self._left = self._left - len(piece) if piece else 0
        return {"type": "http.request", "body": piece, "more_body": self._left > 0}


def _length(scope: Scope) -> int:
    """Return the announced length of a body. Without one there is none: pages do not read it (PEP 3333)."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else 0
    return 0


async def _gather(receive: Receive, body: Any) -> bool:
    """Read all of it; return False when the sender went away."""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return False
        body.write(message.get("body", b""))
        if not message.get("more_body", False):
            return True


async def _refuse(send: Send) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        text = translation.gettext(TOO_LONG).encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close"), (b"content-length", str(len(text)).encode())]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": text})
