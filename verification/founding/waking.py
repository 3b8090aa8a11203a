"""Waking a worker for founding. A wake-up may be lost at any moment: the sweeper repeats it. Arguments are row numbers."""

import logging
from functools import partial

from django.conf import settings
from django.db import transaction

import redis
from django_rq import get_queue

from verification.services.waking import PATIENCE

logger = logging.getLogger(__name__)


class Wake:
    """One method per thing that waits for a worker; each wakes it once the running transaction has committed."""

    @staticmethod
    def archive(pk: int) -> None:
        """Have the export of a place made."""
        transaction.on_commit(partial(_enqueue, "bulk", "verification.founding.jobs.make_archive", archive_id=pk))

    @staticmethod
    def invitation(pk: int) -> None:
        """Have an invitation sent."""
        transaction.on_commit(partial(_enqueue, "default", "verification.founding.jobs.send_invitation", invitation_id=pk))

    @staticmethod
    def freeing() -> None:
        """Have the members of a place that is no more set free."""
        transaction.on_commit(partial(_enqueue, "bulk", "verification.founding.jobs.free_members"))


def _enqueue(queue: str, job: str, **arguments: int) -> None:
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE) as connection:
            get_queue(queue, connection=connection, commit_mode="auto").enqueue_call(job, kwargs=arguments)
    except redis.RedisError as error:
        logger.warning("No wake-up for founding, the sweeper will find it: %s", error)
