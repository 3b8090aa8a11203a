"""OVHcloud (France): its public interface of version 1.0, signed requests, one job per message."""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.utils.crypto import salted_hmac

from notifications.channels.http import Answer, Pool
from notifications.channels.push.health import rest_of
from notifications.channels.sms.providers.base import Handed, Provider, Receipt, State, Stop, Text, Unsigned, is_stop
from notifications.channels.sms.segments import length_of

#: `ptt` of a delivery report: 1 is handed to the network, 2 failed there, 4 is waiting, 8 handed on, 16 refused.
_STATES = {"1": State.DELIVERED, "2": State.FAILED, "8": State.SENT, "16": State.FAILED}


class OvhProvider(Provider):
    """Text messages through OVHcloud. A message carries our reference as its `tag`, by which it is found again (SMS-03)."""

    name = "ovh"
    address = "https://eu.api.ovh.com"

    async def submit(self, pool: Pool, text: Text) -> Handed:
        order = {
            "message": text.text,
            "receivers": [text.number],
            "sender": settings.PALIER_SMS_SENDER,
            "noStopClause": True,
            "priority": "high",
            "class": "phoneDisplay",
            "charset": "UTF-8",
            "coding": "7bit" if length_of(text.text).alphabet == "GSM-7" else "8bit",
            "validityPeriod": text.life,
            "tag": text.reference,
        }
        answer = await self._call(pool, "POST", f"{self._account}/jobs", order)
        if answer.status >= 400:
            return refusal(answer)
        report = json.loads(answer.body)
        if report.get("invalidReceivers"):
            return Handed(accepted=False, code="bad_number")
        return Handed(accepted=True, provider_id=str(report["ids"][0]))

    async def find(self, pool: Pool, text: Text) -> Handed | None:
        answer = await self._call(pool, "GET", f"{self._account}/outgoing?tag={quote(text.reference)}")
        if answer.status >= 400:
            message = "The provider does not say."
            raise OSError(message)
        found = json.loads(answer.body)
        return Handed(accepted=True, provider_id=str(found[0])) if found else None

    def read(self, *, url: str, headers: Mapping[str, str], query: Mapping[str, str], body: Mapping[str, str]) -> list[Receipt | Stop]:
        # It signs nothing: the address given to it holds a keyed word that nobody else knows.
        if not hmac.compare_digest(query.get("cle", "").encode(), self.word().encode()):
            raise Unsigned
        said = {**query, **body}
        if "ptt" in said:
            # Whatever else a receipt names, it is nobody's STOP.
            state = _STATES.get(said["ptt"])
            return [Receipt(said.get("id", ""), state, f"ovh-{said['ptt']}" if state is State.FAILED else "")] if state else []
        if "number" in said and is_stop(said.get("message", "STOP")):
            return [Stop(said["number"])]
        return []

    def callback_url(self) -> str:
        return f"{super().callback_url()}?cle={self.word()}"

    @staticmethod
    def word() -> str:
        """Return the keyed word of our address."""
        return salted_hmac("notifications.sms-callback", settings.PALIER_OVH_APPLICATION_SECRET, algorithm="sha256").hexdigest()[:32]

    @property
    def _account(self) -> str:
        return f"/1.0/sms/{quote(settings.PALIER_OVH_SERVICE)}"

    async def _call(self, pool: Pool, method: str, path: str, data: dict[str, Any] | None = None) -> Answer:
        origin, target = self.origin(path)
        body = json.dumps(data).encode() if data is not None else b""
        moment = str(int(time.time()))
        secret, consumer = settings.PALIER_OVH_APPLICATION_SECRET, settings.PALIER_OVH_CONSUMER_KEY
        signed = "+".join((secret, consumer, method, f"{origin}{target}", body.decode(), moment))
        headers = {
            "X-Ovh-Application": settings.PALIER_OVH_APPLICATION_KEY,
            "X-Ovh-Consumer": consumer,
            "X-Ovh-Timestamp": moment,
            "X-Ovh-Signature": "$1$" + hashlib.sha1(signed.encode()).hexdigest(),  # noqa: S324 - their protocol
            "Content-Type": "application/json",
        }
        return await pool.request(method, origin, target, headers=headers, body=body)


def refusal(answer: Answer) -> Handed:
    """Say what a provider's refusal means: 4xx is final but for "too many", anything else is worth another try."""
    again = answer.status in {408, 429} or answer.status >= 500
    return Handed(accepted=False, code=f"sms-{answer.status}", again=again, after=rest_of(answer))
