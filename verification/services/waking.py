"""Waking a worker. A wake-up may be lost at any moment, with Redis away for instance: the sweeper repeats it."""

import logging
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

import redis
from django_rq import get_queue

if TYPE_CHECKING:
    from verification.models import Postcard, RecoveryWish

logger = logging.getLogger(__name__)

QUEUE = "default"
JOB = "verification.jobs.prepare_postcard"
WISH_JOB = "verification.jobs.grant_wish"
#: Asking for a card never waits longer than this for a Redis that hangs.
PATIENCE = 2


def after_commit(card: "Postcard") -> None:
    """Have the card prepared once the running transaction has committed."""
    transaction.on_commit(partial(now, card))


def wish_after_commit(wish: "RecoveryWish") -> None:
    """Have a wish to come back looked at once the running transaction has committed."""
    transaction.on_commit(partial(run, WISH_JOB, wish_id=str(wish.pk)))


def now(card: "Postcard") -> None:
    """Have the card prepared. Never fails."""
    run(JOB, postcard_id=str(card.pk))


def run(job: str, **ids: object) -> None:
    """Have a worker run a job, named by its path, with these ids. Never fails: every job here has a sweeper."""
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE) as connection:
            get_queue(QUEUE, connection=connection, commit_mode="auto").enqueue_call(job, kwargs=ids)
    except redis.RedisError as error:
        logger.warning("No wake-up for %s, the sweeper will find it: %s", job, error)
