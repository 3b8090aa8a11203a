"""Static files answered by the event loop, from the table WhiteNoise made, before a thread is taken for a page.

WhiteNoise decides everything: names, types, caching, ranges, compressed twins. Only the way to the socket is shorter.
"""

from django.conf import settings

from whitenoise.middleware import WhiteNoiseMiddleware

from portal.asgi_types import Application, Receive, Scope, Send

#: The request headers WhiteNoise looks at.
_ASKED = {b"accept-encoding", b"if-modified-since", b"if-none-match", b"range"}
_ALWAYS = [(b"x-content-type-options", b"nosniff"), (b"cross-origin-resource-policy", b"same-origin")]


class StaticFiles:
    """Wraps the application; what is not a known static file goes through."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.prefix = settings.STATIC_URL
        table = WhiteNoiseMiddleware(lambda request: None)
        # With autorefresh (development) files come and go: Django's side looks each time.
        self.files = {} if table.autorefresh else table.files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        file = self.files.get(scope["path"]) if scope["type"] == "http" and scope["path"].startswith(self.prefix) else None
        if file is None:
            await self.application(scope, receive, send)
            return
        asked = {
            f"HTTP_{name.decode().upper().replace('-', '_')}": value.decode("latin-1") for name, value in scope["headers"] if name in _ASKED
        }
        answer = file.get_response(scope["method"], asked)
        headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in answer.headers]
        body = b""
        if answer.file is not None:
            with answer.file:
                body = answer.file.read()
        await send({"type": "http.response.start", "status": int(answer.status), "headers": headers + _ALWAYS})
        await send({"type": "http.response.body", "body": body})
