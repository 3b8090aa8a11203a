"""What needs a person: looked for from the web process, because what is broken may be the way messages usually take.

Each alarm has a key, one incident while it lasts (`Incident`), one mail when it begins and one when it is over. Counts and names of
parts only: no person, no address, no text.
"""

import time
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from notifications.models import Delivery, Incident, PushHost, SmsSpending
from notifications.models.delivery import Channel
from notifications.monitoring import INCIDENTS
from portal.health import CLOCK_SILENCE, OUTBOX_AGE, WORKER_SILENCE, background

#: The first alarm there was: alerts. Its mail comes within two minutes (ALR-19).
NO_ALERT_WORK = "no-alert-work"
#: What was given up longer ago is history, not an alarm.
DEAD_FOR = timedelta(days=1)
#: So many deliveries that were tried so often, and none that went through meanwhile: the other side is down.
DOWN_ROWS, DOWN_ATTEMPTS, DOWN_FOR = 5, 3, timedelta(minutes=2)


class Silences:
    """For how long each part has given no sign of life, as one process has seen it: Redis itself may have forgotten them all."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._since: dict[str, float] = {}

    def of(self, name: str, silence: float | None) -> float:
        """Return the seconds of silence of a part; `silence` is what Redis says, None when it knows nothing of it."""
        if silence is not None:
            self._since.pop(name, None)
            return silence
        return self.clock() - self._since.setdefault(name, self.clock())


def troubles(silences: Silences) -> dict[str, str]:
    """Return what is wrong now: {key of the alarm: what to read in the mail}."""
    signs = background()
    found = {
        NO_ALERT_WORK: _alert_work(silences.of("alerts", signs["workers"]["alerts"])),
        "redis-away": _redis(silences.of("redis", 0.0 if signs["redis"] else None)),
        # Without Redis nobody can give a sign: that is one fault, not three.
        "workers-missing": _workers(signs["workers"], silences) if signs["redis"] else "",
        "clock-silent": _clock(silences.of("clock", signs["clock"])) if signs["redis"] else "",
        "outbox-late": _late(),
        "given-up": _given_up(),
        "push-host-down": _hosts(),
        "channel-down": _channels(),
        "texts-over-budget": _budget(),
    }
    return {key: text for key, text in found.items() if text}


def _alert_work(silence: float) -> str:
    due = Delivery.objects.of_alerts().oldest_due_age() or 0
    if due > WORKER_SILENCE:
        return _("A delivery of an alert has been due for %(seconds)s seconds and nobody takes it.") % {"seconds": int(due)}
    if silence > WORKER_SILENCE:
        return _("No worker of alerts has given a sign of life for %(seconds)s seconds.") % {"seconds": int(silence)}
    return ""


def _workers(workers: dict[str, float | None], silences: Silences) -> str:
    silent = [name for name, seconds in workers.items() if name != "alerts" and silences.of(name, seconds) > WORKER_SILENCE]
    return _("No worker takes these queues: %(names)s.") % {"names": ", ".join(silent)} if silent else ""


def _clock(silence: float) -> str:
    return _("The clock has been silent for %(seconds)s seconds.") % {"seconds": int(silence)} if silence > CLOCK_SILENCE else ""


def _redis(silence: float) -> str:
    return _("Redis has not answered for %(seconds)s seconds.") % {"seconds": int(silence)} if silence > WORKER_SILENCE else ""


def _late() -> str:
    due = Delivery.objects.filter(alert_message__isnull=True).oldest_due_age() or 0
    return _("A message to one person has been due for %(seconds)s seconds.") % {"seconds": int(due)} if due > OUTBOX_AGE else ""


def _given_up() -> str:
    dead = Delivery.objects.filter(state=Delivery.State.DEAD, finished_at__gt=timezone.now() - DEAD_FOR)
    counts = dead.order_by().values_list("channel").annotate(number=Count("pk"))
    words = ", ".join(f"{Channel(channel).label}: {number}" for channel, number in sorted(counts))
    return _("Deliveries were given up since yesterday: %(words)s.") % {"words": words} if words else ""


def _hosts() -> str:
    names = ", ".join(PushHost.objects.filter(stopped_at__isnull=False).order_by("pk").values_list("pk", flat=True))
    return _("These push services refuse our messages: %(names)s. Check the VAPID key.") % {"names": names} if names else ""


def _channels() -> str:
    """Name the channels whose deliveries fail again and again, with nothing of the same message going through meanwhile."""
    failing = Delivery.objects.filter(state=Delivery.State.PLANNED, attempts__gte=DOWN_ATTEMPTS)
    stuck = failing.order_by().values_list("channel").annotate(number=Count("pk")).filter(number__gte=DOWN_ROWS)
    down = []
    for channel, _number in stuck:
        subjects = failing.filter(channel=channel, alert_message__isnull=False).values("alert_message")
        sent = Delivery.objects.filter(alert_message__in=subjects, channel=channel, state__in=["sent", "delivered"])
        if not sent.filter(finished_at__gt=timezone.now() - DOWN_FOR).exists():
            down.append(channel)
    return (
        _("Nothing goes through any more by: %(names)s.") % {"names": ", ".join(str(Channel(channel).label) for channel in sorted(down))}
        if down
        else ""
    )


def _budget() -> str:
    refused = SmsSpending.objects.filter(day=timezone.localdate(), allowed=False).count()
    return (
        _("Text messages of %(number)s alerts passed their neighbourhood's budget today and did not leave.") % {"number": refused}
        if refused
        else ""
    )


def report(found: dict[str, str]) -> None:
    """Open an incident for what is wrong and none is open for, write to the operator once for each, and once when one is over."""
    known = set(Incident.objects.open().values_list("key", flat=True))
    Incident.objects.bulk_create([Incident(key=key) for key in found.keys() - known], ignore_conflicts=True)
    for key, text in found.items():
        tell(key, text)
    for key in known - found.keys():
        clear(key)


def tell(key: str, text: str) -> bool:
    """Write to the operator once per incident; tell whether this call did. A mail that fails is tried again at the next look."""
    with transaction.atomic():
        # The row is the lock: many web processes look, one writes.
        incident = Incident.objects.open().select_for_update(skip_locked=True).filter(key=key, told_at__isnull=True).first()
        if incident is None:
            return False
        with override(settings.LANGUAGE_CODE):
            write(_("Palier: %(what)s") % {"what": INCIDENTS.get(key, key)}, text, _("You are told once, and again when it is over."))
        incident.told_at = timezone.now()
        incident.save(update_fields=["told_at"])
    return True


def clear(key: str) -> bool:
    """Close an incident that is over, and say so to the operator if they were told of it; tell whether this call closed it."""
    with transaction.atomic():
        incident = Incident.objects.open().select_for_update(skip_locked=True).filter(key=key).first()
        if incident is None:
            return False
        if incident.told_at:
            with override(settings.LANGUAGE_CODE):
                lasted = int((timezone.now() - incident.opened_at).total_seconds() // 60)
                write(
                    _("Palier: over: %(what)s") % {"what": INCIDENTS.get(key, key)},
                    _("It lasted %(minutes)s minutes. There is nothing left to do.") % {"minutes": lasted},
                    "",
                )
        incident.closed_at = timezone.now()
        incident.save(update_fields=["closed_at"])
    return True


def write(subject: str, text: str, last: str) -> None:
    """Send a mail to the operator straight away, past the outbox. Raises OSError."""
    if settings.PALIER_OPERATOR_EMAIL:
        body = "\n\n".join(part for part in (text, f"{settings.PALIER_BASE_URL}/healthz", last) if part)
        send_mail(subject, body, None, [settings.PALIER_OPERATOR_EMAIL])
