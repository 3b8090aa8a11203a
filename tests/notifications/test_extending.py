"""An alert goes on: seven days in all, people told again only when something has changed, one tap from the reminder."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

import pytest

from notifications.models import Alert, Delivery, Notification
from notifications.outbox import working
from notifications.services import AlertRefused, confirm_alert, end_alert, extend_alert, publish_alert, remind_senders
from tests.factories.notifications import AlertFactory, reachable_resident

pytestmark = pytest.mark.django_db


@pytest.fixture
def alert(neighbourhood, curator):
    return publish_alert(alert=AlertFactory.build(neighbourhood=neighbourhood, author=None), by=curator)


def test_going_on_tells_nobody_twice_and_what_has_changed_everybody(client, neighbourhood, curator, alert, mailoutbox):
    """Page, feed and CAP know the new end at once; a silent change is never what somebody waits for instead of the alert."""
    neighbour = reachable_resident(neighbourhood)
    extend_alert(alert=alert, hours=24, by=curator)  # before the first message has left
    working.work(alerts=True)
    assert [mail.to for mail in mailoutbox] == [[neighbour.email]]
    alert.refresh_from_db()
    assert timedelta(hours=23) < alert.expires - timezone.now() <= timedelta(hours=24)
    assert alert.messages.filter(silent=True).count() == 1
    cap = client.get(reverse("notifications:cap", args=[alert.public_id, 2])).content.decode()
    assert "<msgType>Update</msgType>" in cap
    assert f"<expires>{timezone.localtime(alert.expires).isoformat()[:16]}" in cap
    assert "/2.cap" in client.get(reverse("notifications:feed")).content.decode()
    extend_alert(alert=alert, hours=72, by=curator, text="La digue tient.")
    working.work(alerts=True)
    assert len(mailoutbox) == 2
    assert "La digue tient." in mailoutbox[1].body
    end_alert(alert=alert, ending="all_clear", by=curator)
    working.work(alerts=True)
    assert len(mailoutbox) == 3


def test_it_lasts_seven_days_at_most_and_never_shorter(neighbourhood, curator, resident, alert):
    for hours in (1, 168):
        with pytest.raises(AlertRefused):
            extend_alert(alert=alert, hours=hours if hours == 1 else 169, by=curator)
    with pytest.raises(PermissionDenied):
        extend_alert(alert=alert, hours=24, by=resident)
    Alert.objects.update(effective=timezone.now() - timedelta(days=6), expires=timezone.now() + timedelta(minutes=5))
    with pytest.raises(AlertRefused):
        extend_alert(alert=alert, hours=72, by=curator)
    extend_alert(alert=alert, hours=12, by=curator)
    end_alert(alert=alert, ending="all_clear", by=curator)
    with pytest.raises(AlertRefused):
        extend_alert(alert=alert, hours=24, by=curator)


def test_the_reminder_leads_to_the_button_and_comes_again(client, neighbourhood, curator, alert):
    """One tap from the reminder to the form; without script; what was typed stays when it is refused."""
    Alert.objects.update(effective=timezone.now() - timedelta(hours=3), expires=timezone.now() + timedelta(minutes=20))
    assert remind_senders() == 1
    target = Notification.objects.get().build().url
    assert target == f"{alert.get_absolute_url()}#prolong"
    client.force_login(curator)
    page = client.get(target)
    assert 'id="prolong"' in page.content.decode()
    assert page.context["extend_form"]["hours"].value() == 12
    url = reverse("notifications:extend", args=[alert.public_id])
    refused = client.post(url, {"hours": "1000", "text": "La pluie dure."})
    assert (refused.status_code, "La pluie dure." in refused.content.decode()) == (422, True)
    assert client.post(url, {"hours": "2"}).url == alert.get_absolute_url()
    Alert.objects.update(expires=timezone.now() + timedelta(minutes=20))
    assert remind_senders() == 1


def test_a_neighbour_s_alert_that_went_on_widens_without_its_silent_change(neighbourhood, resident, mailoutbox):
    """Those who join later are told the alert, never the change that woke nobody."""
    place = {"area": "circle", "centre_lat": 48.45, "centre_lon": -2.04, "radius_m": 200}
    alert = publish_alert(alert=AlertFactory.build(neighbourhood=neighbourhood, author=None, **place), by=resident)
    extend_alert(alert=alert, hours=24, by=resident)
    for neighbour in [reachable_resident(neighbourhood) for _ in range(2)]:
        confirm_alert(alert=alert, by=neighbour)
    working.work(alerts=True)
    assert set(Delivery.objects.values_list("alert_message__version", flat=True)) == {1}
    assert len(mailoutbox) == 2
