"""What happened to an alert, as its page tells it: its messages, and what befell it between them. The newest comes first."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.models import Alert, AlertMessage, TextRelease
from notifications.wording import kicker_of


@dataclass(frozen=True)
class Moment:
    """One entry of the thread; `kicker` names the kind of a message and is empty for anything else."""

    when: datetime
    text: str
    kicker: str = ""


def thread_of(alert: Alert, *, release: TextRelease | None, follows: bool) -> list[Moment]:
    """Return the moments of an alert, newest first; who let text messages go, and that nobody did, is for those who follow it."""
    # That it was widened has a silent message too, for machines; here it is said in the reader's language.
    messages = alert.messages.order_by("version")
    found = [_message(message) for message in messages if not (message.silent and message.sent_at == alert.widened_at)]
    if alert.widened_at:
        found.append(Moment(alert.widened_at, _("Two neighbours confirmed it: the whole neighbourhood is told.")))
    if release and release.confirmed_at:
        found.append(Moment(release.confirmed_at, _released(release, follows=follows)))
    elif release and follows and release.has_lapsed:
        found.append(Moment(release.lapses_at, _("No second person confirmed in time: no text message left. The other ways worked.")))
    if alert.ending == Alert.Ending.EXPIRED:
        found.append(Moment(alert.ended_at, _("Its time was over: it ended by itself.")))
    # Of two at the same moment the one noted later is the newer one.
    return sorted(found, key=lambda moment: moment.when)[::-1]


def _message(message: AlertMessage) -> Moment:
    kicker = _("Extended") if message.silent else kicker_of(message)
    return Moment(message.sent_at, _("Alert sent.") if message.msg_type == AlertMessage.Type.ALERT else message.text, kicker)


def _released(release: TextRelease, *, follows: bool) -> str:
    if not follows or release.confirmed_by is None:
        return _("A second person confirmed it: the text messages leave.")
    words = ngettext(
        "A second person, %(name)s, confirmed it: %(number)s text message leaves.",
        "A second person, %(name)s, confirmed it: %(number)s text messages leave.",
        release.numbers,
    )
    return words % {"name": release.confirmed_by.pseudonym, "number": release.numbers}
