"""Telling single people something, and what they want to be told."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from notifications import kinds
from notifications.channels import CHANNELS
from notifications.models import Delivery, Notification, Preference, QuietHours
from notifications.outbox import wake

if TYPE_CHECKING:
    from accounts.models import User

#: A message that could not leave for so long is no news any more; it stays in the list on the site.
NEWS_LIFE = timedelta(days=3)


@transaction.atomic
def notify(kind: str, *, to: Iterable["User"], data: Mapping[str, object], by: "User | None" = None) -> int:
    """Tell people something of a registered kind; return how many people were told.

    Never tells the one who did it (`by`), nor an account that is closed, and tells each person once. Which channels
    are used is the person's choice, else the kind's default. E-mails leave after the transaction has committed.
    Raises KeyError when no app registered the kind.
    """
    known = kinds.get(kind)
    actor = by.pk if by else None
    people = {user.pk: user for user in to if user.pk != actor and user.is_active}
    chosen = Preference.objects.choices_of(people.values(), kind)

    def wants(user: int, channel: str) -> bool:
        return chosen.get((user, channel), channel in known.default_channels)

    rows = Notification.objects.bulk_create(
        Notification(kind=kind, user=user, data=dict(data), listed=wants(pk, "in_app")) for pk, user in people.items()
    )
    ways = [
        (user, name, endpoint)
        for name in ("push", "email")
        for user, endpoint in CHANNELS[name].recipients([user for user in people if wants(user, name)])
    ]
    by_user, expires = {row.user_id: row for row in rows}, timezone.now() + NEWS_LIFE
    deliveries = Delivery.objects.bulk_create(
        Delivery(notification=by_user[user], user_id=user, channel=channel, endpoint=endpoint, expires_at=expires)
        for user, channel, endpoint in ways
    )
    if deliveries:
        wake.after_commit(alerts=False)
    return len(rows)


@transaction.atomic
def forget_place(*, user: "User") -> int:
    """Take back what waits for somebody who just left a neighbourhood, and hide what is listed of its life (VER-11).

    What concerns the person alone stays: the end of the membership, a password, a loan to bring back. Returns how many
    deliveries were taken back.
    """
    about = Notification.objects.filter(user=user, kind__in=kinds.residents_kinds())
    about.filter(listed=True).update(listed=False)
    waiting = Delivery.objects.filter(user=user, state=Delivery.State.PLANNED, notification__in=about)
    return waiting.update(state=Delivery.State.SUPPRESSED, code="left", finished_at=timezone.now())


def mark_all_read(*, user: "User") -> int:
    """Mark everything in a person's list as read; return how many were not."""
    return Notification.objects.of(user).unread().update(read_at=timezone.now())


def set_preference(*, user: "User", kind: str, channel: str, enabled: bool) -> None:
    """Remember whether a person wants one kind on one channel. Raises KeyError for an unknown kind."""
    kinds.get(kind)
    Preference.objects.update_or_create(user=user, kind=kind, channel=channel, defaults={"enabled": enabled})


def quiet_hours_of(user: "User") -> QuietHours:
    """Return a person's quiet hours: what they chose, else the usual ones, not stored."""
    return QuietHours.objects.filter(user=user).first() or QuietHours(user=user)
