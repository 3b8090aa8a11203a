"""Making the bytes of a message: written once per language, then stamped per person with the few lines that differ."""

import secrets
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.signing import Signer
from django.urls import reverse
from django.utils.crypto import salted_hmac

from notifications.channels.email.addresses import one_line

UNSUBSCRIBE_SALT = "notifications.unsubscribe"


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says, in one language."""

    subject: str
    text: str
    html: str = ""


class Stamp:
    """A letter turned into bytes with three gaps: recipient, identity, way out."""

    def __init__(self, letter: Letter) -> None:
        to, identity, leave = (f"gap{secrets.token_hex(12)}" for _ in range(3))
        message = EmailMultiAlternatives(
            subject=one_line(letter.subject),
            body=letter.text,
            to=[f"{to}@gap.invalid"],
            headers={
                "Message-ID": f"<{identity}>",
                "List-Unsubscribe": f"<{leave}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "Auto-Submitted": "auto-generated",
            },
        )
        if letter.html:
            message.attach_alternative(letter.html, "text/html")
        raw = message.message().as_bytes(linesep="\r\n")
        # A line that begins with a dot would end the message on the wire.
        raw = raw.replace(b"\r\n.", b"\r\n..")
        if not raw.endswith(b"\r\n"):
            raw += b"\r\n"
        gaps = {f"{to}@gap.invalid".encode(): 0, identity.encode(): 1, leave.encode(): 2}
        order = sorted(gaps, key=raw.index)
        self._order = [gaps[gap] for gap in order]
        self._parts: list[bytes] = []
        for gap in order:
            before, _, raw = raw.partition(gap)
            self._parts.append(before)
        self._parts.append(raw)

    def bytes_for(self, *, address: str, identity: str, leave: str) -> bytes:
        """Return the message for one person, ready for the wire (without the closing dot)."""
        values = (address.encode(), identity.encode(), leave.encode())
        pieces = [piece for part, index in zip(self._parts, self._order, strict=False) for piece in (part, values[index])]
        return b"".join((*pieces, self._parts[-1]))


@lru_cache(maxsize=1)
def _domain() -> str:
    return urlsplit(settings.PALIER_BASE_URL).hostname or "localhost"


def identity_of(delivery: int) -> str:
    """Return the Message-ID of a delivery: the same at every attempt, so that a mailbox can drop a second copy (ALR-03).

    The keyed part keeps strangers from guessing the identity of others' mail.
    """
    return f"{delivery}.{salted_hmac('notifications.message-id', str(delivery)).hexdigest()[:16]}@{_domain()}"


@lru_cache(maxsize=1)
def _signer() -> tuple[Signer, str, str]:
    """Return the signer and what stands around its token in the address: the same for every mail."""
    before, after = reverse("notifications:unsubscribe", args=["token"]).split("token")
    return Signer(salt=UNSUBSCRIBE_SALT), settings.PALIER_BASE_URL + before, after


def unsubscribe_url(user: int, kind: str) -> str:
    """Return the signed address that stops one kind of mail to one person, without signing in (EML-01)."""
    signer, before, after = _signer()
    return f"{before}{signer.sign(f'{user}:{kind}')}{after}"
