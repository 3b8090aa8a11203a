"""What the system does for an alert by itself: remind its sender before the end, and drive again what was given up."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from home.permissions import is_operator
from notifications.models import Alert, AlertMessage, Delivery
from notifications.outbox import wake
from notifications.services.telling import notify

if TYPE_CHECKING:
    from accounts.models import User

#: [policy] Long enough to look out of the window and announce the all-clear or send a new alert.
REMINDER_BEFORE = timedelta(minutes=30)
#: An alert of an hour or less needs no reminder: its sender has just written it.
SHORT_LIFE = timedelta(hours=1)
#: What was given up is tried for so long again, when it is no alert.
NEWS_AGAIN = timedelta(days=1)


def remind_senders() -> int:
    """Tell senders whose alert ends by itself within half an hour, once each; return how many were told."""
    told = 0
    for number in Alert.objects.ending_soon(REMINDER_BEFORE, SHORT_LIFE).values_list("pk", flat=True):
        with transaction.atomic():
            soon = Alert.objects.ending_soon(REMINDER_BEFORE, SHORT_LIFE).select_for_update(of=("self",), skip_locked=True)
            alert = soon.select_related("author").filter(pk=number).first()
            if alert is None:
                continue
            alert.reminded_at = timezone.now()
            alert.save(update_fields=["reminded_at"])
            if alert.author:
                told += notify("alert-ends-soon", to=[alert.author], data={"alert": alert.pk})
    return told


@transaction.atomic
def redrive(*, by: "User", channel: str = "") -> int:
    """Try again at once what was given up, of one channel or of all; return how many (ALR-07).

    An alert's message is only tried until it expires (ALR-15); one whose time is over stays given up. Whoever has opted out, left,
    or whose alert has ended is found out when the row is taken, as always. Raises PermissionDenied for others than operators.
    """
    if not is_operator(by):
        raise PermissionDenied
    ends = AlertMessage.objects.filter(pk=OuterRef("alert_message")).values("expires")
    dead = Delivery.objects.filter(state=Delivery.State.DEAD, user__isnull=False)
    dead = dead.filter(Q(alert_message__isnull=True) | Q(alert_message__expires__gt=Now()))
    if channel:
        dead = dead.filter(channel=channel)
    numbers = list(dead.select_for_update(of=("self",), skip_locked=True).values_list("pk", flat=True))
    count = Delivery.objects.filter(pk__in=numbers, state=Delivery.State.DEAD).update(
        state=Delivery.State.PLANNED,
        code="",
        attempts=0,
        finished_at=None,
        next_attempt_at=Now(),
        expires_at=Coalesce(Subquery(ends), timezone.now() + NEWS_AGAIN),
    )
    wake.after_commit(alerts=True)
    wake.after_commit(alerts=False)
    return count
