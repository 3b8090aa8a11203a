"""The ASGI layer: ready bytes for visitors, one rendering at a time per page, a 304 when the reader has them already.

Kept pages live in this process's memory. Whether they still hold is asked of Redis at most every `TOKEN_LIFE` seconds
per place, so a change shows within that time. No answer from Redis means no cached answer: the page is rendered.
Nothing is kept longer than `PAGE_LIFE`, which bounds what depends on the clock alone, such as an alert's end (ALR-15).
"""

import asyncio
import gzip
import hashlib
import time
from collections import OrderedDict
from collections.abc import MutableMapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any

from django.conf import settings
from django.utils.translation import get_language_from_request

import redis
import redis.asyncio

from portal.asgi_types import Application, Receive, Scope, Send
from portal.page_cache import tokens

TOKEN_LIFE = 0.1  # seconds; goal P3 asks for ≤ 0.2
PAGE_LIFE = 30.0  # seconds
MAX_BYTES = 64 * 1024 * 1024
GZIP_FROM = 1000  # bytes; below, compressing costs more than it saves
_PLACE = tokens.PLACE_HEADER.lower().encode()
_DROPPED = {_PLACE, b"etag", b"content-length"}
_GONE = {301, 302, 404, 410}
_NOT_MODIFIED = {b"etag", b"cache-control", b"vary", b"content-security-policy"}

Key = tuple[bytes, str, str]


@dataclass(slots=True)
class KeptPage:
    """One rendered page, ready to be sent, and the token it was made under."""

    place: str
    token: bytes
    made_at: float
    etag: bytes
    plain: tuple[list[tuple[bytes, bytes]], bytes]
    packed: tuple[list[tuple[bytes, bytes]], bytes]

    @property
    def size(self) -> int:
        return len(self.plain[1]) + len(self.packed[1])


class _Language:
    """The little of a request that Django looks at to choose a language, so that both choose alike."""

    def __init__(self, accept: str, cookies: dict[str, str]) -> None:
        self.META = {"HTTP_ACCEPT_LANGUAGE": accept}
        self.COOKIES = cookies
        self.path_info = "/"


class PageCache:
    """Wraps the application. Requests it does not understand completely go straight through."""

    def __init__(self, application: Application, *, token_life: float = TOKEN_LIFE) -> None:
        self.application = application
        self._token_life = token_life
        self._pages: OrderedDict[Key, KeptPage] = OrderedDict()
        self._bytes = 0
        self._tokens: dict[str, tuple[float, bytes]] = {}
        self._places: dict[str, str] = {}
        self._rendering: dict[Key, asyncio.Lock] = {}
        self._redis: redis.asyncio.Redis | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key, headers = self._key(scope)
        if key is None or key[1] not in self._places:
            await self._render(key, scope, receive, send)
            return
        page = await self._kept(key)
        if page is None:
            async with self._rendering.setdefault(key, asyncio.Lock()):
                try:
                    page = await self._kept(key)
                    if page is None:
                        await self._render(key, scope, receive, send)
                        return
                finally:
                    self._rendering.pop(key, None)
        await self._answer(page, headers, scope["method"], send)

    async def close(self) -> None:
        """Give back the connection to Redis."""
        if self._redis is not None:
            await self._redis.aclose()

    def _key(self, scope: Scope) -> tuple[Key | None, dict[bytes, bytes]]:
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"} or scope["query_string"]:
            return None, {}
        headers = dict(scope["headers"])
        cookies: dict[str, str] = {}
        if raw := headers.get(b"cookie"):
            try:
                cookies = {name: morsel.value for name, morsel in SimpleCookie(raw.decode("latin-1")).items()}
            except CookieError:
                return None, headers
            if settings.SESSION_COOKIE_NAME in cookies or "messages" in cookies:
                return None, headers
        accept = headers.get(b"accept-language", b"").decode("latin-1")
        return (headers.get(b"host", b""), scope["path"], get_language_from_request(_Language(accept, cookies))), headers

    async def _kept(self, key: Key) -> KeptPage | None:
        page = self._pages.get(key)
        if page is None:
            return None
        if time.monotonic() - page.made_at < PAGE_LIFE and await self._token(page.place) == page.token:
            return page
        if self._pages.get(key) is page:  # another request may have renewed it meanwhile
            self._forget(key)
        return None

    async def _token(self, place: str, *, fresh: bool = False) -> bytes | None:
        now = time.monotonic()
        known = self._tokens.get(place)
        if known and not fresh and now - known[0] < self._token_life:
            return known[1]
        if self._redis is None:
            self._redis = redis.asyncio.Redis.from_url(settings.REDIS_CACHE_URL, socket_timeout=1, socket_connect_timeout=1)
        try:
            token = await tokens.current(self._redis, place)
        except (redis.RedisError, OSError):
            self._pages.clear()
            self._tokens.clear()
            self._bytes = 0
            return None
        self._tokens[place] = (now, token)
        return token

    async def _render(self, key: Key | None, scope: Scope, receive: Receive, send: Send) -> None:
        """Let Django answer, and keep what it says may be kept.

        The token is read before the rendering, so that a change during it is not missed. The first visit to a path
        only teaches which place it belongs to; the page is kept from the second visit on.
        """
        if key is None:
            await self.application(scope, receive, send)
            return
        place = self._places.get(key[1])
        token = await self._token(place, fresh=True) if place else None
        start: MutableMapping[str, Any] = {}
        body = bytearray()

        async def capture(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [(name.lower(), value) for name, value in message["headers"]]}
                start.update(message)
                message["headers"] = [header for header in message["headers"] if header[0] != _PLACE]
            elif _PLACE in dict(start["headers"]):
                body.extend(message.get("body", b""))
            await send(message)

        await self.application(scope, receive, capture)
        found = dict(start.get("headers", [])).get(_PLACE, b"").decode()
        if not found:
            # Only a page that is gone is unlearned: a request with a foreign host must not cost the others their page.
            if start.get("status") in _GONE:
                self._places.pop(key[1], None)
        elif scope["method"] == "GET":
            self._places[key[1]] = found
            if token and found == place:
                self._keep(key, found, token, start["headers"], bytes(body))

    def _keep(self, key: Key, place: str, token: bytes, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
        etag = b'"' + hashlib.blake2b(body, digest_size=12).hexdigest().encode() + b'"'
        common = [header for header in headers if header[0] not in _DROPPED] + [(b"etag", etag)]
        common = [(n, v + b", Accept-Encoding" if n == b"vary" else v) for n, v in common]
        plain = ([*common, (b"content-length", b"%d" % len(body))], body)
        packed = plain
        if len(body) >= GZIP_FROM:
            small = gzip.compress(body, compresslevel=6, mtime=0)
            packed = ([*common, (b"content-encoding", b"gzip"), (b"content-length", b"%d" % len(small))], small)
        self._forget(key)
        page = self._pages[key] = KeptPage(place, token, time.monotonic(), etag, plain, packed)
        self._bytes += page.size
        while self._bytes > MAX_BYTES:
            self._forget(next(iter(self._pages)))

    def _forget(self, key: Key) -> None:
        if page := self._pages.pop(key, None):
            self._bytes -= page.size

    async def _answer(self, page: KeptPage, headers: dict[bytes, bytes], method: str, send: Send) -> None:
        if headers.get(b"if-none-match") == page.etag:
            kept = [header for header in page.plain[0] if header[0] in _NOT_MODIFIED]
            await send({"type": "http.response.start", "status": 304, "headers": kept})
            await send({"type": "http.response.body", "body": b""})
            return
        own_headers, body = page.packed if b"gzip" in headers.get(b"accept-encoding", b"") else page.plain
        await send({"type": "http.response.start", "status": 200, "headers": own_headers})
        await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body})
