import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.crypto import salted_hmac

from notifications.channels.base import Channel, Outcome, Parcel, Reader, Recipient, Result
from notifications.channels.carrying import carried
from notifications.channels.http import Courier, Pool, Refused
from notifications.channels.sms.budget import over_budget, reserve_slots
from notifications.channels.sms.numbers import begins_as_allowed
from notifications.channels.sms.providers import Handed, Provider, Text, provider
from notifications.channels.sms.words import Words
from notifications.lookups import array
from notifications.models import AlertMessage, PhoneCode, TextRelease

#: An endpoint of this form names a number that is being confirmed, instead of the person's confirmed one.
CODE_PREFIX = "code-"


class Told(NamedTuple):
    delivery: int
    handed: Handed


class SmsChannel(Channel):
    """Text messages to confirmed numbers, at the pace the provider allows to all workers together."""

    name = "sms"
    hands = 2
    rings = True

    def __init__(self) -> None:
        super().__init__()
        self._words = Words()
        self._slots: deque[float] = deque()

    @classmethod
    def recipients(cls, users: Sequence[int]) -> list[Recipient]:
        """Return those with a confirmed number; nobody while there is no provider."""
        if provider() is None:
            return []
        people = get_user_model().objects.filter(pk__any=array(users)).with_number()
        return [(user, "main") for user in people.order_by("pk").values_list("pk", flat=True)]

    def readers(self, recipients: Sequence[Recipient]) -> dict[Recipient, Reader]:
        people = get_user_model().objects.filter(pk__any=array([user for user, _ in recipients]), phone_verified_at__isnull=False)
        # As text: it was a number when it was confirmed, and judging it again takes longer than sending to it.
        rows = people.annotate(number=Cast("phone", TextField())).values_list("pk", "number")
        numbers = {(user, "main"): number for user, number in rows if number}
        codes = [int(endpoint.removeprefix(CODE_PREFIX)) for _, endpoint in recipients if endpoint.startswith(CODE_PREFIX)]
        if codes:
            asked = PhoneCode.objects.filter(pk__in=codes).values_list("user_id", "pk", "number")
            numbers |= {(user, f"{CODE_PREFIX}{pk}"): str(number) for user, pk, number in asked}
        refused = Reader(refusal="bad_address")
        return {found: Reader(address=number) if begins_as_allowed(number) else refused for found, number in numbers.items()}

    def holds(self, messages: Sequence[int]) -> dict[int, Reader]:
        """Hold the text messages of an emergency until a second person has said yes; refuse them once nobody did in time.

        An exercise is refused at once: it makes nobody's telephone ring by text message (CAP-10). Those who take part in tests get tests.
        """
        now = timezone.now()
        waiting = TextRelease.objects.unconfirmed(messages)
        held = {pk: Reader(later=end) if end > now else Reader(refusal="unconfirmed") for pk, end in waiting}
        return held | dict.fromkeys(AlertMessage.objects.exercises(messages), Reader(refusal="exercise"))

    def send(self, parcels: Sequence[Parcel], *, until: float) -> Iterator[list[Result]]:
        carrier = provider()
        if carrier is None:
            yield [Result(parcel.delivery, Outcome.FAILED, "no_provider") for parcel in parcels]
            return
        words = self._words.of(parcels)
        over = over_budget(words.messages) if words.messages else set()
        jobs: list[Parcel] = []
        others: list[Result] = []
        for parcel in parcels:
            if parcel.alert_message in over:
                others.append(Result(parcel.delivery, Outcome.FAILED, "budget"))
            elif parcel.delivery in words.texts:
                jobs.append(parcel)
            else:
                others.append(Result(parcel.delivery, Outcome.FAILED, "gone"))
        if others:
            yield others

        def errand(parcel: Parcel) -> Callable[[Pool], Awaitable[Told]] | None:
            text = Text(reference_of(parcel.delivery), parcel.address, words.texts[parcel.delivery])
            slot = self._slot()
            return lambda pool: _hand_over(pool, carrier, parcel, text, slot)

        a_second = settings.PALIER_SMS_PER_SECOND
        window = max(min(settings.PALIER_SMS_WINDOW, a_second // 2 or settings.PALIER_SMS_WINDOW) // self.hands, 1)
        for back, unstarted in carried(self._courier, jobs, errand=errand, window=window, until=until):
            yield [*map(result_of, back), *(Result(parcel.delivery, Outcome.UNSENT) for parcel in unstarted)]

    def close(self) -> None:
        if courier := self.__dict__.pop("_courier", None):
            courier.close()

    @cached_property
    def _courier(self) -> Courier[Told]:
        return Courier(self.bell, enough=settings.PALIER_SMS_WINDOW // self.hands // 2)

    def _slot(self) -> float:
        """Return the moment (time.time) the next message may leave; 0 when there is no limit."""
        rate = settings.PALIER_SMS_PER_SECOND
        if not rate:
            return 0.0
        if not self._slots:
            self._slots.extend(reserve_slots(max(rate // 10, 1), rate))
        return self._slots.popleft()


async def _hand_over(pool: Pool, carrier: Provider, parcel: Parcel, text: Text, slot: float) -> Told:
    """Hand one message over, unless an earlier attempt did. Always returns."""
    await asyncio.sleep(max(slot - time.time(), 0))
    try:
        found = await carrier.find(pool, text) if parcel.attempts else None
        return Told(parcel.delivery, found or await carrier.submit(pool, text))
    except TimeoutError:
        return Told(parcel.delivery, Handed(accepted=False, code="timeout", again=True))
    except OSError:
        return Told(parcel.delivery, Handed(accepted=False, code="connection", again=True))
    except (Refused, ValueError, LookupError):
        return Told(parcel.delivery, Handed(accepted=False, code="not_understood"))


def result_of(told: Told) -> Result:
    """Say what a provider's answer means for its delivery."""
    if told.handed.accepted:
        # By the provider's number receipts come in later.
        return Result(told.delivery, Outcome.SENT, provider_id=f"{settings.PALIER_SMS_PROVIDER}:{told.handed.provider_id}"[:80])
    outcome = Outcome.RETRY if told.handed.again else Outcome.FAILED
    return Result(told.delivery, outcome, told.handed.code, after=told.handed.after)


def reference_of(delivery: int) -> str:
    """Return our reference of a delivery: unique, the same at every attempt, and telling nothing (SMS-03)."""
    return f"p{delivery}-{salted_hmac('notifications.sms-reference', str(delivery)).hexdigest()[:12]}"
