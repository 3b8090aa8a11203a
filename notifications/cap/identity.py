"""How a message is named for ever: sender, identifier and the moment it was sent, byte for byte (CAP-02, CAP-03, CAP-04)."""

from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from notifications.models import AlertMessage

#: What neither an identifier nor a sender may hold.
FORBIDDEN = frozenset(" ,<&")


def sender() -> str:
    """Return who sends: unique in the world because the domain is."""
    host = urlsplit(settings.PALIER_BASE_URL).hostname or "localhost"
    return f"alertes@{host}"


def identifier_of(message: AlertMessage) -> str:
    """Return the message's own number. Random, so that a database put back from a copy never gives one out twice."""
    return f"palier-{message.public_id}"


def cap_time(moment: datetime) -> str:
    """Write a moment as CAP wants it: no fractions, and never `Z` or `+00:00` but `-00:00` for UTC."""
    if moment.utcoffset() is None:
        message = "A moment without a time zone"
        raise ValueError(message)
    text = moment.replace(microsecond=0).isoformat()
    return text[: -len("+00:00")] + "-00:00" if text.endswith("+00:00") else text


def local(moment: datetime) -> datetime:
    """Return a moment by the site's own clock: it depends on no reader, no server and no place, so the same row always gives the same text."""
    return moment.astimezone(UTC).astimezone(timezone.get_default_timezone())


def sent_of(message: AlertMessage) -> str:
    """Return when a message was sent. The row's moment never changes, so neither does this."""
    return cap_time(local(message.sent_at))


def references_to(earlier: Iterable[AlertMessage]) -> str:
    """Name every earlier message of the chain: sender, identifier, sent."""
    return " ".join(f"{sender()},{identifier_of(message)},{sent_of(message)}" for message in earlier)
