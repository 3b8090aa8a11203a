"""Which rows show on which place's pages. A change in one renews the place's token once it is committed."""

import logging
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models.signals import post_delete, post_save

from wagtail.models import Page

import redis

from portal.page_cache import tokens

logger = logging.getLogger(__name__)

#: Model label → how to find the tree path of the place it shows on.
PLACES: dict[str, Callable[[Any], str]] = {
    "home.Boundary": lambda row: row.place.path,
    "home.Membership": lambda row: row.neighbourhood.path,
    "ads.Placement": lambda row: row.slot.neighbourhood.path,
    "notifications.Alert": lambda row: row.neighbourhood.path,
    "verification.Founding": lambda row: row.neighbourhood.path,
}


def renew_after_commit(path: str) -> None:
    """Renew the token of the place at this tree path, and those above, when the transaction commits."""

    def renew() -> None:
        try:
            tokens.renew({tokens.place_of(path)})
        except redis.RedisError:
            # Web processes that cannot reach Redis answer nothing from memory; the others forget within PAGE_LIFE.
            logger.warning("A page token could not be renewed: Redis is not available")

    transaction.on_commit(renew)


def page_changed(instance: models.Model, **_: object) -> None:
    """Renew the place of a page that was saved or deleted."""
    if isinstance(instance, Page):
        renew_after_commit(instance.path)


def row_changed(sender: type[models.Model], instance: models.Model, **_: object) -> None:
    """Renew the place a row shows on."""
    renew_after_commit(PLACES[sender._meta.label](instance))


def connect() -> None:
    """Listen to every model that shows on a cached page."""
    for signal in (post_save, post_delete):
        signal.connect(page_changed, dispatch_uid="page-cache-page")
        for label in PLACES:
            signal.connect(row_changed, sender=apps.get_model(label), dispatch_uid="page-cache-row")
