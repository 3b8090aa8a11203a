"""What a text message says: few words, in the alphabet that costs least."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from notifications.channels.base import Parcel
from notifications.channels.sms.segments import cut_to, in_gsm, length_of
from notifications.models import AlertMessage, Notification
from notifications.wording import mail_subject

#: [policy, SMS-02] What one alert may say by SMS; the page has the rest.
MOST_SEGMENTS = 3


@dataclass(slots=True)
class Said:
    """Texts by delivery, and the alert messages among their subjects."""

    texts: dict[int, str] = field(default_factory=dict)
    messages: dict[int, AlertMessage] = field(default_factory=dict)


class Words:
    """Writes each alert once per language; keeps what it wrote as long as a worker's job lasts."""

    def __init__(self) -> None:
        self._messages: dict[int, AlertMessage] = {}
        self._alerts: dict[tuple[int, str], str] = {}

    def of(self, parcels: Sequence[Parcel]) -> Said:
        """Put parcels into words; what a notification was about may be gone."""
        missing = {parcel.alert_message for parcel in parcels if parcel.alert_message} - self._messages.keys()
        if missing:
            self._messages |= AlertMessage.objects.with_alert().in_bulk(missing)
        said = Said()
        for parcel in parcels:
            if message := self._messages.get(parcel.alert_message):
                said.messages[message.pk] = message
                said.texts[parcel.delivery] = self._alert(message, parcel.language)
        personal = [parcel for parcel in parcels if parcel.notification]
        rows = Notification.objects.in_bulk([parcel.notification for parcel in personal]) if personal else {}
        for parcel in personal:
            if row := rows.get(parcel.notification):
                with translation.override(parcel.language):
                    if built := row.build():
                        said.texts[parcel.delivery] = in_gsm(f"{built.title} {built.body}".strip())
        return said

    def _alert(self, message: AlertMessage, language: str) -> str:
        key = (message.pk, language)
        if key not in self._alerts:
            self._alerts[key] = alert_text(message, language)
        return self._alerts[key]


def alert_text(message: AlertMessage, language: str) -> str:
    """Return one message of an alert as it is sent by SMS: who, what, what to do, where to read on."""
    with translation.override(language):
        # The word of an exercise comes first, before anybody's name (ALR-13).
        said = mail_subject(message)
        head = in_gsm(f"{said} (Palier)." if message.alert.is_drill else f"Palier {said}.")
        link = f" {settings.PALIER_BASE_URL}{message.alert.get_absolute_url()}"
        body = in_gsm(" ".join(message.text.split()))
    text = f"{head} {body}".strip()
    while length_of(text + link).segments > MOST_SEGMENTS:
        text = cut_to(text[: len(text) * 9 // 10], segments=MOST_SEGMENTS)
    return text + link


def code_text(code: str) -> str:
    """Return the words around a code."""
    return _("Palier: your code is %(code)s. It is good for ten minutes. Tell it to nobody.") % {"code": code}
