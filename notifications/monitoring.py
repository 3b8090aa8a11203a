"""The outbox in numbers, for the operator's page and for Prometheus. Counts and ages only: no person, no address, no text."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.models import Alert, Delivery, Drill, Incident
from notifications.models.delivery import Channel

#: What an open incident is called, on the operator's page and in the subject of the mail.
INCIDENTS = {
    "no-alert-work": _("nobody sends alerts"),
    "workers-missing": _("workers are missing"),
    "clock-silent": _("the clock stands still"),
    "redis-away": _("Redis does not answer"),
    "outbox-late": _("messages wait"),
    "given-up": _("deliveries were given up"),
    "push-host-down": _("a push service refuses us"),
    "channel-down": _("a channel is down"),
    "texts-over-budget": _("text messages passed a budget"),
}
#: [policy] Seconds after which a due delivery is an alarm; a large alert is a few minutes of honest work.
ALARM_AGE = 60


@dataclass(frozen=True)
class Line:
    """One channel's alerts or notices in the outbox."""

    channel: str
    label: str
    alerts: bool
    due: int
    later: int
    leased: int
    lost: int
    dead: int
    oldest: float | None


def outbox_lines() -> list[Line]:
    """Count what is open or given up, per channel, alerts and other messages apart. One query."""
    now = timezone.now()
    due = Q(state="planned", next_attempt_at__lte=now)
    rows = (
        Delivery.objects.filter(state__in=["planned", "sending", "dead"])
        .order_by()
        .values("channel", notices=Q(alert_message__isnull=True))
        .annotate(
            due=Count("pk", filter=due),
            later=Count("pk", filter=Q(state="planned", next_attempt_at__gt=now)),
            leased=Count("pk", filter=Q(state="sending", leased_until__gt=now)),
            lost=Count("pk", filter=Q(state="sending", leased_until__lte=now)),
            dead=Count("pk", filter=Q(state="dead")),
            since=Min("next_attempt_at", filter=due),
        )
    )
    found = {(row["channel"], not row["notices"]): row for row in rows}
    return [_line(channel, alerts, found.get((channel, alerts)), now) for channel in Channel for alerts in (True, False)]


def _line(channel: Channel, alerts: bool, row: dict[str, Any] | None, now: Any) -> Line:
    counts = {name: row[name] if row else 0 for name in ("due", "later", "leased", "lost", "dead")}
    oldest = (now - row["since"]).total_seconds() if row and row["since"] else None
    return Line(channel=channel.value, label=str(channel.label), alerts=alerts, oldest=oldest, **counts)


def reasons_given_up() -> list[dict[str, Any]]:
    """Return why deliveries were given up: channel, word, number, most frequent first."""
    dead = Delivery.objects.filter(state="dead").order_by().values("channel", "code").annotate(number=Count("pk"))
    return list(dead.order_by("-number")[:20])


def alarms(lines: list[Line]) -> list[str]:
    """Return the channels whose work stands still or was given up, as `channel:word`."""
    found = []
    for line in lines:
        if line.alerts and line.oldest and line.oldest > ALARM_AGE:
            found.append(f"{line.channel}:late")
        if line.lost:
            found.append(f"{line.channel}:lost")
        if line.dead:
            found.append(f"{line.channel}:dead")
    return sorted(set(found))


def gauges() -> list[tuple[str, str, dict[str, str], float]]:
    """Return (name, help, labels, value) of everything Prometheus is told."""
    lines = outbox_lines()
    found = []
    for line in lines:
        labels = {"channel": line.channel, "kind": "alert" if line.alerts else "notice"}
        for state in ("due", "later", "leased", "lost", "dead"):
            value = float(getattr(line, state))
            found.append(("palier_outbox_deliveries", "Deliveries that are open or given up.", {**labels, "state": state}, value))
        found.append(("palier_outbox_oldest_due_seconds", "Age of the oldest due delivery.", labels, line.oldest or 0.0))
    found.append(("palier_alerts_running", "Alerts under way.", {}, float(Alert.objects.running().count())))
    found.append(("palier_incidents_open", "Incidents the operator was told of.", {}, float(Incident.objects.open().count())))
    newest = Drill.objects.filter(handed_over_in__isnull=False).order_by("-month").values_list("handed_over_in", flat=True).first()
    if newest is not None:
        found.append(("palier_drill_handoff_seconds", "How long the last monthly test took to be handed over.", {}, newest))
    return sorted(found, key=lambda gauge: gauge[0])
