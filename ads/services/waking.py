"""Waking a worker to look at a payment. A wake-up may be lost at any moment: the sweeper repeats it."""

import logging
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

import redis
from django_rq import get_queue

if TYPE_CHECKING:
    from ads.models import Payment

logger = logging.getLogger(__name__)

QUEUE = "default"
JOB = "ads.jobs.check_payment"
_PATIENCE = 2


def after_commit(payment: "Payment") -> None:
    """Have the payment looked at once the running transaction has committed."""
    transaction.on_commit(partial(_now, payment.pk))


def _now(payment_id: int) -> None:
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE) as connection:
            get_queue(QUEUE, connection=connection, commit_mode="auto").enqueue_call(JOB, kwargs={"payment_id": payment_id})
    except redis.RedisError as error:
        logger.warning("No wake-up for a payment, the sweeper will find it: %s", error)
