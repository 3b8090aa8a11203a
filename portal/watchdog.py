"""An eye on the workers from outside them: a thread of every web process looks for what needs a person (ALR-19).

The incident is a row, so that many processes write one mail; see `portal.alarms`.
"""

import logging
import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection

from portal.alarms import Silences, report, troubles

logger = logging.getLogger(__name__)
_started = threading.Event()


class Watchdog:
    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.silences = Silences(clock)

    def look(self) -> dict[str, str]:
        """Look once: open incidents and write to the operator, or close them. Returns what is wrong, by alarm."""
        found = troubles(self.silences)
        for key, text in found.items():
            logger.error("%s: %s", key, text)
        report(found)
        return found


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
