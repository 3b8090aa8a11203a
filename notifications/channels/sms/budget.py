"""What text messages may cost a neighbourhood a day, and how many may leave a second (SMS-02, F4)."""

import logging
from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from home.models import NeighbourhoodPage
from notifications.channels.sms.segments import length_of
from notifications.channels.sms.words import alert_text
from notifications.models import Alert, AlertMessage, Delivery, SmsPace, SmsSpending

logger = logging.getLogger(__name__)


def within_budget(messages: Mapping[int, AlertMessage]) -> tuple[set[int], set[int]]:
    """Return those of these messages that would pass their neighbourhood's budget of the day, and those not counted out yet.

    Decided once per message, when everybody it addresses is known and before the first text leaves. Emergencies may also
    use the part kept for them.
    """
    decided = dict(SmsSpending.objects.filter(alert_message__in=messages).values_list("alert_message", "allowed"))
    fresh = AlertMessage.objects.with_alert().filter(pk__in=messages.keys() - decided.keys())
    uncounted = {message.pk for message in fresh if message.fan_out_after is not None}
    decided |= {message.pk: _decide(message) for message in fresh if message.pk not in uncounted}
    return {number for number, allowed in decided.items() if not allowed}, uncounted


@transaction.atomic
def _decide(message: AlertMessage) -> bool:
    alert = message.alert
    # The budget belongs to the place: one decision at a time per place.
    NeighbourhoodPage.objects.select_for_update().get(pk=alert.neighbourhood_id)
    known = SmsSpending.objects.filter(alert_message=message).first()
    if known:
        return known.allowed
    today = timezone.localdate()
    spent = (
        SmsSpending.objects.filter(neighbourhood=alert.neighbourhood, day=today, allowed=True).aggregate(sum=Sum("segments"))["sum"] or 0
    )
    segments = Delivery.objects.filter(alert_message=message, channel="sms").count() * length_of(alert_text(message, "fr")).segments
    limit = settings.PALIER_SMS_BUDGET_A_DAY + (settings.PALIER_SMS_RESERVED_A_DAY if alert.severity == Alert.Severity.URGENCE else 0)
    allowed = spent + segments <= limit
    SmsSpending.objects.create(alert_message=message, neighbourhood=alert.neighbourhood, day=today, segments=segments, allowed=allowed)
    if not allowed:
        logger.error("The text messages of alert message %s would pass the day's budget of their neighbourhood.", message.pk)
    return allowed


_RESERVE = """
UPDATE notifications_smspace SET next_at = greatest(next_at, clock_timestamp()) + %s * interval '1 second'
WHERE id = 1 RETURNING extract(epoch FROM next_at)
"""


def reserve_slots(number: int, rate: int) -> list[float]:
    """Reserve moments for the next messages, one after the other at this rate, whatever other workers do."""
    length = number / rate
    with connection.cursor() as cursor:
        cursor.execute(_RESERVE, [length])
        row = cursor.fetchone()
        if row is None:
            SmsPace.objects.get_or_create(pk=1, defaults={"next_at": timezone.now() - timedelta(seconds=1)})
            cursor.execute(_RESERVE, [length])
            row = cursor.fetchone()
    end = float(row[0])
    return [end - length + index / rate for index in range(number)]
