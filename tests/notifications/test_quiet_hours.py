"""Quiet hours hold back what rings, and only that; an emergency breaks them."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone

import pytest

from notifications.models import Delivery, QuietHours
from notifications.outbox import fan_out, working
from notifications.outbox.quiet import end_of_quiet, quiet_until
from notifications.services import publish_alert, subscribe_browser
from tests.factories.home import MembershipFactory, NeighbourhoodPageFactory, TownPageFactory
from tests.factories.notifications import AlertFactory, reachable_resident

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("begins", "ends", "moment", "end"),
    [
        (time(22), time(7), (23, 30), (2, 7, 0)),
        (time(22), time(7), (6, 59), (1, 7, 0)),
        (time(22), time(7), (7, 0), None),
        (time(22), time(7), (21, 59), None),
        (time(13), time(15), (14, 0), (1, 15, 0)),
        (time(13), time(15), (15, 0), None),
    ],
)
def test_quiet_time_may_lie_over_midnight(begins, ends, moment, end):
    now = datetime(2026, 12, 1, *moment, tzinfo=PARIS)
    expected = datetime(2026, 12, *end, tzinfo=PARIS) if end else None
    assert end_of_quiet(now, begins, ends) == expected


def test_who_has_chosen_nothing_has_the_usual_hours(resident, outsider, settings):
    settings.PALIER_QUIET_HOURS = ("22:00", "07:00")
    QuietHours.objects.create(user=outsider, enabled=False)
    night = datetime(2026, 12, 1, 3, tzinfo=PARIS)
    assert set(quiet_until([resident.pk, outsider.pk], night)) == {resident.pk}
    assert not quiet_until([resident.pk], night.replace(hour=12))


def test_at_night_only_an_emergency_rings_and_mail_leaves_as_ever(neighbourhood, push_service):
    """domain.md §5: put off until morning, or recorded as not sent when it would be over by then."""
    user = reachable_resident(neighbourhood)
    user.is_superuser = True
    user.save()
    subscribe_browser(user=user, **push_service.browser().fields)
    now = timezone.localtime()
    # Quiet for an hour more, whenever this runs.
    QuietHours.objects.create(user=user, begins=(now - timedelta(hours=1)).time(), ends=(now + timedelta(hours=1)).time())
    for severity, hours in (("vigilance", 12), ("information", 0.5), ("urgence", 12)):
        expires = timezone.now() + timedelta(hours=hours)
        publish_alert(alert=AlertFactory.build(neighbourhood=neighbourhood, author=None, severity=severity, expires=expires), by=user)
    while fan_out.fan_out_page():
        pass
    working.work(alerts=True)
    rows = Delivery.objects.filter(channel="push").order_by("pk")
    assert [(row.state, row.code) for row in rows] == [("planned", ""), ("suppressed", "quiet"), ("sent", "")]
    wait = rows[0].next_attempt_at - timezone.now()
    assert timedelta(minutes=58) < wait <= timedelta(hours=1)
    assert set(Delivery.objects.filter(channel="email").values_list("state", flat=True)) == {"sent"}


def test_a_person_chooses_their_hours_on_the_page_of_choices(client, resident):
    client.force_login(resident)
    page = client.get(reverse("notifications:preferences")).content.decode()
    assert 'value="22:00"' in page
    assert 'value="07:00"' in page
    client.post(reverse("notifications:preferences"), {"enabled": "on", "begins": "21:30", "ends": "08:15"})
    assert QuietHours.objects.values_list("user", "enabled", "begins", "ends").get() == (resident.pk, True, time(21, 30), time(8, 15))


@pytest.mark.parametrize(
    ("code", "quiet", "awake"),
    [
        # In Paris it is one hour more than these (UTC), in December.
        ("97105", {"2026-12-02T03:30": "2026-12-02T11:00", "2026-12-02T10:30": "2026-12-02T11:00"}, ["2026-12-01T23:30", "2026-12-02T11:30"]),
        ("97411", {"2026-12-01T19:30": "2026-12-02T03:00", "2026-12-02T02:59": "2026-12-02T03:00"}, ["2026-12-02T03:30", "2026-12-01T17:30"]),
        ("98818", {"2026-12-01T12:00": "2026-12-01T20:00"}, ["2026-12-01T20:30", "2026-12-02T03:00"]),
    ],
    ids=["Guadeloupe", "Réunion", "Nouvelle-Calédonie"],
)  # fmt: skip
def test_nights_are_those_of_the_neighbourhood(code, quiet, awake, resident, settings):
    """Guadeloupe is five hours behind Paris in winter, Réunion three ahead, Nouméa ten; Dinan keeps its own."""
    settings.PALIER_QUIET_HOURS = ("22:00", "07:00")
    overseas = MembershipFactory(neighbourhood=NeighbourhoodPageFactory(parent=TownPageFactory(code=code))).user
    for moment, end in quiet.items():
        found = quiet_until([overseas.pk, resident.pk], datetime.fromisoformat(f"{moment}+00:00"))
        assert found[overseas.pk] == datetime.fromisoformat(f"{end}+00:00")
    for moment in awake:
        assert overseas.pk not in quiet_until([overseas.pk, resident.pk], datetime.fromisoformat(f"{moment}+00:00"))
    assert resident.pk in quiet_until([overseas.pk, resident.pk], datetime.fromisoformat("2026-12-02T03:30+00:00"))
    assert resident.pk not in quiet_until([overseas.pk, resident.pk], datetime.fromisoformat("2026-12-01T12:00+00:00"))
