"""Reaching a feed an operator named, without being led elsewhere (SEC-15, WPU-08).

The name is resolved now, every address is compared with the list of denied networks, and the one that was checked is the one
connected to. No redirect is followed; what is too large or too slow is dropped.
"""

import http.client
import socket
import ssl
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from notifications.channels.http.guard import Origin, Refused, allowed_origin, is_denied

#: Seconds for one wait on the network, and for the whole answer.
WAIT, TOTAL = 5.0, 15.0
MOST_BYTES = 1024 * 1024


class FetchFault(Exception):  # noqa: N818 - a domain word
    """The feed could not be had. The word says which rule or fault stopped it; it never holds content."""


@dataclass(frozen=True, slots=True)
class Fetched:
    body: bytes
    etag: str


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was checked, whatever the name means a moment later."""

    def __init__(self, origin: Origin, address: str) -> None:
        super().__init__(origin.host, origin.port, timeout=WAIT)
        self._origin, self._address = origin, address

    def connect(self) -> None:
        sock = socket.create_connection((self._address, self.port), WAIT)
        self.sock = ssl.create_default_context().wrap_socket(sock, server_hostname=self.host) if self._origin.scheme == "https" else sock


def fetch(url: str, *, etag: str = "") -> Fetched | None:
    """Return what a feed's address answers, or None when nothing changed since `etag`. Raises FetchFault."""
    started = time.monotonic()
    try:
        host = (urlsplit(url).hostname or "").lower()
        origin, target = allowed_origin(url, hosts=[host], trusted=settings.PALIER_TRUSTED_FEEDS)
        line = _Pinned(origin, _address_of(origin))
    except (Refused, ValueError) as error:
        raise FetchFault("address") from error
    except OSError as error:
        raise FetchFault("name") from error
    try:
        line.request(
            "GET", target, headers={"User-Agent": "palier", "Accept": "application/atom+xml, application/cap+xml", **_condition(etag)}
        )
        answer = line.getresponse()
        if answer.status == http.HTTPStatus.NOT_MODIFIED:
            return None
        if answer.status != http.HTTPStatus.OK:
            raise FetchFault("redirect" if 300 <= answer.status < 400 else f"status-{answer.status}")
        body = b""
        while piece := answer.read1(64 * 1024):
            body += piece
            if len(body) > MOST_BYTES:
                raise FetchFault("size")
            if time.monotonic() - started > TOTAL:
                raise FetchFault("time")
        return Fetched(body, answer.headers.get("ETag", "")[:200])
    except (OSError, http.client.HTTPException) as error:
        raise FetchFault("network") from error
    finally:
        line.close()


def _condition(etag: str) -> dict[str, str]:
    return {"If-None-Match": etag} if etag else {}


def _address_of(origin: Origin) -> str:
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(origin.host, origin.port, type=socket.SOCK_STREAM)]
    if not found:
        message = "The host has no address."
        raise OSError(message)
    if not origin.trusted and any(is_denied(address) for address in found):
        raise Refused
    return found[0]
