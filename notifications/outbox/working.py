"""The loop of a worker: fan out, claim, send, record, until nothing is due. Stopped anywhere, another goes on."""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.utils import timezone

from notifications.channels import CHANNELS, Channel
from notifications.models import Alert, Delivery
from notifications.outbox import claims, fan_out, wake

logger = logging.getLogger(__name__)

#: A job of this length leaves room under the queue's timeout; what remains is a new job's.
WORKING_TIME = 60.0
#: Retries due within this time are waited for rather than left to the sweeper.
NEARLY_DUE = 2.0


def work(*, alerts: bool, clock: Callable[[], float] = time.monotonic) -> int:
    """Send what is due of alerts, or of notifications; return how many results were recorded."""
    end = clock() + WORKING_TIME
    channels = [channel() for channel in CHANNELS.values()]
    recorded = 0
    claims.free_lost_leases()
    try:
        while clock() < end:
            more = alerts and fan_out.fan_out_page()
            for channel in channels:
                taken, counted = send_batch(channel, alerts=alerts)
                recorded += counted
                more = more or taken > 0
            if not more and not wait_for_retry(alerts=alerts):
                break
        else:
            wake.now(alerts=alerts)
    finally:
        for channel in channels:
            channel.close()
    if alerts:
        settle()
    return recorded


def send_batch(channel: Channel, *, alerts: bool) -> tuple[int, int]:
    """Take one batch and send it; return how many rows were taken and how many results counted."""
    until = time.monotonic() + sending_time()
    batch = claims.claim(channel, alerts=alerts)
    counted = 0
    if batch.parcels:
        for results in channel.send(batch.parcels, until=until):
            counted += claims.record(batch.token, results)
    return batch.taken, counted


def sending_time() -> float:
    """Return the seconds after which nothing more of a batch is started.

    Short, so that whoever ends an alert is obeyed (ALR-12); and over well before the lease is, however short that is:
    what is started later could be in another worker's hands by then, and leave twice (ALR-06).
    """
    return min(settings.PALIER_SENDING_SECONDS, settings.PALIER_DELIVERY_LEASE / 2)


def wait_for_retry(*, alerts: bool) -> bool:
    """Wait for a retry that is due in a moment; return whether there is one."""
    soon = Delivery.objects.planned(alerts=alerts).order_by("next_attempt_at").values_list("next_attempt_at", flat=True).first()
    if soon is None:
        return False
    seconds = (soon - timezone.now()).total_seconds()
    if seconds > NEARLY_DUE:
        return False
    time.sleep(max(seconds, 0.05))
    return True


def settle() -> None:
    """Call alerts whose last delivery is done active: sent as far as it can be."""
    Alert.objects.sent_completely().update(state=Alert.State.ACTIVE)
