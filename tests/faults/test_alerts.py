"""Alerts while things break: real workers killed with -9, Redis emptied and stopped. Nobody is lost, nobody is told twice.

A mail handed over in the very moment a worker dies may leave again, with the same Message-ID, so that a mailbox shows
one (ALR-03); the number of those is bounded by what a worker has in hand.
"""

import pytest

from notifications.channels.email.stamping import identity_of
from notifications.models import Alert, Delivery
from notifications.services import publish_alert
from tests.factories.home import NeighbourhoodPageFactory
from tests.factories.notifications import AlertFactory
from tests.faults.conftest import wait_until
from tests.notifications.people import residents_of

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 1_000
# Two windows of ten mails are on their way at most, see worker_settings.
IN_HAND = 20


@pytest.fixture
def place():
    return NeighbourhoodPageFactory(title="Port et Jerzual")


def publish(place, author):
    return publish_alert(alert=AlertFactory.build(neighbourhood=place, author=None), by=author)


def everybody_has_it(fleet, kills=0):
    """Wait for the end, then compare what the server accepted with the outbox: none lost, none twice but for the kills."""
    wait_until(lambda: Delivery.objects.filter(channel="email", state="sent").count() == PEOPLE, patience=90, pause=0.1)
    accepted = [identity for _, identity in fleet.sink.accepted]
    assert set(accepted) == {f"<{identity_of(pk)}>" for pk in Delivery.objects.filter(channel="email").values_list("pk", flat=True)}
    assert len(accepted) - PEOPLE <= kills * IN_HAND
    wait_until(lambda: Alert.objects.get().state == Alert.State.ACTIVE, patience=20)
    return len(accepted) - PEOPLE


def accepted(fleet, number):
    wait_until(lambda: len(fleet.sink.accepted) >= number, patience=60)


def test_an_alert_survives_killed_workers_an_emptied_redis_and_a_stopped_one(fleet, place):
    """ALR-01, ALR-02, ALR-03, ALR-14, FLT-01, FLT-02: all of it during one alert to a thousand people."""
    people = residents_of(place, PEOPLE)
    fleet.redis.stop()
    publish(place, people[0])  # publishing works without Redis
    assert fleet.sink.accepted == []
    fleet.redis.start()

    # The control: Redis is back, workers listen, and nothing happens, because the wake-up was lost with it.
    wait_until(lambda: all(worker.poll() is None for worker in fleet.workers))
    assert Delivery.objects.count() == 0

    fleet.start_clock()
    kills = 0
    for number, which in enumerate(["horse", "parent", "both", "both"]):
        accepted(fleet, 50 + 100 * number)
        fleet.kill_worker(number % 2, which)
        kills += 1
    accepted(fleet, 500)
    fleet.flush()
    accepted(fleet, 600)
    fleet.redis.stop()
    fleet.redis.start()
    twice = everybody_has_it(fleet, kills)
    assert Delivery.objects.counts()["email"] == {"sent": PEOPLE}
    assert twice <= kills * IN_HAND


def test_without_a_kill_an_emptied_and_a_stopped_redis_send_nothing_twice(fleet, place):
    """FLT-01, FLT-02: what Redis forgets costs time, never a second mail."""
    people = residents_of(place, PEOPLE)
    fleet.start_clock()
    publish(place, people[0])
    accepted(fleet, 100)
    fleet.flush()
    accepted(fleet, 300)
    fleet.redis.stop()
    # Workers finish what they hold in PostgreSQL; nobody can wake them for the rest.
    fleet.redis.start()
    assert everybody_has_it(fleet) == 0
