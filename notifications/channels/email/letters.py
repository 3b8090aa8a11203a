"""What mails say: from the frozen text of an alert's message, or from a notification's kind, in the reader's language."""

from collections.abc import Sequence

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from home.zones import by_the_clock_of
from notifications.channels.base import Parcel
from notifications.channels.email.stamping import Letter, Stamp
from notifications.models import AlertMessage, Notification
from notifications.wording import mail_subject


class Letters:
    """Writes each alert once per language; keeps what it wrote as long as a worker's job lasts."""

    def __init__(self) -> None:
        self._alerts: dict[tuple[int, str], Stamp] = {}

    def stamps(self, parcels: Sequence[Parcel]) -> dict[int, Stamp]:
        """Return {delivery: stamp}; a delivery whose subject is gone is left out."""
        self._write_alerts({(parcel.alert_message, parcel.language) for parcel in parcels if parcel.alert_message})
        stamps = {
            parcel.delivery: self._alerts[(parcel.alert_message, parcel.language)]
            for parcel in parcels
            if (parcel.alert_message, parcel.language) in self._alerts
        }
        personal = [parcel for parcel in parcels if parcel.notification]
        rows = Notification.objects.in_bulk([parcel.notification for parcel in personal])
        for parcel in personal:
            if (row := rows.get(parcel.notification)) and (letter := notification_letter(row, parcel.language)):
                stamps[parcel.delivery] = Stamp(letter)
        return stamps

    def _write_alerts(self, wanted: set[tuple[int, str]]) -> None:
        missing = wanted - self._alerts.keys()
        messages = AlertMessage.objects.with_alert().in_bulk({number for number, _ in missing}) if missing else {}
        for number, language in missing:
            if message := messages.get(number):
                self._alerts[(number, language)] = Stamp(alert_letter(message, language))


def alert_letter(message: AlertMessage, language: str) -> Letter:
    """Put one message of an alert into a mail, its hours by the clock of its place."""
    with translation.override(language), by_the_clock_of(message.alert.neighbourhood):
        context = {"message": message, "alert": message.alert, "base_url": settings.PALIER_BASE_URL}
        return Letter(mail_subject(message), *_bodies("alert", context))


def notification_letter(notification: Notification, language: str) -> Letter | None:
    """Put a notification into a mail; None when what it is about is gone."""
    with translation.override(language):
        message = notification.build()
        if message is None:
            return None
        context = {"message": message, "base_url": settings.PALIER_BASE_URL}
        return Letter(str(message.title), *_bodies("notification", context))


def _bodies(name: str, context: dict[str, object]) -> tuple[str, str]:
    return render_to_string(f"email/{name}.txt", context).strip() + "\n", render_to_string(f"email/{name}.html", context)
