"""Cleaning up: alerts whose time is over, deliveries that will not be sent, names nobody needs any more."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from notifications import live
from notifications.models import Alert, Delivery, Notification

#: [policy, LEG-06] Who was told is kept for questions after an alert, then only the counts remain.
NAMES_KEPT = timedelta(days=30)
#: [policy, domain.md §7] As long as other messages.
NOTIFICATIONS_KEPT = timedelta(days=365)
_PAGE = 5_000


def end_overdue_alerts() -> int:
    """End alerts whose time is over, each under its lock (ALR-15); return how many."""
    ended = 0
    for number in Alert.objects.overdue().values_list("pk", flat=True):
        with transaction.atomic():
            alert = Alert.objects.overdue().select_for_update().filter(pk=number).first()
            if alert is not None:
                alert.state, alert.ending, alert.ended_at = Alert.State.ENDED, Alert.Ending.EXPIRED, alert.expires
                alert.save(update_fields=["state", "ending", "ended_at"])
                # A page that listens asks nobody by itself: its banner goes when it is told (ALR-15).
                live.announce_after_commit(alert.neighbourhood_id)
                ended += 1
    return ended


def close_what_is_over() -> int:
    """Close planned deliveries that wait for a later attempt but will not be made any more; return how many (ALR-14)."""
    planned = Delivery.objects.filter(state=Delivery.State.PLANNED)
    ended = Q(alert_message__alert__state="ended") & ~Q(alert_message__msg_type="Cancel")
    expired_alert = ended & Q(alert_message__alert__ending="expired")
    closed = _close(planned.filter(Q(expires_at__lte=Now()) | expired_alert), Delivery.State.EXPIRED, "")
    return closed + _close(planned.filter(ended), Delivery.State.SUPPRESSED, "ended")


def _close(rows, state: str, code: str) -> int:
    with transaction.atomic():
        numbers = list(rows.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)[:_PAGE])
        return Delivery.objects.filter(pk__in=numbers).update(state=state, code=code, finished_at=Now())


def forget_names() -> int:
    """Take the names off deliveries that are long done; the counts stay."""
    old = Delivery.objects.filter(finished_at__lt=timezone.now() - NAMES_KEPT, alert_message__isnull=False, user__isnull=False)
    return Delivery.objects.filter(pk__in=old.values("pk")[:_PAGE]).update(user=None)


def forget_notifications() -> int:
    """Delete notifications of more than a year ago, with their deliveries."""
    old = Notification.objects.filter(created_at__lt=timezone.now() - NOTIFICATIONS_KEPT)
    return Notification.objects.filter(pk__in=old.values("pk")[:_PAGE]).delete()[0]
