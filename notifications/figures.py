"""How many people an alert reached. Counts only, never names."""

import math
from dataclasses import dataclass

from django.db.models import Max, Min
from django.utils.translation import gettext as _

from notifications.models import Alert, Delivery
from notifications.models.delivery import Channel
from notifications.reach import ICONS


@dataclass(frozen=True)
class ChannelFigures:
    """One channel of an alert: `addressed` is exactly the sum of the others (ALR-14)."""

    label: str
    icon: str
    addressed: int
    sent: int
    waiting: int
    failed: int
    not_sent: int
    too_late: int

    @property
    def done(self) -> int:
        return self.addressed - self.waiting


def figures_of(alert: Alert) -> list[ChannelFigures]:
    """Count the deliveries of an alert's first message, per channel: one per person it addressed."""
    counts = Delivery.objects.of_alert(alert).filter(alert_message__version=1).counts()
    found = []
    for channel, label in Channel.choices:
        states = counts.get(channel, {})
        if not states:
            continue
        found.append(
            ChannelFigures(
                label=str(label),
                icon=ICONS.get(channel, "bell"),
                addressed=sum(states.values()),
                sent=states.get("sent", 0) + states.get("delivered", 0),
                waiting=states.get("planned", 0) + states.get("sending", 0),
                failed=states.get("failed", 0) + states.get("dead", 0),
                not_sent=states.get("suppressed", 0),
                too_late=states.get("expired", 0),
            )
        )
    return found


def minutes_to_hand_over(alert: Alert) -> int | None:
    """Return in how many minutes, rounded up, the alert's first message was handed over to all it could be; None before that."""
    first = Delivery.objects.of_alert(alert).filter(alert_message__version=1)
    if first.open().exists():
        return None
    sent = first.filter(state__in=["sent", "delivered"]).aggregate(last=Max("finished_at"), begun=Min("alert_message__sent_at"))
    return max(1, math.ceil((sent["last"] - sent["begun"]).total_seconds() / 60)) if sent["last"] else None


def reasons_of(alert: Alert) -> list[tuple[str, int]]:
    """Say in words why e-mails were not sent, with counts."""
    words = {
        "no_address": _("no confirmed e-mail address"),
        "opted_out": _("did not want this kind of mail"),
        "parked": _("their mailbox refused several mails"),
        "bad_address": _("unusable address"),
        "closed": _("account closed meanwhile"),
        "left": _("moved away meanwhile"),
        "ended": _("the alert ended before their turn"),
        "superseded": _("were sent the newer message instead"),
    }
    rows = Delivery.objects.of_alert(alert).filter(channel=Channel.EMAIL, state="suppressed", alert_message__version=1)
    return [(words[code], number) for code, number in rows.codes() if code in words]
