"""How an alert is named in every channel. An exercise says so first (ALR-13)."""

import re

from django.utils.translation import gettext as _

from notifications.models import Alert, AlertMessage

#: A space before a high sign or inside guillemets, at which a line must not break.
_FRENCH_SPACE = re.compile(r"(?<=\S) (?=[:;!?»]+(?:\s|$|[)»”]))|(?<=«) ")


def unbroken(text: str) -> str:
    """Return a text whose French signs stay with their word; text messages make a plain space of it again."""
    return _FRENCH_SPACE.sub("\u202f", text)


def drill_word(alert: Alert) -> str:
    """Return the word that comes first in exercises and tests, else nothing."""
    return {Alert.Status.EXERCISE: _("EXERCISE"), Alert.Status.TEST: _("TEST")}.get(alert.status, "")


def title_of(alert: Alert) -> str:
    """Return the headline as read on a page."""
    word = drill_word(alert)
    return f"{word} – {alert.headline}" if word else alert.headline


def kicker_of(message: AlertMessage) -> str:
    """Say what kind of message this is, in a few words."""
    alert = message.alert
    if message.msg_type == AlertMessage.Type.CANCEL:
        return _("All clear") if alert.ending == Alert.Ending.ALL_CLEAR else _("Alert withdrawn")
    if message.msg_type == AlertMessage.Type.UPDATE:
        return _("%(severity)s, update") % {"severity": alert.get_severity_display()}
    return str(alert.get_severity_display())


def mail_subject(message: AlertMessage) -> str:
    """Return the subject line of a message's mail."""
    subject = _("%(kicker)s: %(headline)s") % {"kicker": kicker_of(message), "headline": message.headline}
    word = drill_word(message.alert)
    return f"{word} – {subject}" if word else subject


def first_text(alert: Alert) -> str:
    """Return the text of an alert's first message: what happens, then what to do."""
    return "\n\n".join(part for part in (alert.description, alert.instruction) if part)


def first_message(alert: Alert) -> AlertMessage:
    """Return an alert's first message as it would be sent; not stored."""
    return AlertMessage(alert=alert, version=1, msg_type=AlertMessage.Type.ALERT, headline=alert.headline, text=first_text(alert))
