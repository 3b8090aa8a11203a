"""An eye on the workers from outside them: the web process writes to the operator when nobody takes alert work (ALR-19).

Runs as a thread of every web process. The incident is a row, so that many processes write one mail; the mail goes out
directly, because what is broken is the way messages usually take.
"""

import logging
import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.core.mail import send_mail
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

import redis

from notifications.models import Delivery, Incident
from portal.health import WORKER_SILENCE, worker_silence

logger = logging.getLogger(__name__)

KEY = "no-alert-work"
#: After a refused mail the next one is tried at the next look.
_started = threading.Event()


def trouble(silent_for: float) -> str:
    """Say what is wrong with alert work, or nothing. `silent_for`: seconds since no worker at all was first seen, 0 if one is there."""
    due = Delivery.objects.of_alerts().oldest_due_age() or 0
    if due > WORKER_SILENCE:
        return _("A delivery of an alert has been due for %(seconds)s seconds and nobody takes it.") % {"seconds": int(due)}
    if silent_for > WORKER_SILENCE:
        return _("No worker of alerts has given a sign of life for %(seconds)s seconds.") % {"seconds": int(silent_for)}
    return ""


class Watchdog:
    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.alone_since: float | None = None

    def look(self) -> str:
        """Look once: open an incident and write to the operator, or close it. Returns what is wrong."""
        found = trouble(self._silence())
        if not found:
            Incident.objects.open().filter(key=KEY).update(closed_at=timezone.now())
            return ""
        Incident.objects.bulk_create([Incident(key=KEY)], ignore_conflicts=True)
        tell(found)
        return found

    def _silence(self) -> float:
        try:
            silence = worker_silence("alerts")
        except redis.RedisError:
            silence = None
        if silence is not None:
            self.alone_since = None
            return silence
        if self.alone_since is None:
            self.alone_since = self.clock()
        return self.clock() - self.alone_since


def tell(found: str) -> bool:
    """Write to the operator once per incident; tell whether this call did. A mail that fails is tried again at the next look."""
    with transaction.atomic():
        incident = Incident.objects.open().select_for_update(skip_locked=True).filter(key=KEY, told_at__isnull=True).first()
        if incident is None:
            return False
        logger.error("Alert work stands still: %s", found)
        if settings.PALIER_OPERATOR_EMAIL:
            with override(settings.LANGUAGE_CODE):
                subject = _("Palier: nobody sends alerts")
                body = _("%(found)s\n\nLook at the workers, then at %(base)s/healthz. You are told once per incident.")
                send_mail(subject, body % {"found": found, "base": settings.PALIER_BASE_URL}, None, [settings.PALIER_OPERATOR_EMAIL])
        incident.told_at = timezone.now()
        incident.save(update_fields=["told_at"])
    return True


def watch(stop: threading.Event, dog: Watchdog | None = None) -> None:
    """Look again and again until stopped; whatever fails is logged and looked at again."""
    dog = dog or Watchdog()
    while not stop.wait(settings.PALIER_WATCHDOG_SECONDS):
        try:
            dog.look()
        except (DatabaseError, OSError) as error:
            logger.warning("The watchdog could not look: %s", error.__class__.__name__)
        finally:
            connection.close()


def start() -> None:
    """Start the watch of this web process, once; none when the setting is 0."""
    if settings.PALIER_WATCHDOG_SECONDS and not _started.is_set():
        _started.set()
        threading.Thread(target=watch, args=(threading.Event(),), name="watchdog", daemon=True).start()
