"""What operators see, are told, and try out: outbox page, metrics, watchdog, monthly test."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

import pytest

from notifications import jobs, services
from notifications.models import Alert, Delivery, Drill
from notifications.outbox import working
from notifications.services import publish_alert, set_preference
from tests.factories.notifications import AlertFactory, reachable_resident

pytestmark = pytest.mark.django_db
FIRST_WEDNESDAY = date(2026, 12, 2)


@pytest.fixture
def given_up(neighbourhood, curator):
    """An alert whose e-mails were given up."""
    neighbour = reachable_resident(neighbourhood, address="secret@exemple.test")
    alert = publish_alert(alert=AlertFactory.build(neighbourhood=neighbourhood, author=None, headline="Mots secrets"), by=curator)
    while working.fan_out.fan_out_page():
        pass
    Delivery.objects.filter(channel="email").update(state="dead", code="451", finished_at=timezone.now())
    return alert, neighbour


def test_operators_see_what_was_given_up_and_drive_it_again(client, given_up, curator, operator, mailoutbox):
    """ALR-07: at once, without names; curators do not."""
    page, again = reverse("outbox"), reverse("outbox_redrive")
    client.force_login(curator)
    assert client.get(page).status_code == client.post(again).status_code == 302
    assert Delivery.objects.filter(state="dead").exists()
    client.force_login(operator)
    shown = client.get(page)
    line = next(line for line in shown.context["lines"] if line.channel == "email" and line.alerts)
    assert (line.dead, shown.context["alarms"]) == (2, ["Courriel\u202f: abandonnés"])
    assert "secret" not in shown.content.decode().lower()
    client.post(again, {"channel": "email"})
    working.work(alerts=True)
    assert [mail.to for mail in mailoutbox] == [[given_up[1].email]]


def test_metrics_are_numbers_for_those_who_may_ask(client, given_up, settings):
    """Loopback without a proxy, or the token; nothing personal."""
    text = client.get("/metrics").content.decode()
    assert 'palier_outbox_deliveries{channel="email",kind="alert",state="dead"} 2' in text
    assert 'palier_worker_silence_seconds{queue="alerts"}' in text
    assert "secret" not in text.lower()
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 404
    settings.PALIER_METRICS_TOKEN = "a-token"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer a-token"}, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_the_monthly_test_goes_to_volunteers_and_its_time_is_kept(neighbourhood, curator, mailoutbox):
    """ALR-20, CAP-10: end to end, first Wednesday only, once, to nobody who did not ask."""
    volunteer, _other = reachable_resident(neighbourhood), reachable_resident(neighbourhood)
    set_preference(user=volunteer, kind="alert-test", channel="email", enabled=True)
    assert services.send_monthly_tests(FIRST_WEDNESDAY + timedelta(days=7)) == 0
    assert services.send_monthly_tests(FIRST_WEDNESDAY) == 1
    assert services.send_monthly_tests(FIRST_WEDNESDAY) == 0
    assert jobs.record_drills() == 0
    working.work(alerts=True)
    assert jobs.record_drills() == 1
    assert [mail.to for mail in mailoutbox] == [[volunteer.email]]
    assert mailoutbox[0].subject.strip().startswith(("ESSAI", "TEST"))
    drill = Drill.objects.get()
    assert (drill.people, drill.alert.status) == (1, Alert.Status.TEST)
    assert 0 <= drill.handed_over_in < 60
