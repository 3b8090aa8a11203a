"""Redis with no room left (FLT-03): a worker waits for room, and then works."""

from django.utils import timezone

import pytest
import redis

from notifications.models import Delivery
from tests.factories.home import NeighbourhoodPageFactory
from tests.faults.conftest import wait_until
from tests.faults.test_alerts import publish
from tests.notifications.people import residents_of

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_workers_that_meet_a_full_redis_go_on_when_there_is_room(fleet):
    """RQ's own worker quits: the control is the line it writes. Publishing commits meanwhile, and everybody is told afterwards."""
    client = redis.Redis.from_url(fleet.redis.url)
    people = residents_of(NeighbourhoodPageFactory(), 20)
    client.config_set("maxmemory", "1")
    worker = fleet.start("worker", "alerts")
    fleet.workers.append(worker)
    log = fleet.folder / "fleet.log"
    wait_until(lambda: b"Redis refuses" in log.read_bytes() or worker.poll() is not None, patience=60)
    assert worker.poll() is None
    publish(people[0].memberships.get().neighbourhood, people[0])
    client.config_set("maxmemory", "0")
    wait_until(lambda: client.scard("rq:workers") >= 3, patience=60)
    fleet.start_clock()
    wait_until(lambda: Delivery.objects.filter(channel="email", state="sent", finished_at__lt=timezone.now()).count() == 20, patience=60)
    assert all(member.poll() is None for member in fleet.workers)
