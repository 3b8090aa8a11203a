"""Many at once on real PostgreSQL: what only a key or a lease can keep right. Each race comes with its control."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from django.db import connection, connections, transaction
from django.db.models.functions import Now
from django.utils import timezone

import pytest

from notifications.channels.base import Outcome, Result
from notifications.models import Alert, AlertMessage, Delivery
from notifications.monitoring import alarms, outbox_lines
from notifications.outbox import claims, fan_out, sweeping, working
from notifications.outbox.people import people_of
from notifications.services import AlertRefused, confirm_alert, end_alert, publish_alert, update_alert
from tests.factories.home import NeighbourhoodPageFactory
from tests.factories.notifications import AlertFactory, reachable_resident
from tests.notifications.people import residents_of

pytestmark = pytest.mark.django_db(transaction=True)

KEY = "one_delivery_per_alert_message"


@pytest.fixture
def place():
    return NeighbourhoodPageFactory(title="Port et Jerzual")


@pytest.fixture
def alert(place):
    people = residents_of(place, 100)
    return publish_alert(alert=AlertFactory.build(neighbourhood=place, author=None), by=people[0])


def together(number, action):
    """Run something in so many threads that start at the same moment; return what each gave or raised."""
    barrier = Barrier(number)

    def run(index):
        try:
            barrier.wait(timeout=20)
            return action(index)
        except AlertRefused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as threads:
        return list(threads.map(run, range(number)))


def insert_everybody(alert):
    message = AlertMessage.objects.newest_known([alert.messages.get().pk]).with_alert().get()
    rows = fan_out.rows_for(list(people_of(alert).values_list("pk", flat=True)))
    return lambda _index: fan_out.insert_deliveries(message, rows)


def test_sixteen_fan_outs_at_once_make_one_row_each(alert):
    """ALR-05: the database's key, not the code, forbids the second row."""
    together(16, insert_everybody(alert))
    assert Delivery.objects.count() == 200


def test_control_without_the_key_the_same_fan_outs_do_double(alert):
    """ALR-05, positive control."""
    constraint = next(constraint for constraint in Delivery._meta.constraints if constraint.name == KEY)
    with connection.schema_editor() as editor:
        editor.remove_constraint(Delivery, constraint)
    try:
        together(16, insert_everybody(alert))
        assert Delivery.objects.count() > 200
    finally:
        Delivery.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Delivery, constraint)


def test_eight_workers_on_the_same_alert_hand_over_each_mail_once(alert, sink):
    """ALR-04, ALR-05: fan-out and sending by eight at once, then once more by all of them."""
    together(8, lambda _index: working.work(alerts=True))
    together(8, lambda _index: working.work(alerts=True))
    identities = [identity for _, identity in sink.accepted]
    assert len(identities) == len(set(identities)) == 100
    assert Delivery.objects.counts() == {"email": {"sent": 100}, "in_app": {"sent": 100}}


def test_control_without_claiming_the_same_workers_send_many_times(alert, sink):
    """ALR-04, positive control: a check of the state without a lock lets several send."""
    from notifications.channels import EmailChannel
    from notifications.channels.base import Parcel

    while fan_out.fan_out_page():
        pass

    def careless(_index):
        rows = Delivery.objects.filter(channel="email", state="planned").values_list("pk", "user", "alert_message")
        parcels = [Parcel(pk, user, "fr", f"voisin{user}@exemple.test", message, None, "alert-vigilance") for pk, user, message in rows]
        channel = EmailChannel()
        sent = [result.delivery for results in channel.send(parcels, until=1e12) for result in results]
        channel.close()
        Delivery.objects.filter(pk__in=sent).update(state="sent")

    together(8, careless)
    assert len(sink.accepted) > 100


def test_a_button_pressed_many_times_at_once_sends_one_alert(place):
    author = reachable_resident(place)
    draft = AlertFactory.build(neighbourhood=place, author=None)

    def press(_index):
        copy = AlertFactory.build(neighbourhood=place, author=None, submission=draft.submission)
        return publish_alert(alert=copy, by=author).pk

    assert len(set(together(8, press))) == 1
    assert AlertMessage.objects.count() == 1


def test_the_weekly_number_holds_when_alerts_are_sent_at_once(place, settings):
    author = reachable_resident(place)

    def send(_index):
        return publish_alert(alert=AlertFactory.build(neighbourhood=place, author=None), by=author)

    results = together(8, send)
    assert sum(isinstance(result, AlertRefused) for result in results) == 8 - settings.PALIER_RESIDENT_ALERTS_A_WEEK
    assert Alert.objects.count() == settings.PALIER_RESIDENT_ALERTS_A_WEEK


def test_curators_who_write_news_and_end_at_once_leave_one_end_and_nothing_behind_it(place):
    """ALR-12, ALR-17: sixteen acts at once on one alert, from its news to its end by two people: one end, and it is the last word."""
    author = reachable_resident(place)
    colleague = reachable_resident(place)
    colleague.is_superuser = True
    colleague.save()
    for _ in range(3):
        Alert.objects.update(created_at="2020-01-01T00:00Z")
        alert = publish_alert(alert=AlertFactory.build(neighbourhood=place, author=None), by=author)

        def act(index, alert=alert):
            by = (author, colleague)[index % 2]
            if index < 8:
                return update_alert(alert=alert, text=f"Suite {index}.", by=by)
            return end_alert(alert=alert, ending=("all_clear", "cancelled")[index % 2], by=by)

        results = together(16, act)
        kinds = list(alert.messages.order_by("version").values_list("msg_type", flat=True))
        refused = [isinstance(result, AlertRefused) for result in results]
        assert kinds.count("Cancel") == 1
        assert kinds[-1] == "Cancel"
        assert len(kinds) == 2 + refused[:8].count(False)
        alert.refresh_from_db()
        enders = [index for index in range(8, 16) if not refused[index]]
        assert {("all_clear", "cancelled")[index % 2] for index in enders} == {alert.ending}


def test_a_confirmation_in_the_moment_of_the_end_never_wakes_the_neighbourhood_for_what_is_over(place):
    """ALR-15: the second neighbour confirms while the time runs out: either it widened before its end, or it is refused; nothing between."""
    author, *neighbours = (reachable_resident(place) for _ in range(5))
    circle = {"area": "circle", "centre_lat": 48.45, "centre_lon": -2.04, "radius_m": 200}
    alert = publish_alert(alert=AlertFactory.build(neighbourhood=place, author=None, **circle), by=author)
    confirm_alert(alert=alert, by=neighbours[0])
    Alert.objects.update(effective="2020-01-01T00:00Z", expires="2020-01-01T01:00Z")
    results = together(
        8, lambda index: confirm_alert(alert=alert, by=neighbours[index % 4]) if index % 2 else sweeping.end_overdue_alerts()
    )
    assert all(isinstance(result, AlertRefused) for result in results[1::2])
    assert sum(results[::2]) == 1
    alert.refresh_from_db()
    assert (alert.widened_at, alert.state, alert.ending) == (None, "ended", "expired")


def test_what_fails_for_ever_is_tried_ever_more_rarely_and_given_up_in_time(alert):
    """ALR-07: full jitter below 1, 2, 4 … 300 seconds; given up when the next attempt would come too late."""
    while fan_out.fan_out_page():
        pass
    row = Delivery.objects.filter(channel="email").first()
    waits = {}
    for attempts in range(1, 14):
        for _ in range(12):
            token = uuid.uuid4()
            with transaction.atomic():
                # One moment of PostgreSQL's clock for all of it.
                Delivery.objects.filter(pk=row.pk).update(state="sending", attempts=attempts, lease_token=token, leased_until=Now())
                row.refresh_from_db()
                now = row.leased_until
                claims.record(token, [Result(row.pk, Outcome.RETRY, "smtp-451")])
            row.refresh_from_db()
            assert (row.state, row.code, row.attempts) == ("planned", "smtp-451", attempts)
            waits.setdefault(attempts, []).append((row.next_attempt_at - now).total_seconds())
    for attempts, found in waits.items():
        most = min(300, 2 ** (attempts - 1))
        assert all(0 <= wait <= most for wait in found)
        assert len(set(found)) > 6, "jitter"
        assert max(found) > most / 3
    token = uuid.uuid4()
    soon = timezone.now() + timedelta(seconds=30)
    Delivery.objects.filter(pk=row.pk).update(state="sending", lease_token=token, leased_until=soon, expires_at=soon)
    claims.record(token, [Result(row.pk, Outcome.RETRY, "smtp-451", after=31)])
    row.refresh_from_db()
    assert (row.state, bool(row.finished_at)) == ("dead", True)
    assert alarms(outbox_lines()) == ["email:dead"]
