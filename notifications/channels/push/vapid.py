"""Who sends: RFC 8292. One signed token per push service, good for twelve hours."""

import base64
import hashlib
import json
import time
from functools import lru_cache

from django.conf import settings

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

#: Seconds a token says it is good (24 h at most, RFC 8292, section 2), and seconds after which a new one is made.
TOKEN_LIFE = 20 * 3600
TOKEN_KEPT = 12 * 3600


def encoded(raw: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Undo `encoded`. Raises ValueError."""
    return base64.b64decode(text.encode() + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)


@lru_cache(maxsize=2)
def _private(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(decoded(text)), ec.SECP256R1())


@lru_cache(maxsize=2)
def _public(text: str) -> str:
    return encoded(_private(text).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def public_key() -> str:
    """Return what browsers need to subscribe: our public key, base64url."""
    return _public(settings.PALIER_VAPID_PRIVATE_KEY)


def key_fingerprint() -> str:
    """Return a short word for the key in use, so that a changed key is noticed."""
    return hashlib.sha256(public_key().encode()).hexdigest()[:16]


def subject() -> str:
    """Return whom a push service may write to about us."""
    return f"mailto:{settings.PALIER_OPERATOR_EMAIL}" if settings.PALIER_OPERATOR_EMAIL else settings.PALIER_BASE_URL


class Tokens:
    """Authorization headers by origin. A token names one origin and is never shown to another (WPU-05)."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, str]] = {}

    def header_for(self, origin: str) -> str:
        """Return the Authorization header for a push service."""
        made, header = self._kept.get(origin, (0.0, ""))
        if not header or time.time() - made > TOKEN_KEPT:
            header = f"vapid t={token(origin)}, k={public_key()}"
            self._kept[origin] = (time.time(), header)
        return header


def token(origin: str) -> str:
    """Sign a token for one origin (a JWT with ES256)."""
    claims = {"aud": origin, "exp": int(time.time()) + TOKEN_LIFE, "sub": subject()}
    text = ".".join(encoded(json.dumps(part, separators=(",", ":")).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, claims))
    r, s = decode_dss_signature(_private(settings.PALIER_VAPID_PRIVATE_KEY).sign(text.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{text}.{encoded(r.to_bytes(32) + s.to_bytes(32))}"
