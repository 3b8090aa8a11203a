"""Cards through Stripe's hosted Checkout, over its plain HTTP interface: three calls and a signed message do not need a library.

The card is typed on Stripe's page. What its messages say is not believed, only that something happened: the truth is asked for.
"""

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings

import requests

from ads.errors import ProviderError

#: A message older than this may have been taken down and sent again by somebody else (Stripe's own default).
TOLERANCE = 300
_TIMEOUT = (5, 10)


class SignatureError(Exception):
    """The message is not from the provider, or too old."""


@dataclass(frozen=True)
class Session:
    """A page of the provider on which one payment is made. `status` is open, complete or expired; amounts in cents."""

    id: str
    status: str
    paid: bool
    amount: int
    currency: str
    intent: str
    url: str
    reference: str


def is_on() -> bool:
    """Tell whether cards can be taken."""
    return bool(settings.PALIER_STRIPE_KEY and settings.PALIER_STRIPE_WEBHOOK_SECRET)


def open_session(*, reference: str, amount: int, label: str, back: str, expires: int) -> Session:
    """Open a payment page for this many cents. Calling it twice with one reference gives the same page. Raises ProviderError."""
    fields = {
        "mode": "payment",
        "client_reference_id": reference,
        "success_url": back,
        "cancel_url": back,
        "expires_at": str(expires),
        "locale": "auto",
        "line_items[0][quantity]": "1",
        "line_items[0][price_data][currency]": "eur",
        "line_items[0][price_data][unit_amount]": str(amount),
        "line_items[0][price_data][product_data][name]": label,
    }
    return _session(_call("post", "/v1/checkout/sessions", fields, key=f"session-{reference}"))


def read_session(session: str) -> Session:
    """Ask what became of a payment page. Raises ProviderError."""
    return _session(_call("get", f"/v1/checkout/sessions/{session}"))


def close_session(session: str) -> None:
    """Close a payment page, so that nobody pays for what was given to another. Raises ProviderError, also when it is paid."""
    _call("post", f"/v1/checkout/sessions/{session}/expire", {})


def refund(*, intent: str, amount: int, key: str) -> str:
    """Pay this many cents back; return the provider's number. The same key twice pays back once. Raises ProviderError."""
    return str(_call("post", "/v1/refunds", {"payment_intent": intent, "amount": str(amount)}, key=f"refund-{key}")["id"])


def read_event(body: bytes, signature: str, *, now: float | None = None) -> dict[str, Any]:
    """Return the message if it is from the provider and fresh. Raises SignatureError."""
    parts = [part.strip().partition("=") for part in signature.split(",")]
    stamps = [value for name, _, value in parts if name == "t" and value.isdecimal()]
    given = [value for name, _, value in parts if name == "v1"]
    if len(stamps) != 1 or abs((now or time.time()) - int(stamps[0])) > TOLERANCE:
        raise SignatureError
    wanted = sign(body, int(stamps[0]))
    if not any(hmac.compare_digest(wanted.encode(), value.encode()) for value in given):
        raise SignatureError
    try:
        event = json.loads(body)
    except ValueError as error:
        raise SignatureError from error
    if not isinstance(event, dict) or not isinstance(event.get("id"), str):
        raise SignatureError
    return event


def sign(body: bytes, stamp: int) -> str:
    """Return the signature the provider puts on a message at this moment."""
    secret = settings.PALIER_STRIPE_WEBHOOK_SECRET.encode()
    return hmac.new(secret, str(stamp).encode() + b"." + body, hashlib.sha256).hexdigest()


def _session(found: dict[str, Any]) -> Session:
    return Session(
        id=found["id"],
        status=found["status"],
        paid=found["payment_status"] == "paid",
        amount=int(found["amount_total"]),
        currency=found["currency"],
        intent=found.get("payment_intent") or "",
        url=found.get("url") or "",
        reference=found.get("client_reference_id") or "",
    )


def _call(method: str, path: str, fields: dict[str, str] | None = None, *, key: str = "") -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {settings.PALIER_STRIPE_KEY}"} | ({"Idempotency-Key": key} if key else {})
    try:
        answer = requests.request(
            method, settings.PALIER_STRIPE_URL + path, data=fields, headers=headers, timeout=_TIMEOUT, allow_redirects=False
        )
        found = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise ProviderError("The payment provider does not answer.") from error
    if answer.status_code != 200:
        code = found.get("error", {}).get("code", answer.status_code) if isinstance(found, dict) else answer.status_code
        raise ProviderError(f"The payment provider refuses: {code}.")
    return found
