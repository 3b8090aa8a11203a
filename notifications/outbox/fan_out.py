"""From one message to one delivery per person and channel: page by page, resumable, harmless when run twice at once.

The unique key of `Delivery` is what forbids a second row; the lock below only saves work.
"""

from collections.abc import Collection, Iterable, Sequence

from django.contrib.auth import get_user_model
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from home.models import Membership, NeighbourhoodPage
from notifications.areas import cells_of
from notifications.channels import CHANNELS
from notifications.lookups import array
from notifications.models import Alert, AlertMessage, Delivery, Preference

#: People per page. The first page is out of the way quickly, so that the first message leaves soon.
PAGE = 1_000
#: The kind people switch on to take part in tests; off unless they do.
TEST_KIND = "alert-test"
#: A person, a channel, and which of their devices.
Row = tuple[int, str, str]

_INSERT = """
INSERT INTO notifications_delivery
    (alert_message_id, user_id, channel, endpoint, state, code, attempts, next_attempt_at, expires_at)
SELECT %s, person, channel, endpoint, 'planned', '', 0, now(), %s
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS row(person, channel, endpoint)
ON CONFLICT DO NOTHING
"""


def people_of(alert: Alert) -> models.QuerySet[User]:
    """Return whom an alert addresses: residents whose square its area touches, and those who run the neighbourhood.

    Most people share no square: they always get it. Nobody is left out of an alert for keeping their home to themselves. Whom an
    earlier alert about the same event addresses is not woken again (ALR-16).
    """
    if alert.status == Alert.Status.TEST:
        return volunteers_at(alert.neighbourhood)
    residents = Membership.objects.active().at(alert.neighbourhood)
    cells = None if alert.widened_at else cells_of(alert)
    if cells is not None:
        residents = residents.filter(Q(user__home_cell__isnull=True) | Q(user__home_cell__cell__in=cells))
    residents = residents.values("user")
    curators = Q(groups=alert.neighbourhood.curator_group_id) if alert.neighbourhood.curator_group_id else Q(pk__in=[])
    people = get_user_model().objects.active().filter(Q(pk__in=residents) | curators).distinct()
    if alert.same_as_id:
        for other in Alert.objects.told_before(alert).select_related("neighbourhood"):
            people = people.exclude(pk__in=people_of(other).values("pk"))
    return people


def volunteers_at(place: NeighbourhoodPage) -> models.QuerySet[User]:
    """Return the residents who asked to take part in tests: nobody else is sent one (ALR-20, CAP-10)."""
    willing = Preference.objects.filter(kind=TEST_KIND, enabled=True).exclude(channel="in_app").values("user")
    residents = Membership.objects.active().at(place).filter(user__in=willing).values("user")
    return get_user_model().objects.active().filter(pk__in=residents)


def fan_out_page() -> bool:
    """Give the next page of people their deliveries; return False when every message has all of them."""
    with transaction.atomic():
        message = AlertMessage.objects.to_fan_out().select_for_update(skip_locked=True, of=("self",)).with_alert().first()
        if message is None:
            return False
        after = message.fan_out_after
        if message.msg_type == AlertMessage.Type.CANCEL:
            people, rows = _who_got_it(message, after)
        else:
            people = list(people_of(message.alert).filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:PAGE])
            rows = rows_for(people, without=silent_channels(message.alert))
        insert_deliveries(message, rows)
        message.fan_out_after = people[-1] if len(people) == PAGE else None
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
    """Insert what is missing of these (person, channel, endpoint)."""
    if columns := [array(column) for column in zip(*rows, strict=True)]:
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, [message.pk, message.expires, *columns])


def _who_got_it(message: AlertMessage, after: int) -> tuple[list[int], Sequence[Row]]:
    """Return the next page of people an earlier message reached, or may have reached, and on which channels."""
    earlier = Delivery.objects.of_alert(message.alert).filter(
        alert_message__version__lt=message.version, state__in=Delivery.REACHED_STATES, user__isnull=False
    )
    people = list(earlier.filter(user__gt=after).order_by("user").values_list("user", flat=True).distinct()[:PAGE])
    return people, list(earlier.filter(user__pk__any=array(people)).values_list("user", "channel", "endpoint").distinct())


def addressed_now(alert: Alert) -> int:
    """Count whom an alert would address if it were sent now."""
    return people_of(alert).count()


def finished(message: AlertMessage) -> bool:
    """Tell whether nobody waits for this message any more."""
    open_rows = message.deliveries.filter(Q(state="planned") | Q(state="sending", leased_until__gt=timezone.now()))
    return message.fan_out_after is None and not open_rows.exists()
