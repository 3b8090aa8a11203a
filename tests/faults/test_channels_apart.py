"""A stuck provider (FLT-06) and broken ones, with every channel at work at once."""

import time

from django.utils import timezone

import pytest

from notifications.channels.http import client
from notifications.models import Delivery, PushHost, PushSubscription
from notifications.outbox import working
from notifications.services import end_alert, publish_alert
from tests.factories.home import NeighbourhoodPageFactory
from tests.factories.notifications import AlertFactory
from tests.faults.conftest import wait_until
from tests.notifications.browsers import PushService, subscriptions_of
from tests.notifications.people import residents_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _threads(settings):
    """Every channel has hands with threads of their own, as in a worker."""
    settings.PALIER_HANDS_APART = True


@pytest.fixture
def place():
    return NeighbourhoodPageFactory(title="Port et Jerzual")


@pytest.fixture
def service(tmp_path, settings):
    (tmp_path / "push").mkdir()
    service = PushService(tmp_path / "push")
    wait_until((service.folder / "port").exists)
    settings.PALIER_PUSH_TEST_ORIGINS = [service.origin]
    yield service
    service.stop()


def publish(place, author):
    return publish_alert(alert=AlertFactory.build(neighbourhood=place, author=None), by=author)


def test_a_push_service_that_hangs_holds_up_no_mail_and_is_left_alone(place, service, sink, monkeypatch):
    """FLT-06, WPU-06: mail is out long before the push service's time is over; no browser is lost; then all get it."""
    monkeypatch.setattr(client, "TOTAL_TIMEOUT", 3.0)
    people = residents_of(place, 60)
    subscriptions_of(people, service.origin)
    service.say("hang")
    publish(place, people[0])
    started = time.time()
    working.work(alerts=True)
    times = [float(line.split()[0]) for line in (sink.folder / "accepted").read_text().splitlines()]
    assert len(times) == 60
    assert max(times) - started < 2.5
    assert PushSubscription.objects.live().count() == 60
    assert PushHost.objects.get().rest_until > timezone.now()
    assert not Delivery.objects.filter(channel="push", state="sent").exists()
    service.say("")
    PushHost.objects.update(rest_until=None)
    Delivery.objects.filter(state="planned").update(next_attempt_at=timezone.now())
    working.work(alerts=True)
    assert Delivery.objects.counts()["push"] == {"sent": 60}


def test_a_push_service_that_fails_then_hangs_up_loses_nobody(place, service, sink):
    """ALR-14, WPU-06: 503, cut connections, then well again; every browser has it, and each is counted once."""
    people = residents_of(place, 40)
    browser = subscriptions_of(people, service.origin)
    for word in ("500", "reset", ""):
        service.say(word)
        if word == "500":
            publish(place, people[0])
        PushHost.objects.update(rest_until=None)
        Delivery.objects.filter(state="planned").update(next_attempt_at=timezone.now())
        if word:
            while working.fan_out.fan_out_page():
                pass
            channel = working.CHANNELS["push"]()
            working.send_batch(channel, alerts=True)
            channel.close()
        else:
            working.work(alerts=True)
    assert Delivery.objects.counts()["push"] == {"sent": 40}
    assert sorted(service.accepted()) == sorted(f"/201/{user.pk}" for user in people)
    assert browser.read(service.requests[-1])["title"]


def test_nothing_starts_after_an_alert_was_ended(place, service, sink):
    """ALR-12: ended at a fifth of the way; whoever had it hears of the end, nobody else hears anything."""
    people = residents_of(place, 100)
    subscriptions_of(people, service.origin)
    alert = publish(place, people[0])
    while working.fan_out.fan_out_page():
        pass
    channel = working.CHANNELS["push"]()
    channel.batch_size = 20
    working.send_batch(channel, alerts=True)
    channel.close()
    end_alert(alert=alert, ending="cancelled", by=people[0])
    ended = time.time()
    working.work(alerts=True)
    late = [request for request in service.requests if request["at"] > ended]
    had = set(service.accepted()[:20])
    assert len(service.requests) == 40
    assert {request["target"] for request in late} == had


def test_batches_that_overlap_are_recorded_each_under_its_own_lease(place, service, sink, monkeypatch):
    """ALR-04, F1: two batches of a channel are under way at once; what came of one is never taken for the other's."""
    monkeypatch.setattr(working.CHANNELS["push"], "batch_size", 30)
    people = residents_of(place, 200)
    subscriptions_of(people, service.origin)
    publish(place, people[0])
    working.work(alerts=True)
    assert Delivery.objects.counts()["push"] == {"sent": 200}
    assert len(service.requests) == 200
