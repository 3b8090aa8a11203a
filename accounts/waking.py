"""Waking a worker. A wake-up may be lost at any moment, with Redis away for instance: whatever waits has a sweeper that finds it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from django.conf import settings
from django.db import transaction

import redis
from django_rq import get_queue
from rq import Queue

logger = logging.getLogger(__name__)

#: Seconds: whoever publishes or asks never waits longer than this for a Redis that hangs.
PATIENCE = 2


@contextmanager
def impatient() -> Iterator[redis.Redis]:
    """Yield a connection to the Redis of the queues that waits for nobody long. Raises redis.RedisError, as what is done with it does."""
    with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE) as connection:
        yield connection


def queue_on(connection: redis.Redis, name: str) -> Queue:
    """Return a queue of which a job begins at once, not with the commit of whoever asks."""
    return get_queue(name, connection=connection, commit_mode="auto")


def run(job: str, *, queue: str = "default", **ids: object) -> None:
    """Have a worker run a job, named by its path, with these ids. Never fails."""
    try:
        with impatient() as connection:
            queue_on(connection, queue).enqueue_call(job, kwargs=ids)
    except redis.RedisError as error:
        logger.warning("No wake-up for %s, the sweeper will find it: %s", job, error)


def after_commit(job: str, *, queue: str = "default", **ids: object) -> None:
    """Have a job run once the running transaction has committed; at once when there is none."""
    transaction.on_commit(partial(run, job, queue=queue, **ids))
