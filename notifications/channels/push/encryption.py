"""Message encryption for Web Push: RFC 8291 over the aes128gcm coding of RFC 8188. The push service sees bytes only."""

import hmac
import os
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

#: Bytes of plaintext that every push service takes (RFC 8291, section 4).
MOST_PLAINTEXT = 3_993
RECORD_SIZE = 4_096
SALT_BYTES, POINT_BYTES, AUTH_BYTES = 16, 65, 16
_CURVE = ec.SECP256R1()


class BadKeys(ValueError):  # noqa: N818 - a domain word
    """Keys no browser makes: not a point on the curve, or a secret of another length."""


def public_point(raw: bytes) -> ec.EllipticCurvePublicKey:
    """Return a browser's public key. Raises BadKeys unless it is an uncompressed point on P-256 (WPU-11)."""
    if len(raw) != POINT_BYTES or raw[0] != 4:
        raise BadKeys
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, raw)
    except ValueError as error:
        raise BadKeys from error


def encrypt(plaintext: bytes, *, p256dh: bytes, auth: bytes) -> bytes:
    """Encrypt for one browser, under a key and a salt used once. Raises BadKeys."""
    if len(auth) != AUTH_BYTES:
        raise BadKeys
    own = ec.generate_private_key(_CURVE)
    point = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    secret = own.exchange(ec.ECDH(), public_point(p256dh))
    salt = os.urandom(SALT_BYTES)
    key, nonce = _keys(secret, auth=auth, salt=salt, receiver=p256dh, sender=point)
    # One record, the last one: a delimiter of 2, no padding.
    sealed = AESGCM(key).encrypt(nonce, plaintext + b"\x02", None)
    return salt + struct.pack("!IB", RECORD_SIZE, POINT_BYTES) + point + sealed


def decrypt(body: bytes, *, private: ec.EllipticCurvePrivateKey, auth: bytes) -> bytes:
    """Undo `encrypt`, as a browser would. Raises BadKeys when the body is not for this key."""
    salt, rest = body[:SALT_BYTES], body[SALT_BYTES:]
    _size, length = struct.unpack("!IB", rest[:5])
    sender, sealed = rest[5 : 5 + length], rest[5 + length :]
    secret = private.exchange(ec.ECDH(), public_point(sender))
    receiver = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    key, nonce = _keys(secret, auth=auth, salt=salt, receiver=receiver, sender=sender)
    try:
        return AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\x00").removesuffix(b"\x02")
    except InvalidTag as error:
        raise BadKeys from error


def _keys(secret: bytes, *, auth: bytes, salt: bytes, receiver: bytes, sender: bytes) -> tuple[bytes, bytes]:
    """Derive the content key and nonce: HKDF by hand, each expansion being a single block."""
    material = _hmac(_hmac(auth, secret), b"WebPush: info\x00" + receiver + sender + b"\x01")
    pseudorandom = _hmac(salt, material)
    key = _hmac(pseudorandom, b"Content-Encoding: aes128gcm\x00\x01")[:16]
    return key, _hmac(pseudorandom, b"Content-Encoding: nonce\x00\x01")[:12]


def _hmac(key: bytes, data: bytes) -> bytes:
    return hmac.digest(key, data, "sha256")
