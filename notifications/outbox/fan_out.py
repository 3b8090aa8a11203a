"""From one message to one delivery per person and channel: page by page, resumable, harmless when run twice at once.

The unique key of `Delivery` is what forbids a second row; the lock on the message only saves work. What is known at once is written
down at once: on the site everybody has the message from this moment, and who gave no address cannot be written to.
"""

from collections.abc import Collection, Iterable, Sequence
from itertools import groupby

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.prepared import keeping
from notifications.channels import CHANNELS, Channel
from notifications.lookups import array
from notifications.models import Alert, AlertMessage, Delivery
from notifications.outbox.people import people_of, reached_before
from notifications.outbox.reasons import closing, outdated

#: People per page. The first page is out of the way quickly, so that the first message leaves soon.
FIRST_PAGE, PAGE = 200, 1_000
#: A person, a channel, and which of their devices.
Row = tuple[int, str, str]
#: How a delivery begins: its state, and why.
Beginning = tuple[str, str]

# Whoever ends or updates the alert waits until this page is written, and sees whom it names; where they were first, another look finds it.
_NEXT = """
SELECT message.id FROM notifications_alertmessage message JOIN notifications_alert alert ON alert.id = message.alert_id
WHERE message.fan_out_after IS NOT NULL ORDER BY message.id LIMIT 1
FOR NO KEY UPDATE OF message SKIP LOCKED FOR SHARE OF alert SKIP LOCKED
"""

_INSERT = """
INSERT INTO notifications_delivery
    (alert_message_id, user_id, channel, endpoint, state, code, attempts, next_attempt_at, expires_at, finished_at)
SELECT %s, person, %s, endpoint, %s, %s, 0, now(), %s, CASE WHEN %s THEN now() END
FROM unnest(%s::bigint[], %s::text[]) AS row(person, endpoint)
ON CONFLICT DO NOTHING
"""


def fan_out_page() -> bool:
    """Give the next page of people their deliveries; return False when every message has all of them, or is in other hands."""
    with transaction.atomic():
        with keeping() as cursor:
            cursor.execute(_NEXT)
            found = cursor.fetchone()
        if found is None:
            return False
        message = AlertMessage.objects.newest_known(found).with_alert().get()
        after = message.fan_out_after
        size = PAGE if after else FIRST_PAGE
        if message.msg_type == AlertMessage.Type.CANCEL:
            people, rows = _who_got_it(message, after, size)
        else:
            people = list(people_of(message.alert, after=after).order_by("pk").values_list("pk", flat=True)[:size])
            rows = rows_for(people, without=silent_channels(message.alert))
        insert_deliveries(message, rows)
        message.fan_out_after = people[-1] if len(people) == size else None
        message.save(update_fields=["fan_out_after"])
    return True


def is_under_way() -> bool:
    """Tell whether some message still has people without a delivery; when `fan_out_page` had nothing, another worker is at it."""
    return AlertMessage.objects.to_fan_out().exists()


def rows_for(people: Sequence[int], *, without: Collection[str] = ()) -> list[Row]:
    """Return by which ways these people are told: the site and e-mail for everybody, and every device they have given."""
    channels = [(name, channel) for name, channel in CHANNELS.items() if name not in without]
    return [(person, name, endpoint) for name, channel in channels for person, endpoint in channel.recipients(people)]


def silent_channels(alert: Alert) -> frozenset[str]:
    """Return by which ways nobody is told of this alert: a newcomer's costs no text messages."""
    return frozenset({"sms"}) if alert.without_texts else frozenset()


def insert_deliveries(message: AlertMessage, rows: Iterable[Row]) -> None:
    """Insert what is missing of these (person, channel, endpoint), each in the state it begins with."""
    reason = outdated(message)
    with keeping() as cursor:
        for name, group in groupby(rows, key=lambda row: row[1]):
            for (state, code), of in _beginnings(CHANNELS[name], list(group), reason=reason).items():
                people, endpoints = array(person for person, _, _ in of), array(endpoint for _, _, endpoint in of)
                done = state != Delivery.State.PLANNED
                cursor.execute(_INSERT, [message.pk, name, state, code, message.expires, done, people, endpoints])


def _beginnings(channel: type[Channel], rows: list[Row], *, reason: str) -> dict[Beginning, list[Row]]:
    """Sort rows by how they begin: most wait to be carried; of a message that is over by now, all are closed."""
    usual = (Delivery.State.PLANNED, "") if channel.carried else (Delivery.State.SENT, "")
    if reason:
        return {closing(reason): rows}
    unreachable = channel.unreachable([person for person, _, _ in rows])
    if not unreachable:
        return {usual: rows}
    begun: dict[Beginning, list[Row]] = {}
    for row in rows:
        refusal = unreachable.get(row[0])
        begun.setdefault(closing(refusal) if refusal else usual, []).append(row)
    return begun


def _who_got_it(message: AlertMessage, after: int, size: int) -> tuple[list[int], Sequence[Row]]:
    """Return the next page of people an earlier message reached, or may have reached, and on which channels."""
    earlier = reached_before(message)
    people = list(earlier.filter(user__gt=after).order_by("user").values_list("user", flat=True).distinct()[:size])
    rows = earlier.filter(user__pk__any=array(people)).order_by("channel").values_list("user", "channel", "endpoint")
    return people, list(rows.distinct())


def finished(message: AlertMessage) -> bool:
    """Tell whether nobody waits for this message any more."""
    open_rows = message.deliveries.filter(Q(state="planned") | Q(state="sending", leased_until__gt=timezone.now()))
    return message.fan_out_after is None and not open_rows.exists()
