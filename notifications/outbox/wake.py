"""Waking the workers. A wake-up may be lost at any moment: the sweeper finds what is due without one."""

import logging

from django.conf import settings
from django.db import transaction

import redis
from rq import Queue

from accounts.waking import impatient, queue_on

logger = logging.getLogger(__name__)

#: Alerts have their own queue and workers: no number of other messages makes an alert wait (ALR-09).
ALERTS = ("alerts", "notifications.jobs.send_alerts")
NOTICES = ("default", "notifications.jobs.send_notices")
#: A wake-up nobody took is worth nothing: the sweeper's next one says the same.
WAKE_LIFE = 60


def after_commit(*, alerts: bool) -> None:
    """Wake the workers once the running transaction has committed; at once when there is none."""
    transaction.on_commit(lambda: now(alerts=alerts))


def now(*, alerts: bool) -> None:
    """Ask the workers to look at the outbox. Never fails: with Redis away they will look a little later."""
    name, job = ALERTS if alerts else NOTICES
    try:
        with impatient() as connection:
            queue = queue_on(connection, name)
            if not alerts and _is_last(queue, job):
                return
            # Several workers share a large alert; one that finds nothing to do is back at once.
            for _ in range(settings.PALIER_ALERT_WAKES if alerts else 1):
                queue.enqueue_call(job, ttl=WAKE_LIFE, result_ttl=0)
    except redis.RedisError as error:
        logger.warning("No wake-up for the outbox, the sweeper will find it: %s", error)


def _is_last(queue: Queue, job: str) -> bool:
    """Tell whether the last that waits is this job already: it has not begun, so it will see what has been committed.

    A hundred notices at once would otherwise keep everybody behind them waiting for ninety-nine jobs that find nothing.
    """
    last = queue.connection.lindex(queue.key, -1)
    waiting = queue.fetch_job(last.decode()) if last else None
    return waiting is not None and waiting.func_name == job
