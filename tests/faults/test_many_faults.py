"""A short run of the fault rig: one alert by mail and push, broken in five ways while it goes out. `bin/bench faults` is the long one."""

import pytest

from notifications.channels.email.stamping import identity_of
from notifications.models import Alert, Delivery, PushSubscription
from notifications.services import publish_alert
from tests.factories.home import NeighbourhoodPageFactory
from tests.factories.notifications import AlertFactory
from tests.faults.conftest import wait_until
from tests.faults.rig import Faults
from tests.notifications.browsers import subscriptions_of
from tests.notifications.people import residents_of

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 400
#: Of each channel: two windows of ten, see worker_settings.
IN_HAND = 20


@pytest.fixture
def push(far_push, settings):
    """The fake push service the workers know, known here too."""
    settings.PALIER_PUSH_TEST_ORIGINS = [far_push.origin]
    return far_push


def test_an_alert_by_mail_and_push_survives_five_faults(push, fleet):
    """ALR-02, ALR-03, ALR-06, ALR-14, FLT-03, FLT-08: nobody lost; doubles only where a worker was stopped, under the same identity."""
    people = residents_of(NeighbourhoodPageFactory(title="Port et Jerzual"), PEOPLE)
    place = people[0].memberships.get().neighbourhood
    subscriptions_of(people, push.origin)
    fleet.start_clock()
    publish_alert(alert=AlertFactory.build(neighbourhood=place, author=None), by=people[0])
    faults = Faults(fleet, push)
    for number, fault in enumerate(["connections_terminated", "network_cut", "sigterm", "redis_full", "sigstop"]):
        wait_until(lambda number=number: len(fleet.sink.accepted) >= 20 + 40 * number, patience=60)
        getattr(faults, fault)()

    def waiting():
        return Delivery.objects.open().exists()

    wait_until(lambda: not waiting(), patience=90, pause=0.2)
    assert Delivery.objects.counts() == {name: {"sent": PEOPLE} for name in ("email", "push", "in_app")}
    mails = [identity for _, identity in fleet.sink.accepted]
    assert set(mails) == {f"<{identity_of(pk)}>" for pk in Delivery.objects.filter(channel="email").values_list("pk", flat=True)}
    pushes = push.accepted()
    assert len(set(pushes)) == PEOPLE
    # Three faults can take the results of two workers away: terminated connections, SIGTERM, SIGSTOP.
    assert len(mails) - PEOPLE <= 3 * 2 * IN_HAND
    assert len(pushes) - PEOPLE <= 3 * 2 * IN_HAND
    assert len({request["headers"]["topic"] for request in push.requests}) == 1
    assert PushSubscription.objects.live().count() == PEOPLE
    wait_until(lambda: Alert.objects.get().state == Alert.State.ACTIVE, patience=20)
