"""Several who see the same thing: one notice a person, one alert on the page, and nobody misses anything (ALR-16)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from django.db import connections
from django.urls import reverse
from django.utils import timezone

import pytest

from home.services import appoint_curator
from notifications.models import Alert
from notifications.outbox import working
from notifications.services import end_alert, publish_alert
from tests.factories.accounts import UserFactory
from tests.factories.home import NeighbourhoodPageFactory
from tests.factories.notifications import AlertFactory, reachable_resident
from tests.notifications.test_alert_pages import written

pytestmark = pytest.mark.django_db


def curators(place, number):
    people = [UserFactory() for _ in range(number)]
    for person in people:
        appoint_curator(place=place, user=person)
    place.refresh_from_db()
    return people


def draft(place, **changes):
    return AlertFactory.build(neighbourhood=place, author=None, **changes)


def test_three_curators_one_notice_and_all_their_words_on_one_page(client, neighbourhood, mailoutbox):
    """One notice a person; the banner shows one; the page shows the words of all; a more serious one is never folded away."""
    first, second, third = curators(neighbourhood, 3)
    neighbour = reachable_resident(neighbourhood)
    alerts = [
        publish_alert(alert=draft(neighbourhood, headline=f"La Rance monte {number}", description=f"Vu du quai {number}."), by=person)
        for number, person in enumerate((first, second, third))
    ]
    working.work(alerts=True)
    assert [alert.same_as for alert in alerts] == [None, alerts[0], alerts[0]]
    assert [mail.to for mail in mailoutbox] == [[neighbour.email]]
    banner = client.get(reverse("notifications:banner", args=[neighbourhood.pk])).content.decode()
    assert banner.count("data-alert=") == 1
    page = client.get(alerts[0].get_absolute_url()).content.decode()
    assert all(f"Vu du quai {number}." in page for number in range(3))
    assert alerts[0].get_absolute_url() in client.get(alerts[2].get_absolute_url()).content.decode()
    worse = publish_alert(alert=draft(neighbourhood, severity="urgence"), by=second)
    elsewhere = publish_alert(alert=draft(neighbourhood, category="road"), by=third)
    again = publish_alert(alert=draft(neighbourhood), by=first, event="other")
    assert worse.same_as is elsewhere.same_as is again.same_as is None
    working.work(alerts=True)
    assert len(mailoutbox) == 4


def test_who_was_spared_is_told_when_the_first_one_is_withdrawn(neighbourhood, mailoutbox):
    """A mistake withdrawn: the other curator still says it is so. An all-clear wakes nobody for it."""
    first, second, third = curators(neighbourhood, 3)
    reachable_resident(neighbourhood)
    root, heir, other = (publish_alert(alert=draft(neighbourhood), by=person) for person in (first, second, third))
    working.work(alerts=True)
    end_alert(alert=root, ending="cancelled", by=first)
    working.work(alerts=True)
    heir.refresh_from_db()
    other.refresh_from_db()
    assert (heir.same_as, other.same_as) == (None, heir)
    assert len(mailoutbox) == 3
    end_alert(alert=heir, ending="all_clear", by=second)
    working.work(alerts=True)
    assert len(mailoutbox) == 4
    other.refresh_from_db()
    assert Alert.objects.running().first_of_event().get() == other


def test_later_the_sender_is_asked_and_people_outside_the_first_area_are_told(client, neighbourhood, mailoutbox):
    """The hint before sending has two answers; “the same” tells only those the first one did not address."""
    first, second = curators(neighbourhood, 2)
    root = publish_alert(alert=draft(neighbourhood, area="circle", centre_lat=48.45, centre_lon=-2.04, radius_m=200), by=first)
    Alert.objects.update(created_at=timezone.now() - timedelta(minutes=30))
    client.force_login(second)
    url = reverse("notifications:compose", args=[neighbourhood.pk])
    data = written(client.get(url), status="Actual", step="send")
    asked = client.post(url, data)
    assert asked.context["last_look"].announced == root
    assert [value for value, _ in asked.context["last_look"].fields["event"].choices] == ["same", "other"]
    worse = client.post(url, {**data, "severity": "urgence"})
    assert [value for value, _ in worse.context["last_look"].fields["event"].choices] == ["other"]
    assert client.post(url, {**data, "event": "same"}).status_code == 302
    assert Alert.objects.get(same_as=root).author == second


@pytest.mark.django_db(transaction=True)
def test_three_who_press_send_in_the_same_moment_see_each_other():
    """The place's row is the lock: without it each finds nobody before them."""
    place = NeighbourhoodPageFactory(title="Port et Jerzual")
    people = curators(place, 3)

    def together(event):
        barrier = Barrier(3)

        def publish(person):
            try:
                barrier.wait(timeout=20)
                return publish_alert(alert=draft(place, headline=f"Crue {event}"), by=person, event=event)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(3) as threads:
            return sum(alert.same_as is None for alert in threads.map(publish, people))

    assert together("other") == 3
    Alert.objects.all().delete()
    assert together("") == 1
