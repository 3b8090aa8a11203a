"""Twilio: its public REST interface of 2010-04-01."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import quote_plus, urlencode

from django.conf import settings

from notifications.channels.http import Answer, Pool, header_lines
from notifications.channels.sms.providers.base import Handed, Provider, Receipt, State, Stop, Text, Unsigned, is_stop
from notifications.channels.sms.providers.ovh import refusal

_STATES = {"sent": State.SENT, "delivered": State.DELIVERED, "undelivered": State.FAILED, "failed": State.FAILED}
#: Messages looked at to find one again: more than a number gets in a day.
_PAGE = 50


class TwilioProvider(Provider):
    """Text messages through Twilio, which keeps no reference of ours: an earlier attempt is found by its number and words (SMS-03)."""

    name = "twilio"
    address = "https://api.twilio.com"

    async def submit(self, pool: Pool, text: Text) -> Handed:
        words = _words(text.text, settings.PALIER_SMS_SENDER, self.callback_url(), min(text.life * 60, 14_400))
        answer = await self._call(pool, "POST", "", f"To={quote_plus(text.number)}&{words}")
        if answer.status >= 400:
            return refusal(answer)
        return Handed(accepted=True, provider_id=json.loads(answer.body)["sid"])

    async def find(self, pool: Pool, text: Text) -> Handed | None:
        answer = await self._call(pool, "GET", "?" + urlencode({"To": text.number, "PageSize": _PAGE}))
        if answer.status >= 400:
            message = "The provider does not say."
            raise OSError(message)
        same = [found["sid"] for found in json.loads(answer.body)["messages"] if found["body"] == text.text and found["to"] == text.number]
        return Handed(accepted=True, provider_id=same[0]) if same else None

    def read(self, *, url: str, headers: Mapping[str, str], query: Mapping[str, str], body: Mapping[str, str]) -> list[Receipt | Stop]:
        if not hmac.compare_digest(headers.get("X-Twilio-Signature", "").encode(), signature(url, body).encode()):
            raise Unsigned
        if "MessageStatus" in body:
            state = _STATES.get(body["MessageStatus"])
            return [Receipt(body.get("MessageSid", ""), state, body.get("ErrorCode", ""))] if state else []
        return [Stop(body["From"])] if "From" in body and is_stop(body.get("Body", "")) else []

    async def _call(self, pool: Pool, method: str, query: str, form: str = "") -> Answer:
        account = settings.PALIER_TWILIO_ACCOUNT
        origin, target = self.origin(f"/2010-04-01/Accounts/{account}/Messages.json{query}")
        headers = _headers(account, settings.PALIER_TWILIO_TOKEN)
        return await pool.request(method, origin, target, headers=headers, body=form.encode())


@lru_cache(maxsize=64)
def _words(text: str, sender: str, callback: str, life: int) -> str:
    """Write down what thousands of messages of one alert have in common: all but the number."""
    return urlencode({"From": sender, "Body": text, "StatusCallback": callback, "ValidityPeriod": str(life)})


@lru_cache(maxsize=2)
def _headers(account: str, token: str) -> bytes:
    key = base64.b64encode(f"{account}:{token}".encode()).decode()
    return header_lines({"Authorization": f"Basic {key}", "Content-Type": "application/x-www-form-urlencoded"})


def signature(url: str, body: Mapping[str, str]) -> str:
    """Return the signature Twilio puts on a callback: its address and its sorted fields, keyed with the account's token."""
    signed = url + "".join(f"{name}{body[name]}" for name in sorted(body))
    return base64.b64encode(hmac.digest(settings.PALIER_TWILIO_TOKEN.encode(), signed.encode(), hashlib.sha1)).decode()
