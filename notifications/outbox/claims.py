"""Taking deliveries under a lease, and recording what became of them.

A worker takes rows with `FOR UPDATE SKIP LOCKED`, commits, sends, and records results with its lease token. If it
dies, the lease runs out and another takes the rows; if it was only slow, its late result no longer matches and is dropped.
"""

import logging
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Exists, F, FloatField, Func, OuterRef, Q
from django.db.models.functions import Now

from accounts.prepared import keeping
from notifications import kinds
from notifications.channels.base import Channel, Outcome, Parcel, Reader, Result
from notifications.lookups import array
from notifications.models import AlertMessage, Delivery, Notification, Preference
from notifications.outbox.leavers import leavers
from notifications.outbox.quiet import quiet_until
from notifications.outbox.reasons import closing, outdated

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Batch:
    """What one worker has in hand."""

    token: uuid.UUID
    parcels: list[Parcel] = field(default_factory=list)
    #: How many rows were looked at; some may have turned out not to be sent.
    taken: int = 0


class _Row(NamedTuple):
    pk: int
    user: int | None
    alert_message: int | None
    notification: int | None
    endpoint: str
    attempts: int
    expires: float
    too_late: bool


def claim(channel: Channel, *, alerts: bool) -> Batch:
    """Take the next due deliveries of a channel: alerts' or notifications'.

    What must not be sent any more (the alert ended or was updated, the person opted out, left or has no address) is
    decided here, at the last moment, and recorded with its reason (ALR-10, ALR-12, ALR-15).
    """
    batch = Batch(token=uuid.uuid4())
    if not is_due(channel, alerts=alerts):
        return batch
    with transaction.atomic():
        rows = _due(channel, alerts=alerts)
        batch.taken = len(rows)
        if not rows:
            return batch
        reasons, later, allowed = _sort_out(channel, rows, _subjects(rows, alerts=alerts))
        _close(reasons)
        _put_off(later)
        if allowed:
            with keeping() as cursor:
                cursor.execute(_TAKE, [str(batch.token), settings.PALIER_DELIVERY_LEASE, array(parcel.delivery for parcel in allowed)])
        batch.parcels = allowed
    return batch


def is_due(channel: Channel, *, alerts: bool) -> bool:
    """Tell cheaply whether a channel has anything due at all: most looks of a busy worker find nothing."""
    with keeping() as cursor:
        cursor.execute(_DUE[alerts], [channel.name])
        return cursor.fetchone() is not None


_DUE = {
    alerts: f"SELECT 1 FROM notifications_delivery WHERE channel = %s AND state = 'planned' AND next_attempt_at <= statement_timestamp() AND {subject} LIMIT 1"  # noqa: S608
    for alerts, subject in {True: "alert_message_id IS NOT NULL", False: "alert_message_id IS NULL"}.items()
}
_TAKE = """
UPDATE notifications_delivery
SET state = 'sending', attempts = attempts + 1, lease_token = %s, leased_until = now() + %s * interval '1 second'
WHERE id = ANY(%s::bigint[])
"""


#: Nothing holds back.
_FREE = Reader()
_FIELDS = ("pk", "user", "alert_message", "notification", "endpoint", "attempts", "expires", "too_late")


def _due(channel: Channel, *, alerts: bool) -> list[_Row]:
    """Lock the next due rows. A newer message waits while an older one to the same person is in somebody's hands (ALR-17)."""
    due = Delivery.objects.filter(
        channel=channel.name, state=Delivery.State.PLANNED, next_attempt_at__lte=Now(), alert_message__isnull=not alerts
    )
    if alerts and AlertMessage.objects.follow_ups().exists():
        older = Delivery.objects.filter(
            state=Delivery.State.SENDING,
            user=OuterRef("user"),
            channel=OuterRef("channel"),
            alert_message__alert=OuterRef("alert_message__alert"),
            alert_message__version__lt=OuterRef("alert_message__version"),
        )
        due = due.filter(~Exists(older))
    locked = due.select_for_update(skip_locked=True, of=("self",)).order_by("next_attempt_at")
    # A number is read several times faster than a moment.
    moment = Func("expires_at", template="extract(epoch FROM %(expressions)s)::float8", output_field=FloatField())
    fields = locked.annotate(expires=moment, too_late=Q(expires_at__lte=Now())).values_list(*_FIELDS)
    return [_Row(*row) for row in fields[: channel.batch_size]]


def _subjects(rows: list[_Row], *, alerts: bool) -> dict[int, tuple[str, str]]:
    """Return {message or notification: (kind, why it is not sent any more)}.

    An alert's row is locked against being ended or updated meanwhile: whoever ends it sees what is in our hands.
    """
    if not alerts:
        numbers = {row.notification for row in rows}
        return {pk: (kind, "") for pk, kind in Notification.objects.filter(pk__any=array(numbers)).values_list("pk", "kind")}
    numbers = list({row.alert_message for row in rows})
    with keeping() as cursor:
        cursor.execute(_LOCK_ALERTS, [numbers])
    return {message.pk: (kinds.of_alert(message.alert), outdated(message)) for message in AlertMessage.objects.newest_known(numbers)}


_LOCK_ALERTS = """
SELECT 1 FROM notifications_alert
WHERE id IN (SELECT alert_id FROM notifications_alertmessage WHERE id = ANY(%s)) ORDER BY id FOR SHARE
"""


def _sort_out(
    channel: Channel, rows: list[_Row], subjects: dict[int, tuple[str, str]]
) -> tuple[dict[int, str], dict[int, datetime], list[Parcel]]:
    """Return why some rows are not sent, until when others wait, and the parcels of the rest."""
    users = [row.user for row in rows if row.user]
    languages = dict(get_user_model().objects.active().filter(pk__any=array(users)).values_list("pk", "language"))
    readers = channel.readers([(row.user, row.endpoint) for row in rows if row.user in languages])
    refusing = _refusing(users, channel.name, {kind for kind, _ in subjects.values()})
    quiet = quiet_until(list(languages)) if channel.rings else {}
    held = channel.holds({row.alert_message for row in rows if row.alert_message})
    left = leavers((row.user, row.alert_message) for row in rows)
    reasons: dict[int, str] = {}
    later: dict[int, datetime] = {}
    parcels: list[Parcel] = []
    for row in rows:
        kind, reason = subjects.get(row.alert_message or row.notification, ("", "gone"))
        reader, hold = readers.get((row.user, row.endpoint)), held.get(row.alert_message, _FREE)
        reason = reason or hold.refusal or ("left" if (row.user, row.alert_message) in left else "")
        reason = _reason(row, reason, known=row.user in languages, refuses=(row.user, kind) in refusing, reader=reader)
        wait = hold.later or (reader.later if reader else None)
        if row.user in quiet and not kinds.breaks_quiet(kind):
            wait = max(quiet[row.user], wait or quiet[row.user])
        if reason:
            reasons[row.pk] = reason
        elif wait and wait.timestamp() >= row.expires:
            reasons[row.pk] = "quiet" if row.user in quiet else "expired"
        elif wait:
            later[row.pk] = wait
        else:
            subject = row.alert_message, row.notification, kind
            parcel = Parcel(row.pk, row.user, languages[row.user], reader.address, *subject, row.endpoint, row.expires, row.attempts)
            parcels.append(parcel)
    return reasons, later, parcels


def _reason(row: _Row, reason: str, *, known: bool, refuses: bool, reader: Reader | None) -> str:
    """Say why a row is not sent, or nothing; what came first counts."""
    if row.too_late:
        return "expired"
    if reason:
        return reason
    if not known:
        return "closed"
    if refuses:
        return "opted_out"
    return "no_address" if reader is None else reader.refusal


def _refusing(users: list[int], channel: str, kind_keys: set[str]) -> set[tuple[int, str]]:
    """Return the (person, kind) pairs that do not want this channel, read at this very moment."""
    rows = Preference.objects.filter(user__pk__any=array(users), channel=channel, kind__in=kind_keys)
    chosen = {(user, kind): enabled for user, kind, enabled in rows.values_list("user", "kind", "enabled")}
    silent = {key for key in kind_keys if not kinds.uses_by_default(key, channel)}
    unset = {(user, key) for user in users for key in silent} if silent else set()
    compulsory = {key for key in kind_keys if kinds.is_compulsory(key, channel)}
    unwanted = {pair for pair, enabled in chosen.items() if not enabled} | {pair for pair in unset if not chosen.get(pair)}
    return {(user, key) for user, key in unwanted if key not in compulsory}


def _put_off(later: dict[int, datetime]) -> None:
    """Let rows wait until a moment: their host rests. What is over before then is closed by the sweeper."""
    by_moment: dict[datetime, list[int]] = {}
    for pk, moment in later.items():
        by_moment.setdefault(moment, []).append(pk)
    for moment, numbers in by_moment.items():
        Delivery.objects.filter(pk__any=array(numbers)).update(next_attempt_at=moment)


def _close(reasons: dict[int, str]) -> None:
    """Record why rows are not sent."""
    by_reason: dict[str, list[int]] = {}
    for pk, reason in reasons.items():
        by_reason.setdefault(reason, []).append(pk)
    for reason, numbers in by_reason.items():
        state, code = closing(reason)
        Delivery.objects.filter(pk__any=array(numbers)).update(state=state, code=code, finished_at=Now())


# --- Recording -------------------------------------------------------------------------------------------------------

_FINISH = """
UPDATE notifications_delivery
SET state = result.state, code = result.code, provider_id = result.provider_id, finished_at = now(),
    lease_token = NULL, leased_until = NULL
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[]) AS result(id, state, code, provider_id)
WHERE notifications_delivery.id = result.id AND lease_token = %s AND notifications_delivery.state = 'sending'
"""

# What another worker has in hand by now was taken by the provider all the same: its receipt must find it.
_REMEMBER = """
UPDATE notifications_delivery SET provider_id = told.provider_id
FROM unnest(%s::bigint[], %s::text[]) AS told(id, provider_id) WHERE notifications_delivery.id = told.id
"""

# Back-off: base 1 s, factor 2, full jitter, at most 300 s (ALR-07); never sooner than the other side asked (ALR-08).
# What cannot be tried again in time is given up.
_POSTPONE = """
WITH retry AS (
    SELECT d.id, result.code, now() + interval '1 second'
        * greatest(random() * least(300, power(2, least(d.attempts - 1, 9))), result.after) AS at
    FROM notifications_delivery d JOIN unnest(%s::bigint[], %s::text[], %s::float[]) AS result(id, code, after) ON d.id = result.id
    WHERE d.lease_token = %s AND d.state = 'sending'
)
UPDATE notifications_delivery d
SET state = CASE WHEN retry.at >= d.expires_at THEN 'dead' ELSE 'planned' END,
    finished_at = CASE WHEN retry.at >= d.expires_at THEN now() END,
    code = retry.code, next_attempt_at = retry.at, lease_token = NULL, leased_until = NULL
FROM retry WHERE d.id = retry.id
"""

_GIVE_BACK = """
UPDATE notifications_delivery
SET state = 'planned', attempts = attempts - 1, lease_token = NULL, leased_until = NULL
WHERE id = ANY(%s::bigint[]) AND lease_token = %s AND state = 'sending'
"""


def record(token: uuid.UUID, results: Iterable[Result]) -> int:
    """Record results under the lease they were made with; return how many counted. Late ones are dropped (ALR-06)."""
    done = [result for result in results if result.outcome is Outcome.SENT or result.outcome is Outcome.FAILED]
    again = [result for result in results if result.outcome is Outcome.RETRY]
    unsent = [result.delivery for result in results if result.outcome is Outcome.UNSENT]
    counted = 0
    with keeping() as cursor:
        if done:
            lists = [
                array(column)
                for column in zip(*((row.delivery, row.outcome.value, row.code, row.provider_id) for row in done), strict=True)
            ]
            cursor.execute(_FINISH, [*lists, str(token)])
            counted += cursor.rowcount
            if cursor.rowcount < len(done) and (known := [row for row in done if row.provider_id]):
                cursor.execute(_REMEMBER, [array(row.delivery for row in known), array(row.provider_id for row in known)])
        if again:
            lists = array(result.delivery for result in again), [result.code for result in again], [result.after for result in again]
            cursor.execute(_POSTPONE, [*lists, str(token)])
            counted += cursor.rowcount
        if unsent:
            cursor.execute(_GIVE_BACK, [array(unsent), str(token)])
            counted += cursor.rowcount
    late = len(done) + len(again) + len(unsent) - counted
    if late:
        logger.warning("%s results came after their lease and were dropped", late)
    return counted


def free_lost_leases() -> int:
    """Take deliveries back from workers that died; return how many."""
    lost = Delivery.objects.filter(state=Delivery.State.SENDING, leased_until__lte=Now())
    numbers = lost.select_for_update(skip_locked=True).values_list("pk", flat=True)
    with transaction.atomic():
        return Delivery.objects.filter(pk__in=list(numbers)).update(
            state=Delivery.State.PLANNED, lease_token=None, leased_until=None, next_attempt_at=Now(), attempts=F("attempts")
        )
