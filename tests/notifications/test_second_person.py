"""An emergency's text messages wait for a second person; everything else of it leaves at once (domain.md §5, ALR-13)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from django.core.exceptions import PermissionDenied
from django.db import connections
from django.utils import timezone

from wagtail.models import ModelLogEntry

import pytest

from home.services import appoint_curator
from notifications.models import Delivery, Notification, TextRelease
from notifications.outbox import working
from notifications.services import AlertRefused, end_alert, publish_alert, release_texts, update_alert
from tests.factories.accounts import UserFactory
from tests.factories.home import MembershipFactory, NeighbourhoodPageFactory
from tests.factories.notifications import AlertFactory, reachable_resident
from tests.notifications.texting import on_the_phone, only_ovh, states, work

pytestmark = [pytest.mark.django_db, only_ovh]


def emergency(place, by, **changes):
    return publish_alert(alert=AlertFactory.build(neighbourhood=place, author=None, severity="urgence", **changes), by=by)


def test_the_other_ways_leave_at_once_and_texts_with_the_second_yes(client, neighbourhood, curator, gateway, mailoutbox):
    """ALR-13: the sender cannot be the second; place and number are typed; it is logged; a newcomer and a stranger cannot."""
    people = [on_the_phone(neighbourhood, index) for index in (1, 2)]
    colleague = UserFactory()
    appoint_curator(place=neighbourhood, user=colleague)
    alert = emergency(neighbourhood, curator)
    working.work(alerts=True)
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(user.email for user in people)
    assert states() == [("planned", "")] * 2
    assert not (gateway.folder / "accepted").exists() or not gateway.accepted
    assert list(Notification.objects.filter(kind="texts-to-release").values_list("user", flat=True)) == [colleague.pk]
    yes = {"place": neighbourhood.title.upper(), "numbers": 2}
    newcomer = MembershipFactory(neighbourhood=neighbourhood, confirmed_at=timezone.now() - timedelta(days=29)).user
    for wrong in (curator, newcomer, MembershipFactory().user, MembershipFactory(neighbourhood=neighbourhood, level=1).user):
        with pytest.raises(PermissionDenied):
            release_texts(alert=alert, by=wrong, **yes)
    page, url = alert.get_absolute_url(), f"{alert.get_absolute_url()}sms/"
    client.force_login(curator)
    assert client.get(page).context["release_waits"]
    assert client.get(page).context["release_form"] is None
    client.force_login(people[0])
    refused = client.post(url, {"place": "Ailleurs", "numbers": 2})
    assert refused.status_code == 422
    assert "Ailleurs" in refused.content.decode()
    assert client.post(url, yes).status_code == 302
    assert client.post(url, yes).status_code == 302
    work()
    assert states() == [("sent", "")] * 2
    assert ModelLogEntry.objects.get(action="notifications.release_texts").user == people[0]
    assert people[0].pseudonym not in client.get(page).content.decode().split("</header>")[1]
    said = client.get(page).context["thread"]
    assert ["confirm" in moment.text for moment in said] == [True, False]
    assert said[0].when > said[1].when
    update_alert(alert=alert, text="Suite.", by=curator)
    work()
    assert len(gateway.accepted) == 4


def test_nobody_in_time_and_no_text_leaves(client, neighbourhood, curator, gateway):
    """The waiting ends by itself; the figures say why; what came too late is refused with its reason."""
    user = on_the_phone(neighbourhood, 1)
    alert = emergency(neighbourhood, curator)
    work()
    row = Delivery.objects.get(channel="sms")
    assert row.state == "planned"
    client.force_login(curator)
    page = alert.get_absolute_url()
    assert "attend une seconde personne" in client.get(page).content.decode()
    TextRelease.objects.update(lapses_at=timezone.now() - timedelta(seconds=1))
    work()
    assert states() == [("suppressed", "unconfirmed")]
    texts = next(line for line in client.get(page).context["figures"] if line.key == "sms")
    assert (texts.not_sent, [number for _words, number in texts.reasons]) == (1, [1])
    with pytest.raises(AlertRefused):
        release_texts(alert=alert, place=neighbourhood.title, numbers=1, by=user)
    end_alert(alert=alert, ending="all_clear", by=curator)
    work()
    assert states() == [("suppressed", "unconfirmed")]


def test_exercises_lesser_alerts_and_places_without_numbers_wait_for_nobody(neighbourhood, curator, gateway):
    emergency(neighbourhood, curator)
    on_the_phone(neighbourhood, 1)
    emergency(neighbourhood, curator, status="Exercise", category="road")
    publish_alert(alert=AlertFactory.build(neighbourhood=neighbourhood, author=None), by=curator)
    assert not TextRelease.objects.exists()


def test_what_was_withdrawn_is_let_go_by_nobody(client, neighbourhood, curator, gateway):
    """ALR-12, ALR-13: a yes that comes after the end, or after the alert's time, is refused; what was typed stays, no telephone rings."""
    second = on_the_phone(neighbourhood, 1)
    client.force_login(second)
    yes = {"place": neighbourhood.title, "numbers": 1}
    withdrawn = emergency(neighbourhood, curator)
    end_alert(alert=withdrawn, ending="cancelled", by=curator)
    overdue = emergency(neighbourhood, curator, category="road")
    type(overdue).objects.filter(pk=overdue.pk).update(effective=timezone.now() - timedelta(hours=2), expires=timezone.now())
    for alert in (withdrawn, overdue):
        late = client.post(f"{alert.get_absolute_url()}sms/", yes)
        assert late.status_code == 422
        assert neighbourhood.title in late.content.decode()
    work()
    assert not (gateway.folder / "accepted").read_text()
    assert not TextRelease.objects.exclude(confirmed_at=None).exists()


def test_news_of_an_emergency_wait_though_nobody_had_a_number_at_first(neighbourhood, curator, gateway):
    """ALR-13: who confirmed a number meanwhile is texted by two people's will, like everybody."""
    alert = emergency(neighbourhood, curator)
    work()
    assert not TextRelease.objects.exists()
    late = on_the_phone(neighbourhood, 1)
    update_alert(alert=alert, text="La digue cède.", by=curator)
    work()
    assert states() == [("planned", "")]
    release_texts(alert=alert, place=neighbourhood.title, numbers=1, by=late)
    work()
    assert states() == [("sent", "")]


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_say_yes_at_once_one_is_the_second(gateway):
    """The alert's row is the lock; without it, several would each be the one."""
    place = NeighbourhoodPageFactory(title="Port et Jerzual")
    author = on_the_phone(place, 1)
    author.is_superuser = True
    author.save()
    people = [reachable_resident(place) for _ in range(8)]
    alert = emergency(place, author)

    def together(action):
        barrier = Barrier(8)

        def run(user):
            try:
                barrier.wait(timeout=20)
                return action(user)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(8) as threads:
            return sum(threads.map(run, people))

    read = Barrier(8)

    def careless(user):
        if TextRelease.objects.get().confirmed_at:
            return False
        read.wait(timeout=20)
        return bool(TextRelease.objects.update(confirmed_at=timezone.now(), confirmed_by=user))

    assert together(careless) > 1
    TextRelease.objects.update(confirmed_at=None, confirmed_by=None)
    assert together(lambda user: release_texts(alert=alert, place=place.title, numbers=1, by=user).confirmed_by_id == user.pk) == 1
    assert ModelLogEntry.objects.filter(action="notifications.release_texts").count() == 1
