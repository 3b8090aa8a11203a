"""Keys that live outside the database: what is sealed or hashed here is worthless in a stolen dump (domain.md, principle 1)."""

import base64
import hashlib
import hmac
import ipaddress
import json
from functools import lru_cache

from django.conf import settings

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


@lru_cache(maxsize=8)
def _derived(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"palier " + purpose).derive(secret.encode())


def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_derived(settings.PALIER_DWELLING_KEY, b"sealed postcard")))


def seal(content: bytes) -> bytes:
    """Encrypt; the result also tells when it was tampered with."""
    return _fernet().encrypt(content)


def unseal(sealed: bytes | memoryview) -> bytes:
    """Decrypt what `seal` made. Raises `cryptography.fernet.InvalidToken` under another key."""
    return _fernet().decrypt(bytes(sealed))


def seal_json(content: object) -> bytes:
    """Encrypt a JSON value."""
    return seal(json.dumps(content).encode())


def unseal_json(sealed: bytes | memoryview) -> object:
    """Decrypt a JSON value."""
    return json.loads(unseal(sealed))


def keyed_hash(purpose: bytes, text: str) -> str:
    """Return a hash that only who holds the key can make; another purpose gives another hash."""
    return hmac.new(_derived(settings.PALIER_DWELLING_KEY, purpose), text.encode(), hashlib.sha256).hexdigest()


def location_hash(lat: float, lon: float) -> str:
    """Return the keyed hash by which the same coordinates (to a tenth of a metre) are recognised, whoever sends them; nothing else."""
    return keyed_hash(b"location sample", f"{lat:.6f} {lon:.6f}")


def dwelling_hash(canonical: str) -> str:
    """Return the keyed hash of a dwelling: the same home gives the same hash, and no hash gives the home back."""
    return keyed_hash(b"dwelling", canonical)


def network_hash(address: str, salt: str) -> str:
    """Return the keyed hash of the network an IP address belongs to (24 bits of IPv4, 48 of IPv6); "" for no address.

    With another salt, another hash: what is kept beside one question tells nothing about another.
    """
    if not address:
        return ""
    found = ipaddress.ip_interface(address).ip
    network = ipaddress.ip_network((found, 24 if found.version == 4 else 48), strict=False)
    return keyed_hash(b"network", f"{salt} {network}")


def invitation_hash(address: str) -> str:
    """Return the keyed hash by which an invited e-mail address is recognised, whatever the case it is written in.

    Made in another way than `keyed_hash`, and it stays so: refused addresses would be written to again under another hash.
    """
    return hmac.new(dwelling_hash("invitation").encode(), address.strip().casefold().encode(), hashlib.sha256).hexdigest()
