"""A test by the ways its volunteers ticked for it, and quiet time in the nights on which clocks change (ALR-20)."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from notifications.models import Delivery
from notifications.outbox import working
from notifications.outbox.quiet import end_of_quiet
from notifications.services import publish_alert, set_preference
from tests.factories.notifications import AlertFactory
from tests.notifications.texting import on_the_phone, only_ovh

pytestmark = pytest.mark.django_db


@only_ovh
def test_a_test_goes_by_the_ways_a_volunteer_ticked_for_it(neighbourhood, curator, gateway, mailoutbox):
    """ALR-20: by text message only, if that is what they ticked."""
    volunteer = on_the_phone(neighbourhood, 1)
    set_preference(user=volunteer, kind="alert-test", channel="sms", enabled=True)
    draft = AlertFactory.build(neighbourhood=neighbourhood, author=None, severity="information", status="Test")
    publish_alert(alert=draft, by=curator)
    working.work(alerts=True)
    assert mailoutbox == []
    assert len(gateway.accepted) == 1
    assert Delivery.objects.counts()["email"] == {"suppressed": 1}


@pytest.mark.parametrize("zone", ["Europe/Paris", "Europe/Brussels"])
def test_quiet_time_never_ends_before_the_moment_it_is_asked_for(zone):
    """Issue 5.4: through both nights on which clocks change, whatever hours were chosen."""
    for day in (datetime(2026, 3, 28, 20, tzinfo=ZoneInfo("UTC")), datetime(2026, 10, 24, 20, tzinfo=ZoneInfo("UTC"))):
        for begins, ends in (
            (time(22), time(7)),
            (time(22), time(2, 30)),
            (time(1), time(3)),
            (time(2, 30), time(4)),
            (time(0), time(2, 15)),
        ):
            for minutes in range(0, 14 * 60, 5):
                moment = (day + timedelta(minutes=minutes)).astimezone(ZoneInfo(zone))
                end = end_of_quiet(moment, begins, ends)
                assert end is None or moment.timestamp() < end.timestamp() <= moment.timestamp() + 11 * 3600
