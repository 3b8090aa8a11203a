"""How many people an alert reached. Counts only, never names."""

import math
from dataclasses import dataclass, field

from django.db.models import Count, Max, Min
from django.utils.translation import gettext as _

from notifications.models import Alert, Delivery
from notifications.models.delivery import Channel
from notifications.querysets import DeliveryQuerySet
from notifications.reach import ICONS


@dataclass(frozen=True)
class ChannelFigures:
    """One channel of an alert: `addressed` is exactly the sum of sent, waiting, failed, not sent and too late (ALR-14)."""

    key: str
    label: str
    icon: str
    addressed: int
    sent: int
    waiting: int
    failed: int
    not_sent: int
    too_late: int
    #: Of those sent, what the other side said has arrived: networks do, for text messages.
    confirmed: int = 0
    #: Why some were not sent, with counts; together they are `not_sent`.
    reasons: list[tuple[str, int]] = field(default_factory=list)

    @property
    def done(self) -> int:
        return self.addressed - self.waiting


def figures_of(alert: Alert) -> list[ChannelFigures]:
    """Count the deliveries of an alert's first message, per channel: one per person it addressed, or per device."""
    first = Delivery.objects.of_alert(alert).filter(alert_message__version=1)
    counts, reasons = first.counts(), _reasons(first)
    found = []
    for channel, label in Channel.choices:
        states = counts.get(channel, {})
        if not states:
            continue
        found.append(
            ChannelFigures(
                key=channel,
                label=str(label),
                icon=ICONS.get(channel, "bell"),
                addressed=sum(states.values()),
                sent=states.get("sent", 0) + states.get("delivered", 0),
                waiting=states.get("planned", 0) + states.get("sending", 0),
                failed=states.get("failed", 0) + states.get("dead", 0),
                not_sent=states.get("suppressed", 0),
                too_late=states.get("expired", 0),
                confirmed=states.get("delivered", 0),
                reasons=reasons.get(channel, []),
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


def _reasons(rows: DeliveryQuerySet) -> dict[str, list[tuple[str, int]]]:
    """Return {channel: [(why some were not sent, how many), most first]}."""
    found: dict[str, dict[str, int]] = {}
    suppressed = rows.filter(state=Delivery.State.SUPPRESSED).order_by().values_list("channel", "code").annotate(number=Count("pk"))
    for channel, code, number in suppressed:
        words = found.setdefault(channel, {})
        why = _why(channel, code)
        words[why] = words.get(why, 0) + number
    return {channel: sorted(words.items(), key=lambda pair: (-pair[1], pair[0])) for channel, words in found.items()}


def _why(channel: str, code: str) -> str:
    """Say in words why something was not sent this way."""
    gone = {Channel.PUSH: _("the device was removed meanwhile"), Channel.SMS: _("no confirmed number any more")}
    words = {
        "no_address": gone.get(channel, _("no confirmed e-mail address")),
        "opted_out": _("did not want to be told this way"),
        "parked": _("their mailbox refused several mails"),
        "bad_address": _("unusable address"),
        "closed": _("account closed meanwhile"),
        "left": _("moved away meanwhile"),
        "ended": _("the alert ended before their turn"),
        "superseded": _("were sent the newer message instead"),
        "quiet": _("in their quiet hours until after the end"),
        "exercise": _("an exercise goes by every way but text messages"),
        "unconfirmed": _("no second person confirmed it in time"),
    }
    return words.get(code, _("another reason"))
