"""What an answer of a push service means, and what is remembered of it (WPU-06, WPU-07, ALR-08)."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from notifications.channels.base import Outcome, Result
from notifications.channels.http import Answer
from notifications.channels.push.vapid import key_fingerprint
from notifications.models import PushHost, PushSubscription

logger = logging.getLogger(__name__)

#: Answers that say "this browser is gone": the only ones after which a subscription is deleted.
GONE = frozenset({404, 410})
#: Answers that say "not you": the fault is ours, never the browser's.
REFUSALS = frozenset({400, 401, 403})
#: So many in a row on one host stop it and call the operator [policy, WPU-07].
REFUSALS_STOP = 20
#: A browser is parked after so many failures spread over so long, while others of its host succeed [policy, WPU-06].
FAILURES_PARK, PARKED_AFTER = 3, timedelta(hours=24)
#: Seconds, for what a server asks by Retry-After [policy, ALR-08]; and when it says something unreadable.
SHORTEST_REST, LONGEST_REST, USUAL_REST = 1, 3600, 60
#: A host that lets so many requests hang, and answers none, rests for so many seconds [policy, FLT-06].
HANGS_REST, HANG_REST = 5, 10
#: Seconds after which a stopped host is looked at again: a new key may have ended the stop.
STOPPED_LOOK = 300


class Told(NamedTuple):
    """One answer: which delivery and browser, and what it was. Status 0 is no answer, -1 a host we do not ask; see `code`."""

    delivery: int
    subscription: int
    host: str
    status: int
    code: str = ""
    rest: float = 0.0
    unsent: bool = False


def retry_after(value: str | None, *, now: datetime | None = None) -> float:
    """Return the seconds a Retry-After header asks for, in either of its forms, within our bounds (RFC 6585, ALR-08)."""
    if value is None:
        return 0.0
    text = value.strip()
    try:
        seconds = float(int(text))
    except ValueError:
        try:
            moment = parsedate_to_datetime(text)
        except (TypeError, ValueError):
            return float(USUAL_REST)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        seconds = (moment - (now or timezone.now())).total_seconds()
    return float(min(max(seconds, SHORTEST_REST), LONGEST_REST))


def rest_of(answer: Answer) -> float:
    """Return for how long a host is to be left alone after this answer."""
    if answer.status == 429:
        return retry_after(answer.headers.get("retry-after", str(USUAL_REST)))
    return retry_after(answer.headers.get("retry-after")) if answer.status == 503 else 0.0


def result_of(told: Told) -> Result:
    """Say what an answer means for its delivery."""
    if told.unsent:
        return Result(told.delivery, Outcome.UNSENT)
    if 200 <= told.status < 300:
        return Result(told.delivery, Outcome.SENT)
    code = told.code or f"push-{told.status}"
    again = told.status in {0, 401, 403, 408, 429} or told.status >= 500
    return Result(told.delivery, Outcome.RETRY if again else Outcome.FAILED, code, after=told.rest)


@dataclass(slots=True)
class Hosts:
    """What a worker knows of hosts: read with every batch, and at once after its own answers."""

    later: dict[str, datetime] = field(default_factory=dict)
    troubled: dict[str, int] = field(default_factory=dict)
    _greeted: dict[str, datetime] = field(default_factory=dict)

    def read(self, hosts: set[str]) -> None:
        """Look up whether these hosts may be asked now."""
        now, key = timezone.now(), key_fingerprint()
        for row in PushHost.objects.filter(pk__in=hosts):
            stopped = row.stopped_at is not None and row.stopped_key == key
            later = now + timedelta(seconds=STOPPED_LOOK) if stopped else row.rest_until
            if later and later > now:
                self.later[row.host] = later
            else:
                self.later.pop(row.host, None)
            self.troubled[row.host] = row.refusals

    def rests(self, host: str) -> float:
        """Return for how many seconds more this host is left alone."""
        later = self.later.get(host)
        return max((later - timezone.now()).total_seconds(), 0.0) if later else 0.0

    def learn(self, answers: Sequence[Told]) -> None:
        """Remember what these answers say of their hosts."""
        by_host: dict[str, list[Told]] = {}
        for told in answers:
            if not told.unsent:
                by_host.setdefault(told.host, []).append(told)
        for host, told in by_host.items():
            self._learn_host(host, told)

    def _learn_host(self, host: str, answers: Sequence[Told]) -> None:
        now = timezone.now()
        rest = max(told.rest for told in answers)
        if sum(told.code == "timeout" for told in answers) >= HANGS_REST and not any(200 <= told.status < 300 for told in answers):
            rest = max(rest, HANG_REST)
        if rest:
            self.later[host] = max(self.later.get(host, now), now + timedelta(seconds=rest))
            PushHost.objects.update_or_create(pk=host, defaults={"rest_until": self.later[host]})
        refusals = sum(told.status in REFUSALS for told in answers)
        if any(200 <= told.status < 300 for told in answers):
            self._greet(host, now)
        elif refusals:
            self._count_refusals(host, refusals)

    def _greet(self, host: str, now: datetime) -> None:
        """Note that a host takes what we send; once a minute is enough, but for one that had refused."""
        if self.troubled.get(host) or now - self._greeted.get(host, now - timedelta(days=1)) > timedelta(minutes=1):
            defaults = {"last_ok_at": now, "refusals": 0, "stopped_at": None, "stopped_key": ""}
            PushHost.objects.update_or_create(pk=host, defaults=defaults)
            self.troubled[host], self._greeted[host] = 0, now

    def _count_refusals(self, host: str, number: int) -> None:
        PushHost.objects.get_or_create(pk=host)
        rows = PushHost.objects.filter(pk=host)
        rows.update(refusals=F("refusals") + number)
        self.troubled[host] = rows.values_list("refusals", flat=True).get()
        key = key_fingerprint()
        if self.troubled[host] >= REFUSALS_STOP:
            self.later[host] = timezone.now() + timedelta(seconds=STOPPED_LOOK)
            if rows.exclude(stopped_at__isnull=False, stopped_key=key).update(stopped_at=timezone.now(), stopped_key=key):
                # The watchdog writes to the operator, once, and again when it is over.
                logger.error(
                    "The push service %s refuses our messages; it is left alone until the key changes or it is started again.", host
                )


def remember(answers: Sequence[Told], troubled: Mapping[int, int]) -> None:
    """Delete browsers that are gone, count the failures of others, park those that fail while their neighbours succeed."""
    gone = [told.subscription for told in answers if told.status in GONE]
    failed = [told.subscription for told in answers if told.status in {0, 408} or told.status >= 500]
    sent = [told.subscription for told in answers if 200 <= told.status < 300]
    if gone:
        PushSubscription.objects.filter(pk__in=gone).delete()
    if mended := [number for number in sent if troubled.get(number)]:
        PushSubscription.objects.filter(pk__in=mended).update(failures=0, first_failed_at=None)
    if failed:
        rows = PushSubscription.objects.filter(pk__in=failed)
        rows.update(failures=F("failures") + 1, first_failed_at=Coalesce("first_failed_at", Now()))
        host_ok = PushHost.objects.filter(pk=OuterRef("host")).values("last_ok_at")
        lasting = rows.filter(failures__gte=FAILURES_PARK, first_failed_at__lt=timezone.now() - PARKED_AFTER)
        parked = lasting.annotate(host_ok=Subquery(host_ok)).filter(host_ok__gt=F("first_failed_at"))
        PushSubscription.objects.filter(pk__in=parked.values("pk")).update(parked_at=timezone.now())
