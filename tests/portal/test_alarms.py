"""What the operator is written to about: once per incident, once when it is over, however many processes look."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import connection
from django.utils import timezone

import pytest
from django_rq import get_connection, get_queue
from rq import Worker

from notifications.models import Delivery, Incident, PushHost, SmsSpending
from notifications.monitoring import INCIDENTS
from notifications.outbox import working
from notifications.services import notify, publish_alert, redrive
from portal.alarms import NO_ALERT_WORK, clear, tell
from portal.clock import BEAT_KEY
from portal.watchdog import Watchdog
from tests.factories.notifications import AlertFactory, reachable_resident

pytestmark = pytest.mark.django_db


@pytest.fixture
def guard(settings):
    settings.PALIER_OPERATOR_EMAIL = "garde@exemple.test"


@pytest.fixture
def workers():
    """One worker per queue, and a clock, all well."""
    found = {name: Worker([get_queue(name)], connection=get_connection(name)) for name in ("alerts", "default", "bulk")}
    for worker in found.values():
        worker.register_birth()
        worker.heartbeat()
    get_connection("default").set(BEAT_KEY, time.time())
    yield found
    for worker in found.values():
        worker.register_death()
    get_connection("default").delete(BEAT_KEY)


def test_missing_workers_are_told_once_and_their_return_too(workers, guard, mailoutbox):
    """ALR-19: within two minutes for alerts; again only for another incident."""
    now = [0.0]
    dogs = [Watchdog(clock=lambda: now[0]) for _ in range(2)]
    assert not dogs[0].look()
    workers["alerts"].register_death()
    for now[0] in (1.0, 60.0):
        assert not any(dog.look() for dog in dogs)
    for now[0] in (76.0, 91.0):  # looks are 15 seconds apart: 91 is below the 120 allowed
        assert all(dog.look().keys() == {NO_ALERT_WORK} for dog in dogs)
    assert [mail.to for mail in mailoutbox] == [["garde@exemple.test"]]
    workers["bulk"].register_death()
    dogs[0].look()
    now[0] += 61
    assert dogs[0].look().keys() == {NO_ALERT_WORK, "workers-missing"}
    assert "bulk" in mailoutbox[1].body
    for name in ("alerts", "bulk"):
        workers[name].register_birth()
        workers[name].heartbeat()
    assert not any(dog.look() for dog in dogs)
    assert len(mailoutbox) == 4
    assert all("terminé" in mail.subject or "over" in mail.subject for mail in mailoutbox[2:])
    assert not Incident.objects.open().exists()
    workers["alerts"].register_death()
    now[0] += 1
    dogs[0].look()
    now[0] += 61
    assert dogs[0].look()
    assert len(mailoutbox) == 5


def test_the_outbox_has_alarms_of_its_own(workers, guard, neighbourhood, curator, operator, mailoutbox):
    """Waiting too long, given up, refused by a push service, a channel down, a budget passed: each once, each with its end."""
    for _ in range(5):
        reachable_resident(neighbourhood)
    alert = publish_alert(alert=AlertFactory.build(neighbourhood=neighbourhood, author=None), by=curator)
    while working.fan_out.fan_out_page():
        pass
    notify("alert-ends-soon", to=[reachable_resident(neighbourhood)], data={"alert": alert.pk})
    dog, rows = Watchdog(), Delivery.objects.filter(channel="email")
    Delivery.objects.filter(channel="in_app").update(state="sent", finished_at=timezone.now())
    assert not dog.look()
    late = timezone.now() - timedelta(seconds=61)
    rows.of_alerts().update(next_attempt_at=late, attempts=3, code="connection")
    rows.filter(alert_message=None).update(next_attempt_at=timezone.now() - timedelta(minutes=6))
    PushHost.objects.create(host="push.exemple.test", stopped_at=timezone.now())
    message = alert.messages.get()
    SmsSpending.objects.create(alert_message=message, neighbourhood=neighbourhood, day=timezone.localdate(), segments=9, allowed=False)
    expected = {NO_ALERT_WORK, "outbox-late", "push-host-down", "channel-down", "texts-over-budget"}
    for _ in range(3):
        assert dog.look().keys() == expected
    assert len(mailoutbox) == len(expected)
    assert "push.exemple.test" in " ".join(mail.body for mail in mailoutbox)
    assert not any("@" in mail.body for mail in mailoutbox)
    working.work(alerts=True)
    working.work(alerts=False)
    letters = [mail for mail in mailoutbox if mail.to != ["garde@exemple.test"]]
    PushHost.objects.update(stopped_at=None)
    SmsSpending.objects.update(allowed=True)
    rows.of_alerts().update(state="dead", code="451", finished_at=timezone.now())
    assert dog.look().keys() == {"given-up"}
    assert len(mailoutbox) == len(letters) + 2 * len(expected) + 1
    redrive(by=operator)
    assert not dog.look()
    assert len(mailoutbox) == len(letters) + 2 * len(expected) + 2
    assert Incident.objects.filter(closed_at=None).count() == 0


def test_the_operator_s_page_names_what_is_open(client, operator):
    Incident.objects.create(key="outbox-late")
    client.force_login(operator)
    assert str(INCIDENTS["outbox-late"]) in client.get("/admin/envois/").content.decode()


def test_a_mail_that_fails_is_written_again_at_the_next_look(workers, guard, settings, mailoutbox):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1", 1
    PushHost.objects.create(host="push.exemple.test", stopped_at=timezone.now())
    with pytest.raises(OSError, match="refused"):
        Watchdog().look()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Watchdog().look()
    assert len(mailoutbox) == 1


@pytest.mark.django_db(transaction=True)
def test_many_web_processes_write_one_mail_and_one_all_clear(guard, mailoutbox):
    """ALR-19, once per incident: the row is the lock. Without it each of them would write."""

    def at_once(action):
        def run(_):
            try:
                return action()
            finally:
                connection.close()

        with ThreadPoolExecutor(6) as pool:
            return list(pool.map(run, range(12))).count(True)

    def open_and_tell():
        Incident.objects.bulk_create([Incident(key=NO_ALERT_WORK)], ignore_conflicts=True)
        return tell(NO_ALERT_WORK, "stuck")

    assert at_once(open_and_tell) == len(mailoutbox) == Incident.objects.count() == 1
    assert at_once(lambda: clear(NO_ALERT_WORK)) == 1
    assert len(mailoutbox) == 2
