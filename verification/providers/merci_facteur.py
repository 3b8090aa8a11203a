"""Merci Facteur, a French company that prints letters and hands them to La Poste the same working day.

Interface 1.2, described in public: https://www.merci-facteur.com/api/1.2/ and https://github.com/MerciFacteur/Merci-facteur-API.
A letter goes in an envelope, so that the code travels unseen. `antidoublon` makes a repeated call harmless for 30 days;
`anonymize` has the address and the content erased there the day after printing. What becomes of a letter comes back by a
call to us (`verification.views.mailing`).
"""

import base64
import hashlib
import hmac
import json
import re
import time
from typing import Any

from django.conf import settings

import requests

from verification.providers.base import (
    Accepted,
    AlreadyAcceptedError,
    KeysRefusedError,
    Letter,
    LetterRefusedError,
    Provider,
    TryLaterError,
)

#: Seconds to connect, and to wait for each piece of the answer: the file is small, their printing queue answers at once.
PATIENCE = (5, 30)
_NO_FIXED_ADDRESS = "111.111.111"
_CODE = re.compile(r"[A-Z0-9_]{2,60}")
_UNKNOWN_TOKEN = {401, 403}


class MerciFacteur(Provider):
    key = "merci-facteur"
    label = "Merci Facteur"
    #: Fixed, never from a setting or an answer: no request of ours can be turned elsewhere.
    base = "https://www.merci-facteur.com/api/1.2/prod/service"
    patience = PATIENCE

    def __init__(self) -> None:
        self.token = ""
        self.expires = 0.0

    def missing_settings(self) -> list[str]:
        names = ["SERVICE_ID", "SECRET_KEY", "USER_ID", "SENDER_ID", "WEBHOOK_KEY"]
        return [f"MERCI_FACTEUR_{name}" for name in names if not getattr(settings, f"MERCI_FACTEUR_{name}")]

    def send(self, letter: Letter) -> Accepted:
        """Hand one letter over; see the base class."""
        form = {
            "idUser": settings.MERCI_FACTEUR_USER_ID,
            "modeEnvoi": "normal",
            "adress": json.dumps({"exp": int(settings.MERCI_FACTEUR_SENDER_ID), "dest": [self._recipient(letter)]}),
            "content": json.dumps(
                {
                    "letter": {
                        "files": "",
                        "base64files": [base64.b64encode(letter.content).decode()],
                        "print_sides": "recto",
                        "final_filename": letter.key,
                    },
                    "photo": "",
                    "card": "",
                }
            ),
            "antidoublon": letter.key,
            "anonymize": json.dumps({"delay": 1, "target": ["content", "dest"]}),
        }
        answer = self._call("POST", "/sendCourrier", headers={"ww-access-token": self._access()}, data=form)
        return Accepted(reference=str(answer.get("envoi_id", ""))[:40], cost_cents=_cents(answer))

    def _recipient(self, letter: Letter) -> dict[str, Any]:
        """Put the lines of the norm into the parts of their form; every part must be there, empty or not."""
        name, *between, last = letter.lines
        postcode, _space, town = last.partition(" ")
        between += [""] * (3 - len(between))
        # Four lines between the name and the town at most; they take three, of 90 signs each.
        first, second, *rest = between
        parts = {"nom": name, "adresse1": first, "adresse2": second, "adresse3": " ".join(rest).strip(), "cp": postcode, "ville": town}
        empty = dict.fromkeys(("civilite", "prenom", "societe", "phone", "email"), "")
        return {**empty, **parts, "pays": "france", "consent": 0, "reference": letter.key}

    def _access(self) -> str:
        """Return an access token; they give the same one again for a day."""
        if time.time() < self.expires - 60:
            return self.token
        stamp = str(int(time.time()))
        signed = hmac.new(
            settings.MERCI_FACTEUR_SECRET_KEY.encode(), f"{settings.MERCI_FACTEUR_SERVICE_ID}{stamp}".encode(), hashlib.sha256
        )
        headers = {"ww-service-signature": signed.hexdigest(), "ww-timestamp": stamp, "ww-authorized-ip": _NO_FIXED_ADDRESS}
        try:
            answer = self._call("GET", "/getToken", headers=headers)
        except LetterRefusedError as refusal:
            raise KeysRefusedError(refusal.code) from None
        self.token, self.expires = str(answer.get("token", "")), float(answer.get("expire") or 0)
        return self.token

    def _call(self, method: str, path: str, *, headers: dict[str, str], data: dict[str, Any] | None = None) -> dict[str, Any]:
        headers = {**headers, "ww-service-id": settings.MERCI_FACTEUR_SERVICE_ID}
        try:
            response = requests.request(method, self.base + path, headers=headers, data=data, timeout=self.patience, allow_redirects=False)
        except requests.RequestException as error:
            # Its text may hold the address of the request; its kind does not.
            raise TryLaterError(type(error).__name__) from None
        return _read(response)


def _read(response: requests.Response) -> dict[str, Any]:
    """Return a good answer; turn every other into the error it means."""
    status = response.status_code
    if status == 429 or status >= 500:
        raise TryLaterError(f"HTTP_{status}", after=_seconds(response.headers.get("Retry-After", "")))
    try:
        answer = response.json()
    except ValueError:
        answer = None
    if status in _UNKNOWN_TOKEN:
        raise KeysRefusedError(_code_of(answer) or f"HTTP_{status}")
    if isinstance(answer, dict) and answer.get("success") is True and status == 200:
        return answer
    if not isinstance(answer, dict) or answer.get("success") is not False:
        # Neither yes nor no: the letter may have been taken.
        raise TryLaterError(f"UNREADABLE_{status}")
    code = _code_of(answer) or f"HTTP_{status}"
    if "DOUBLON" in code:
        raise AlreadyAcceptedError(code)
    if "TOKEN" in code or "SIGNATURE" in code:
        raise KeysRefusedError(code)
    raise LetterRefusedError(code)


def _code_of(answer: Any) -> str:
    """Return the short code of an error, never its sentence."""
    error = answer.get("error") if isinstance(answer, dict) else None
    values = error.values() if isinstance(error, dict) else [error]
    return next((value for value in values if isinstance(value, str) and _CODE.fullmatch(value)), "")


def _cents(answer: dict[str, Any]) -> int:
    try:
        return max(0, round(float(answer["price"]["total"]["ttc"]) * 100))
    except (KeyError, TypeError, ValueError):
        return 0


def _seconds(header: str) -> int | None:
    return min(int(header), 24 * 3600) if header.isascii() and header.isdigit() else None
