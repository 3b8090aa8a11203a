"""Browsers for tests: they make keys, subscribe, and read what the fake push service kept for them."""

import base64
import json
import os
import subprocess
import sys
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from notifications.channels.push.encryption import decrypt
from notifications.channels.push.vapid import decoded, encoded
from notifications.models import PushSubscription

SERVICE = Path(__file__).with_name("push_service.py")
CURVE = ec.SECP256R1()


class Browser:
    """One browser's keys."""

    def __init__(self, endpoint):
        self.endpoint = endpoint
        self.private = ec.generate_private_key(CURVE)
        self.secret = os.urandom(16)

    @property
    def point(self):
        return self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def fields(self):
        """What its script sends."""
        return {"endpoint": self.endpoint, "p256dh": encoded(self.point), "auth": encoded(self.secret)}

    def read(self, request):
        """Decrypt what was sent to it."""
        return json.loads(decrypt(base64.b64decode(request["body"]), private=self.private, auth=self.secret))


class PushService:
    """The fake push service, and what it was asked."""

    def __init__(self, folder, **environment):
        self.folder = folder
        self.process = subprocess.Popen([sys.executable, SERVICE, folder], env={**os.environ, **environment})

    @property
    def origin(self):
        return f"http://127.0.0.1:{(self.folder / 'port').read_text()}"

    @property
    def requests(self):
        path = self.folder / "requests"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def accepted(self):
        """The targets it said yes to, in order."""
        return [request["target"] for request in self.requests if request["status"] in {200, 201}]

    def say(self, word):
        """Answer everything with this from now on; nothing: by the path again."""
        path = self.folder / "script"
        if word:
            path.write_text(word)
        else:
            path.unlink(missing_ok=True)

    def browser(self, path="201/a"):
        return Browser(f"{self.origin}/{path}")

    def stop(self):
        self.process.kill()
        self.process.wait()


def claims_of(request):
    """Check the signature of a VAPID token and return what it claims."""
    scheme, _, rest = request["headers"]["authorization"].partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    head, claims, signature = parts["t"].split(".")
    raw = decoded(signature)
    key = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, decoded(parts["k"]))
    pair = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    key.verify(pair, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    assert scheme == "vapid"
    assert json.loads(decoded(head)) == {"typ": "JWT", "alg": "ES256"}
    return json.loads(decoded(claims))


def subscriptions_of(users, origin, path="201"):
    """Subscribe a browser for each of these people, all with the same keys; return the browser that can read for all."""
    browser = Browser("")
    PushSubscription.objects.bulk_create(
        PushSubscription(
            user=user,
            endpoint=f"{origin}/{path}/{user.pk}",
            fingerprint=PushSubscription.fingerprint_of(f"{origin}/{path}/{user.pk}"),
            host=origin,
            p256dh=browser.point,
            auth=browser.secret,
        )
        for user in users
    )
    return browser
