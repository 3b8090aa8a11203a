"""A hand sends one channel: it takes a batch, carries it, records what came of it, and takes the next."""

import threading
import time
import uuid

from django.conf import settings
from django.db import connections

from notifications.channels import Channel
from notifications.outbox import claims

#: Seconds after which a hand that found nothing looks again by itself, and between two looks at what came back.
LOOK_AGAIN, PATIENCE = 0.25, 0.1


class Hand:
    """Several may work on the same channel: while one takes its next batch, the other keeps the connections busy."""

    def __init__(self, channel: Channel, *, alerts: bool) -> None:
        self.recorded = self.taken = 0
        #: Whether it found nothing when it last looked.
        self.idle = False
        self._channel, self._alerts = channel, alerts
        self._token, self._results = uuid.uuid4(), iter(())
        self._busy = False
        self._look_at = 0.0

    @property
    def busy(self) -> bool:
        """Whether a batch is under way."""
        return self._busy

    def stir(self) -> None:
        """Have it look at once: there may be something new."""
        self.idle, self._look_at = False, 0.0
        self._channel.bell.set()

    def turn(self) -> bool:
        """Take a batch where none is under way, or record what came back; return whether anything moved. Waits for nobody's network."""
        moved = self._record() if self._busy else self._take()
        self.idle = not moved and not self._busy
        return moved

    def run(self, over: threading.Event) -> None:
        """Turn until it is over, in a thread and on a connection of its own; then bring to its end what is under way."""
        try:
            while not over.is_set():
                if not self.turn():
                    self.wait()
            self.finish()
        finally:
            over.set()
            self.close()
            connections.close_all()

    def finish(self) -> None:
        """Bring what is under way to its end."""
        while self._busy:
            if not self._record():
                self.wait()

    def wait(self) -> None:
        """Wait until something came back, or a moment."""
        self._channel.bell.wait(PATIENCE)
        self._channel.bell.clear()

    def close(self) -> None:
        """Give back connections."""
        self._channel.close()

    def _take(self) -> bool:
        if time.monotonic() < self._look_at:
            return False
        until = time.monotonic() + sending_time()
        batch = claims.claim(self._channel, alerts=self._alerts)
        self.taken += batch.taken
        # A channel with nothing to do is not asked at every turn of the others.
        self._look_at = 0.0 if batch.taken else time.monotonic() + LOOK_AGAIN
        if batch.parcels:
            self._busy, self._token, self._results = True, batch.token, self._channel.send(batch.parcels, until=until)
        return batch.taken > 0

    def _record(self) -> bool:
        results = next(self._results, None)
        if results is None:
            self._busy = False
        elif results:
            self.recorded += claims.record(self._token, results)
        return results is None or bool(results)


def sending_time() -> float:
    """Return the seconds after which nothing more of a batch is started.

    Short, so that whoever ends an alert is obeyed (ALR-12); and over well before the lease is, however short that is:
    what is started later could be in another worker's hands by then, and leave twice (ALR-06).
    """
    return min(settings.PALIER_SENDING_SECONDS, settings.PALIER_DELIVERY_LEASE / 2)
