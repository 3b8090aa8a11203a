"""Telling open pages that a neighbourhood's alerts changed. Only a sign goes out; pages fetch what they may see."""

import logging

from django.db import transaction

import redis

from accounts.waking import impatient

logger = logging.getLogger(__name__)

CHANNEL = "palier:alerts-changed"


def announce_after_commit(neighbourhood_id: int) -> None:
    """Announce a change once the running transaction has committed."""
    transaction.on_commit(lambda: announce(neighbourhood_id))


def announce(neighbourhood_id: int) -> None:
    """Announce a change now. Never fails: a page that hears nothing looks by itself after a while (ALR-18)."""
    try:
        with impatient() as connection:
            connection.publish(CHANNEL, str(neighbourhood_id))
    except redis.RedisError as error:
        logger.warning("Open pages were not told of a change: %s", error)
