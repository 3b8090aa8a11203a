"""Waking the workers. A wake-up may be lost at any moment: the sweeper finds what is due without one."""

import logging

from django.conf import settings
from django.db import transaction

import redis
from django_rq import get_queue

logger = logging.getLogger(__name__)

QUEUE = "alerts"
JOB = "notifications.jobs.work_outbox"
#: A wake-up nobody took is worth nothing: the sweeper's next one says the same.
WAKE_LIFE = 60
#: Publishing never waits longer than this for a Redis that hangs.
PATIENCE = 2
#: [policy] Several workers share a large alert; those that find nothing to do are back at once.
WAKES = 2


def after_commit() -> None:
    """Wake the workers once the running transaction has committed; at once when there is none."""
    transaction.on_commit(now)


def now(wakes: int = WAKES) -> None:
    """Ask the workers to look at the outbox. Never fails: with Redis away they will look a little later."""
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE) as connection:
            queue = get_queue(QUEUE, connection=connection, commit_mode="auto")
            for _ in range(wakes):
                queue.enqueue_call(JOB, ttl=WAKE_LIFE, result_ttl=0)
    except redis.RedisError as error:
        logger.warning("No wake-up for the outbox, the sweeper will find it: %s", error)
