"""What would stop a queue: Redis with no room left (FLT-03), a job that kills (FLT-07), a flood of other messages (ALR-09)."""

import time

from django.db import connection
from django.utils import timezone

import pytest
import redis
from django_rq import get_queue
from rq import Worker
from rq.registry import FailedJobRegistry

from notifications.models import Delivery, Notification
from tests.factories.home import NeighbourhoodPageFactory
from tests.faults.conftest import wait_until
from tests.faults.test_alerts import publish
from tests.notifications.people import residents_of

pytestmark = pytest.mark.django_db(transaction=True)


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


_FLOOD = """
INSERT INTO notifications_delivery (notification_id, user_id, channel, endpoint, state, code, attempts, next_attempt_at, expires_at)
SELECT %s, %s, 'email', 'flood-' || number, 'planned', '', 0, now(), now() + interval '1 day' FROM generate_series(1, 50000) AS number
"""


def test_neither_a_poisoned_job_nor_fifty_thousand_letters_hold_up_an_alert(fleet, tmp_path):
    """ALR-09: the first hand-off within five seconds. FLT-07: tried at most three times, then put aside, and the queue moves on."""
    people = residents_of(NeighbourhoodPageFactory(), 20)
    row = Notification.objects.create(kind="neighbourhood-letter", user=people[0], data={})
    with connection.cursor() as cursor:
        cursor.execute(_FLOOD, [row.pk, people[0].pk])
    queue = get_queue("alerts", connection=redis.Redis.from_url(fleet.redis.url), commit_mode="auto")
    wait_until(lambda: len(Worker.all(queue=queue)) == 2, patience=60)
    queue.enqueue("tests.faults.poison.die", str(tmp_path))
    wait_until(lambda: FailedJobRegistry(queue=queue).get_job_count() == 1, patience=30)
    publish(people[0].memberships.get().neighbourhood, people[0])
    published = time.time()
    wait_until(lambda: len(fleet.sink.accepted) >= 1, patience=30)
    assert time.time() - published <= 5
    wait_until(lambda: Delivery.objects.of_alerts().filter(channel="email", state="sent").count() == 20, patience=30)
    assert 1 <= len((tmp_path / "tried").read_text()) <= 3
    assert Delivery.objects.filter(notification=row, state="planned").count() == 50_000
    assert all(worker.poll() is None for worker in fleet.workers)
