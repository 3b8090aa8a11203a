"""What a push says: a title, a few words, where it leads, and a tag under which a newer one takes its place (WPU-03)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.crypto import salted_hmac

from notifications import kinds
from notifications.channels.base import Parcel
from notifications.channels.push.encryption import MOST_PLAINTEXT
from notifications.channels.push.vapid import encoded
from notifications.models import AlertMessage, Notification
from notifications.wording import mail_subject

#: Characters a lock screen shows at most; the page has the rest.
BODY_LENGTH = 600
#: Bytes kept free for the other fields when a body is cut to size.
_CUT = "…"


@dataclass(frozen=True, slots=True)
class Push:
    """One message in one language, ready to be encrypted."""

    content: bytes
    #: The same with no body at all, for a service that found it too long (WPU-04).
    short: bytes
    topic: str
    urgency: str


def tag_of(subject: str) -> str:
    """Return what replaces what: the same for every message of an alert, 32 characters of base64url (RFC 8030, 5.4).

    Keyed, so that a push service learns nothing by counting.
    """
    return encoded(salted_hmac("notifications.push-tag", subject, algorithm="sha256").digest()[:24])


def content_of(*, title: str, body: str, url: str, tag: str, urgent: bool, language: str) -> bytes:
    """Return the JSON our service worker reads, cut on a character to what every push service takes (WPU-04)."""
    fields = {"title": title[:200], "body": "", "url": url, "tag": tag, "urgent": urgent, "lang": language}
    room = MOST_PLAINTEXT - len(_json(fields))
    body = body if len(body) <= BODY_LENGTH else body[: BODY_LENGTH - 1].rstrip() + _CUT
    while len(_json({"body": body})) - len(_json({"body": ""})) > room:
        body = body[: len(body) * 9 // 10].rstrip() + _CUT
    return _json({**fields, "body": body})


def _json(fields: dict[str, object]) -> bytes:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


class Pushes:
    """Writes each message once per language; keeps what it wrote as long as a worker's job lasts."""

    def __init__(self) -> None:
        self._alerts: dict[tuple[int, str], Push] = {}

    def of(self, parcels: Sequence[Parcel]) -> dict[int, Push]:
        """Return {delivery: push}; a delivery whose subject is gone is left out."""
        missing = {(parcel.alert_message, parcel.language) for parcel in parcels if parcel.alert_message} - self._alerts.keys()
        messages = AlertMessage.objects.with_alert().in_bulk({number for number, _ in missing}) if missing else {}
        for number, language in missing:
            if message := messages.get(number):
                self._alerts[(number, language)] = alert_push(message, language)
        found = {
            parcel.delivery: self._alerts[(parcel.alert_message, parcel.language)]
            for parcel in parcels
            if (parcel.alert_message, parcel.language) in self._alerts
        }
        personal = [parcel for parcel in parcels if parcel.notification]
        rows = Notification.objects.in_bulk([parcel.notification for parcel in personal]) if personal else {}
        for parcel in personal:
            if (row := rows.get(parcel.notification)) and (push := notification_push(row, parcel.language)):
                found[parcel.delivery] = push
        return found


def alert_push(message: AlertMessage, language: str) -> Push:
    """Put one message of an alert into a push."""
    alert = message.alert
    tag = tag_of(f"alert:{alert.public_id}")
    with translation.override(language):
        title, urgent = mail_subject(message), alert.severity == alert.Severity.URGENCE
        words = {"title": title, "url": alert.get_absolute_url(), "tag": tag, "urgent": urgent, "language": language}
        return Push(content_of(body=message.text, **words), content_of(body="", **words), tag, "high")


def notification_push(notification: Notification, language: str) -> Push | None:
    """Put a notification into a push; None when what it is about is gone. Private words stay off lock screens (WPU-10)."""
    with translation.override(language):
        message = notification.build()
        if message is None:
            return None
        kind = kinds.get(notification.kind)
        tag = tag_of(f"notification:{notification.pk}")
        words = {"title": str(message.title), "url": message.url, "tag": tag, "urgent": False, "language": language}
        body = "" if kind.discreet else str(message.body)
        return Push(content_of(body=body, **words), content_of(body="", **words), tag, kind.urgency)
