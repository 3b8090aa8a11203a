"""GET /healthz: green, and red for each thing that needs a person (ALR-19, FLT-01)."""

import copy
import time
from datetime import UTC, datetime, timedelta

from django.conf import settings as django_settings
from django.utils import timezone

import pytest
from django_rq import get_connection, get_queue
from rq import Worker

from notifications.models import Delivery, Notification
from portal import clock, health
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def workers():
    """One registered worker per queue, without its process: what counts is the sign of life it leaves in Redis."""
    registered = {}
    for name in django_settings.RQ_QUEUES:
        worker = Worker([get_queue(name)], connection=get_connection(name))
        worker.register_birth()
        worker.heartbeat()
        registered[name] = worker
    get_connection("default").set(clock.BEAT_KEY, time.time())
    yield registered
    for worker in registered.values():
        worker.register_death()
    get_connection("default").delete(clock.BEAT_KEY)


def test_green_when_all_is_well(client, workers):
    answer = client.get("/healthz")
    report = answer.json()
    assert answer.status_code == 200
    assert report["ok"] is report["database"] is report["redis"] is True
    assert set(report["workers"]) == {"alerts", "default", "bulk"}
    assert all(0 <= seconds < 30 for seconds in report["workers"].values())
    assert report["outbox"] is None
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("queue", ["alerts", "default", "bulk"])
def test_red_after_a_minute_without_a_worker(client, workers, queue):
    quiet = workers[queue]
    beat = datetime.now(UTC) - timedelta(seconds=health.WORKER_SILENCE + 5)
    quiet.connection.hset(quiet.key, "last_heartbeat", beat.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert health.WORKER_SILENCE < answer.json()["workers"][queue] < health.WORKER_SILENCE + 60
    quiet.register_death()
    assert client.get("/healthz").json()["workers"][queue] is None
    assert client.get("/healthz").status_code == 503


def test_red_when_the_clock_stands_still(client, workers):
    get_connection("default").set(clock.BEAT_KEY, time.time() - health.CLOCK_SILENCE - 5)
    assert client.get("/healthz").status_code == 503


def test_red_when_deliveries_wait_too_long(client, workers):
    user, now = UserFactory(), timezone.now()
    delivery = Delivery.objects.create(
        notification=Notification.objects.create(user=user, kind="test"),
        user=user,
        channel="email",
        next_attempt_at=now - timedelta(seconds=20),
        expires_at=now + timedelta(days=1),
    )
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert 20 <= answer.json()["outbox"] < 60
    Delivery.objects.filter(pk=delivery.pk).update(next_attempt_at=timezone.now() - timedelta(seconds=health.OUTBOX_AGE + 5))
    assert client.get("/healthz").status_code == 503


def test_red_without_redis_but_a_web_server_stays_in_rotation(client, workers, settings):
    elsewhere = copy.deepcopy(settings.RQ_QUEUES)
    for queue in elsewhere.values():
        queue["URL"] = "unix:///nowhere/redis.sock?db=0"
    settings.RQ_QUEUES = elsewhere
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["redis"] is False
    assert answer.json()["database"] is True
    alone = client.get("/healthz?scope=web")
    assert (alone.status_code, alone.json()) == (200, {"ok": True, "database": True})


def test_red_without_a_database(client, workers, monkeypatch):
    class Gone:
        def cursor(self):
            raise health.DatabaseError

    monkeypatch.setattr(health, "connection", Gone())
    for path in ("/healthz", "/healthz?scope=web"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert answer.json()["database"] is False


def test_writing_is_refused(client):
    assert client.post("/healthz").status_code == 405
