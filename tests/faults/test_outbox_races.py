"""Many at once on real PostgreSQL: what only a key or a lease can keep right. Each race comes with its control."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection, connections

import pytest

from notifications.models import Alert, AlertMessage, Delivery
from notifications.outbox import fan_out, working
from notifications.outbox.people import people_of
from notifications.services import AlertRefused, publish_alert
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
