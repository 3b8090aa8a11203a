"""The loop of a worker: fan out, claim, send, record, until nothing is due. Stopped anywhere, another goes on."""

import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence

from django.conf import settings
from django.utils import timezone

from notifications.channels import CHANNELS, Channel
from notifications.channels.base import Result
from notifications.models import Alert, Delivery
from notifications.outbox import claims, fan_out, wake

logger = logging.getLogger(__name__)

#: A job of this length leaves room under the queue's timeout; what remains is a new job's.
WORKING_TIME = 60.0
#: Seconds after which a channel that had nothing is asked again while others work, and for which nothing is waited longer.
LOOK_AGAIN, PATIENCE = 0.25, 0.1
#: Seconds between two looks while another worker fans out.
AT_WORK = 0.05
#: Retries due within this time are waited for rather than left to the sweeper.
NEARLY_DUE = 2.0


def work(*, alerts: bool, clock: Callable[[], float] = time.monotonic) -> int:
    """Send what is due of alerts, or of notifications; return how many results were recorded.

    One thread talks to PostgreSQL; every channel carries its batch at the same time as the others, so that a slow mail
    server or a silent push service holds up nobody else (FLT-06).
    """
    end = clock() + WORKING_TIME
    desk = Desk([channel() for channel in CHANNELS.values()], alerts=alerts)
    claims.free_lost_leases()
    more, look_at = False, 0.0
    try:
        while clock() < end:
            # Asking costs more than recording a window of mails: not at every turn.
            looking = alerts and (more or time.monotonic() >= look_at)
            if looking:
                more, look_at = fan_out.fan_out_page(), time.monotonic() + LOOK_AGAIN
            if desk.take(fresh=more) | desk.carry() | more:
                continue
            if desk.busy:
                desk.wait()
            elif alerts and not looking:
                look_at = 0.0
            elif alerts and fan_out.is_under_way():
                # Somebody else is writing down who is told: their rows are shared, and they may be killed meanwhile.
                time.sleep(AT_WORK)
            elif not wait_for_retry(alerts=alerts):
                break
        else:
            wake.now(alerts=alerts)
        desk.finish()
    finally:
        desk.close()
    if alerts:
        settle()
    return desk.recorded


def send_batch(channel: Channel, *, alerts: bool) -> tuple[int, int]:
    """Take one batch and send it; return how many rows were taken and how many results counted."""
    desk = Desk([channel], alerts=alerts)
    desk.take(fresh=True)
    desk.finish()
    return desk.taken, desk.recorded


class Desk:
    """The batches one worker has under way: some of every channel at once."""

    def __init__(self, channels: Sequence[Channel], *, alerts: bool) -> None:
        self.recorded = self.taken = 0
        self._alerts = alerts
        self._channels = list(channels)
        self._bell = threading.Event()
        self._rounds: list[tuple[Channel, uuid.UUID, Iterator[list[Result]]]] = []
        self._empty_until = dict.fromkeys(self._channels, 0.0)
        for channel in self._channels:
            channel.bell = self._bell

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return bool(self._rounds)

    def take(self, *, fresh: bool) -> bool:
        """Take a batch for every channel that has a hand free; `fresh` when there may be new rows. Return whether there were any."""
        found = False
        for channel in self._channels:
            under_way = sum(round_[0] is channel for round_ in self._rounds)
            if under_way >= channel.batches or (not fresh and time.monotonic() < self._empty_until[channel]):
                continue
            until = time.monotonic() + sending_time()
            batch = claims.claim(channel, alerts=self._alerts)
            self.taken += batch.taken
            found = found or batch.taken > 0
            # A channel with nothing to do is not asked at every turn of the others.
            self._empty_until[channel] = 0.0 if batch.taken else time.monotonic() + LOOK_AGAIN
            if batch.parcels:
                self._rounds.append((channel, batch.token, channel.send(batch.parcels, until=until)))
        return found

    def carry(self) -> bool:
        """Record what came of every batch under way since; return whether anything did."""
        moved = False
        for round_ in list(self._rounds):
            results = next(round_[2], None)
            if results is None:
                self._rounds.remove(round_)
                moved = True
            elif results:
                self.recorded += claims.record(round_[1], results)
                moved = True
        return moved

    def wait(self) -> None:
        """Wait until something came back, or a moment."""
        self._bell.wait(PATIENCE)
        self._bell.clear()

    def finish(self) -> None:
        """Bring what is under way to its end."""
        while self._rounds:
            if not self.carry():
                self.wait()

    def close(self) -> None:
        """Give back connections."""
        for channel in self._channels:
            channel.close()


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
