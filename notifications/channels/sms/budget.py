"""What text messages may cost a neighbourhood a day, and how many may leave a second (SMS-02, F4)."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Sum
from django.utils import timezone

from home.models import NeighbourhoodPage
from notifications import kinds
from notifications.channels.sms.segments import Length, length_of
from notifications.channels.sms.words import alert_text
from notifications.models import Alert, AlertMessage, Preference, SmsPace, SmsSpending
from notifications.models.delivery import Channel
from notifications.outbox.people import addressed_by

logger = logging.getLogger(__name__)


def over_budget(messages: Mapping[int, AlertMessage]) -> set[int]:
    """Return those of these messages that would pass their neighbourhood's budget of the day.

    Decided once per message, for everybody it addresses and before the first text leaves; their rows may still be on their way into the
    outbox. Emergencies may also use the part kept for them.
    """
    decided = dict(SmsSpending.objects.filter(alert_message__in=messages).values_list("alert_message", "allowed"))
    fresh = AlertMessage.objects.with_alert().filter(pk__in=messages.keys() - decided.keys())
    decided |= {message.pk: _decide(message) for message in fresh}
    return {number for number, allowed in decided.items() if not allowed}


@dataclass(frozen=True, slots=True)
class Cost:
    """What the text messages of one alert come to, and what its neighbourhood may still spend today, in segments."""

    numbers: int
    segments: int
    left: int
    limit: int
    #: What a telephone would show, and how long that is.
    text: str
    length: Length

    @property
    def allowed(self) -> bool:
        """Whether they may leave: all of them, or none."""
        return self.segments <= self.left

    @property
    def price(self) -> Decimal:
        """Return the expected price in euros; the provider's invoice is what counts."""
        return (self.segments * Decimal(settings.PALIER_SMS_PRICE)).quantize(Decimal("0.01"))


def cost_of(message: AlertMessage, languages: Mapping[str, int]) -> Cost:
    """Return what a message costs for so many numbers in each language, beside what its neighbourhood may still spend today (SMS-02)."""
    limit = limit_of(message.alert)
    text = alert_text(message, settings.LANGUAGE_CODE)
    segments = segments_of(message, languages)
    left = max(limit - spent_today(message.alert.neighbourhood), 0)
    return Cost(sum(languages.values()), segments, left, limit, text, length_of(text))


def segments_of(message: AlertMessage, languages: Mapping[str, int]) -> int:
    """Return the segments of a message for so many numbers in each language: each text is counted as it will be written."""
    return sum(length_of(alert_text(message, language)).segments * number for language, number in languages.items())


def numbers_of(message: AlertMessage) -> dict[str, int]:
    """Return {language: number} of the confirmed numbers a message addresses whose people want it by text message, as things are."""
    kind = kinds.of_alert(message.alert)
    by_default = kinds.uses_by_default(kind, Channel.SMS)
    chosen = Preference.objects.filter(kind=kind, channel=Channel.SMS, enabled=not by_default).values("user")
    people = addressed_by(message).with_number()
    people = people.exclude(pk__in=chosen) if by_default else people.filter(pk__in=chosen)
    return dict(people.order_by().values_list("language").annotate(number=Count("pk")))


def limit_of(alert: Alert) -> int:
    """Return the segments a neighbourhood may send a day; emergencies may also use the part kept for them."""
    return settings.PALIER_SMS_BUDGET_A_DAY + (settings.PALIER_SMS_RESERVED_A_DAY if alert.severity == Alert.Severity.URGENCE else 0)


def spent_today(place: NeighbourhoodPage) -> int:
    """Return the segments a neighbourhood's alerts were allowed today."""
    spent = SmsSpending.objects.filter(neighbourhood=place, day=timezone.localdate(), allowed=True)
    return spent.aggregate(sum=Sum("segments"))["sum"] or 0


@transaction.atomic
def _decide(message: AlertMessage) -> bool:
    alert = message.alert
    # The budget belongs to the place: one decision at a time per place.
    NeighbourhoodPage.objects.select_for_update().get(pk=alert.neighbourhood_id)
    known = SmsSpending.objects.filter(alert_message=message).first()
    if known:
        return known.allowed
    segments = segments_of(message, numbers_of(message))
    allowed = spent_today(alert.neighbourhood) + segments <= limit_of(alert)
    day = timezone.localdate()
    SmsSpending.objects.create(alert_message=message, neighbourhood=alert.neighbourhood, day=day, segments=segments, allowed=allowed)
    if not allowed:
        logger.error("The text messages of alert message %s would pass the day's budget of their neighbourhood.", message.pk)
    return allowed


# A moment ahead, so that the first leaves at its time like the others: late, it would come close to the second.
_RESERVE = """
UPDATE notifications_smspace SET next_at = greatest(next_at, clock_timestamp() + interval '50 milliseconds') + %s * interval '1 second'
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
