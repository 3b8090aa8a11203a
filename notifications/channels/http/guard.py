"""Where this server may connect to when somebody else chose the address (WPU-08, SEC-15).

A host is allowed by name first, on a label boundary of the parsed host. Then it is resolved at the moment of sending,
and every address found must lie outside the list below. No flag of the standard library decides: `is_global` calls the
NAT64 form of the metadata service's address public.
"""

import asyncio
import ipaddress
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from urllib.parse import urlsplit

_DENIED = [
    ipaddress.ip_network(block)
    for block in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carriers' address sharing
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link-local, metadata services
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
        "::/96",  # unspecified, loopback, IPv4-compatible
        "::ffff:0:0/96",  # IPv4-mapped
        "::ffff:0:0:0/96",  # IPv4-translated
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",  # local NAT64
        "100::/64",  # discard
        "2001::/23",  # protocol assignments, Teredo
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
        "5f00::/16",  # segment routing
        "fc00::/7",  # unique local
        "fe80::/10",  # link-local
        "fec0::/10",  # site-local
        "ff00::/8",  # multicast
    )
]


#: Every printed sign of ASCII but the backslash.
_PRINTED = re.compile(r"[!-\[\]-~]+")
#: What ends a host is what ends it for the standard library.
_PARTS = re.compile(r"(?P<origin>[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*)(?P<target>[^#]*)(?P<fragment>#.*)?")


class Refused(Exception):  # noqa: N818 - a domain word
    """An address this server does not connect to."""


@dataclass(frozen=True)
class Origin:
    """Scheme, host and port. `trusted` origins were named by the operator, not by a visitor: no guard asks about them."""

    scheme: str
    host: str
    port: int
    trusted: bool = False

    def __str__(self) -> str:
        return self._text

    @property
    def netloc(self) -> str:
        """What the Host header says."""
        return self._text.partition("://")[2]

    @cached_property
    def _text(self) -> str:
        usual = {"https": 443, "http": 80}[self.scheme]
        return f"{self.scheme}://{self.host}" if self.port == usual else f"{self.scheme}://{self.host}:{self.port}"


def allowed_origin(url: str, *, hosts: Iterable[str], trusted: Iterable[str] = ()) -> tuple[Origin, str]:
    """Return the origin and the request target of an address a visitor gave. Raises Refused for anything but a plain one.

    Plain: https, port 443, no name or password, no fragment, a host that is one of `hosts` or ends in one of them on a
    label boundary. `trusted` origins are named by the operator and pass as they are.
    """
    if not _PRINTED.fullmatch(url) or not (parts := _PARTS.fullmatch(url)):
        raise Refused
    origin = _origin(parts["origin"], tuple(hosts), tuple(trusted))
    if parts["fragment"] and not origin.trusted:
        raise Refused
    target = parts["target"]
    return origin, target if target.startswith("/") else f"/{target}"


@lru_cache(maxsize=256)
def _origin(url: str, hosts: tuple[str, ...], trusted: tuple[str, ...]) -> Origin:
    """Judge an address without its path: a batch of five hundred browsers knows some four of them."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Refused from error
    if parts.hostname and url in trusted:
        return Origin(parts.scheme, parts.hostname, port or {"https": 443, "http": 80}[parts.scheme], trusted=True)
    host = (parts.hostname or "").lower()
    plain = parts.scheme == "https" and port in {None, 443} and "@" not in parts.netloc
    if not plain or not any(host == known or host.endswith(f".{known}") for known in hosts):
        raise Refused
    if not all(label and label.strip("abcdefghijklmnopqrstuvwxyz0123456789-") == "" for label in host.split(".")):
        raise Refused
    return Origin("https", host, 443)


def is_denied(address: str) -> bool:
    """Tell whether an address may not be connected to."""
    found = ipaddress.ip_address(address.partition("%")[0])
    return any(found.version == block.version and found in block for block in _DENIED)


async def addresses_of(origin: Origin) -> list[str]:
    """Resolve a host now. Raises Refused when any address found is denied, OSError when there is none."""
    found = await asyncio.get_running_loop().getaddrinfo(origin.host, origin.port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not addresses:
        message = "The host has no address."
        raise OSError(message)
    if not origin.trusted and any(is_denied(address) for address in addresses):
        raise Refused
    return addresses
