"""What may stand in an address line (EML-03). Anything else is refused, never repaired."""

import re

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})[A-Za-z0-9]")


def plain_address(address: str) -> str | None:
    """Return the address in the ASCII form that goes on the wire, or None when it could not be one."""
    local, at, domain = address.rpartition("@")
    if not at or not _LOCAL.fullmatch(local):
        return None
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    return f"{local}@{domain}" if _DOMAIN.fullmatch(domain) else None


def one_line(text: str) -> str:
    """Return a text that cannot begin a new header line."""
    return " ".join(text.split())
