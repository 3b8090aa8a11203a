"""The engine: who is addressed, what is sent, what is not, and what is recorded.

Few shuffles in the suite; `PALIER_SHUFFLES=500` tries as many as ALR-17 asks for.
"""

import os
import random
from contextlib import closing
from datetime import timedelta

from django.utils import timezone

import pytest

from notifications.channels import EmailChannel
from notifications.models import Alert, Delivery
from notifications.outbox import claims, fan_out, sweeping, working
from notifications.services import end_alert, publish_alert, set_preference, update_alert
from tests.factories.home import MembershipFactory
from tests.factories.notifications import AlertFactory, reachable_resident
from tests.notifications.people import residents_of

pytestmark = pytest.mark.django_db

SHUFFLES = int(os.environ.get("PALIER_SHUFFLES", "20"))


@pytest.fixture
def author(neighbourhood):
    return reachable_resident(neighbourhood)


@pytest.fixture
def alert(neighbourhood, author):
    return publish_alert(alert=AlertFactory.build(neighbourhood=neighbourhood, author=None), by=author)


def states(channel="email"):
    return sorted(Delivery.objects.filter(channel=channel).values_list("state", "code"))


def test_everybody_of_the_place_is_told_and_nobody_else(neighbourhood, alert, author, outsider, mailoutbox):
    neighbours = {reachable_resident(neighbourhood).email for _ in range(3)}
    working.work(alerts=True)
    assert {mail.to[0] for mail in mailoutbox} == {author.email, *neighbours}
    assert Delivery.objects.counts() == {"email": {"sent": 4}, "in_app": {"sent": 4}}
    alert.refresh_from_db()
    assert alert.state == Alert.State.ACTIVE


def test_somebody_without_a_confirmed_address_is_counted_as_not_reached(neighbourhood, alert):
    user = MembershipFactory(neighbourhood=neighbourhood).user
    user.email = "never-confirmed@exemple.test"
    user.save()
    working.work(alerts=True)
    assert states() == [("sent", ""), ("suppressed", "no_address")]


def test_who_opts_out_or_closes_their_account_after_the_fan_out_is_not_sent_anything(neighbourhood, alert, mailoutbox):
    """ALR-10."""
    leaving, closing = reachable_resident(neighbourhood), reachable_resident(neighbourhood)
    while fan_out.fan_out_page():
        pass
    set_preference(user=leaving, kind="alert-vigilance", channel="email", enabled=False)
    closing.is_active = False
    closing.save()
    working.work(alerts=True)
    assert len(mailoutbox) == 1
    assert states() == [("sent", ""), ("suppressed", "closed"), ("suppressed", "opted_out")]


def test_an_erased_person_stays_counted_without_a_name(neighbourhood, alert):
    """ALR-10, ALR-14."""
    user = reachable_resident(neighbourhood)
    while fan_out.fan_out_page():
        pass
    user.memberships.all().delete()
    user.delete()
    working.work(alerts=True)
    assert states() == [("sent", ""), ("suppressed", "closed")]


def test_whoever_vanishes_between_the_look_and_the_row_is_closed_when_it_is_taken(neighbourhood, alert, mailoutbox):
    """ALR-10, ALR-14: no foreign key looks again at each of ten thousand rows (decision 0023); taking one does."""
    vanished = reachable_resident(neighbourhood)
    while fan_out.fan_out_page():
        pass
    Delivery.objects.filter(user=vanished).update(user=vanished.pk + 1_000_000)
    working.work(alerts=True)
    assert states() == [("sent", ""), ("suppressed", "left")]
    Delivery.objects.update(alert_message=alert.messages.get().pk + 1_000_000, state="planned", finished_at=None)
    working.work(alerts=True)
    assert states() == [("suppressed", "gone"), ("suppressed", "gone")]
    assert len(mailoutbox) == 1


def test_what_is_due_after_the_end_is_marked_and_never_sent(alert, mailoutbox):
    """ALR-15: whether the sweeper has seen the end already or not."""
    while fan_out.fan_out_page():
        pass
    Alert.objects.update(effective=timezone.now() - timedelta(days=1), expires=timezone.now() - timedelta(seconds=1))
    Delivery.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert not Alert.objects.running().exists()
    working.work(alerts=True)
    assert states() == [("expired", "")]
    assert mailoutbox == []
    assert sweeping.end_overdue_alerts() == 1
    assert Alert.objects.values_list("state", "ending").get() == ("ended", "expired")


def test_a_retry_waiting_for_an_alert_that_expired_is_closed_by_the_sweeper(alert):
    """ALR-14: when an alert has ended, the counts sum up."""
    while fan_out.fan_out_page():
        pass
    later = timezone.now() + timedelta(minutes=4)
    Delivery.objects.update(next_attempt_at=later)
    Alert.objects.update(effective=timezone.now() - timedelta(days=1), expires=timezone.now() - timedelta(seconds=1))
    sweeping.end_overdue_alerts()
    sweeping.close_what_is_over()
    assert states() == [("expired", "")]


def test_nothing_of_a_withdrawn_alert_leaves_any_more_and_those_who_got_it_are_told(neighbourhood, alert, author, mailoutbox, monkeypatch):
    """ALR-12: exactly those, on the same channels."""
    late = [reachable_resident(neighbourhood) for _ in range(4)]
    while fan_out.fan_out_page():
        pass
    monkeypatch.setattr(EmailChannel, "batch_size", 2)
    working.send_batch(EmailChannel(), alerts=True)
    got_it = {mail.to[0] for mail in mailoutbox}
    end_alert(alert=alert, ending=Alert.Ending.CANCELLED, by=author)
    working.work(alerts=True)
    assert len(got_it) == 2
    assert {mail.to[0] for mail in mailoutbox[2:]} == got_it
    assert len(mailoutbox) == 4
    assert (
        Delivery.objects.filter(channel="email", state="suppressed", code="ended").count()
        + Delivery.objects.filter(channel="email", state="suppressed", code="superseded").count()
        == len(late) + 1 - 2
    )
    assert not Delivery.objects.open().exists()


def test_an_update_replaces_what_was_not_sent_yet(neighbourhood, alert, author, mailoutbox):
    """ALR-17: nobody's last message is older than the newest they were sent."""
    while fan_out.fan_out_page():
        pass
    update_alert(alert=alert, text="Les barrières sont posées.", by=author)
    working.work(alerts=True)
    assert len(mailoutbox) == 1
    assert "Les barrières sont posées." in mailoutbox[0].body
    assert states() == [("sent", ""), ("suppressed", "superseded")]


def test_a_newer_message_waits_while_the_older_one_is_in_somebody_s_hands(alert, author):
    """ALR-17."""
    while fan_out.fan_out_page():
        pass
    channel = EmailChannel()
    in_hand = claims.claim(channel, alerts=True)
    update_alert(alert=alert, text="Les barrières sont posées.", by=author)
    while fan_out.fan_out_page():
        pass
    assert claims.claim(channel, alerts=True).taken == 0
    claims.record(in_hand.token, [result for results in channel.send(in_hand.parcels, until=1e12) for result in results])
    assert claims.claim(channel, alerts=True).taken == 1


def test_a_late_result_of_a_lost_lease_is_dropped(alert, mailoutbox):
    """ALR-06: the slow owner's word no longer counts once the lease ran out and another took over."""
    while fan_out.fan_out_page():
        pass
    channel = EmailChannel()
    slow = claims.claim(channel, alerts=True)
    assert claims.free_lost_leases() == 0
    Delivery.objects.filter(state="sending").update(leased_until=timezone.now())
    assert claims.free_lost_leases() == 1
    fresh = claims.claim(channel, alerts=True)
    late = [result for results in channel.send(slow.parcels, until=1e12) for result in results]
    assert claims.record(slow.token, late) == 0
    assert Delivery.objects.get(channel="email").lease_token == fresh.token
    assert claims.record(fresh.token, late) == 1
    assert claims.record(fresh.token, late) == 0


def test_a_batch_too_long_for_its_lease_is_given_back_while_the_lease_still_holds(neighbourhood, alert, author, make_sink, settings):
    """ALR-06: a slow mail server costs time, never a second mail; sent to its end, this batch would take two leases."""
    settings.PALIER_DELIVERY_LEASE = 2
    residents_of(neighbourhood, 90)
    sink = make_sink("--delay-ms", "50")
    while fan_out.fan_out_page():
        pass
    with closing(EmailChannel()) as channel:
        assert working.send_batch(channel, alerts=True) == (91, 91)
    assert claims.free_lost_leases() == 0
    assert 0 < Delivery.objects.filter(channel="email", state="sent").count() == len(sink.accepted) < 91


@pytest.mark.parametrize("number", [1, 3])
def test_a_message_is_handled_as_often_as_one_likes(alert, mailoutbox, number):
    """TST-07: the same row three times."""
    for _ in range(number):
        working.work(alerts=True)
    assert len(mailoutbox) == 1


def test_the_oldest_due_delivery_has_an_age(alert):
    while fan_out.fan_out_page():
        pass
    Delivery.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=90))
    assert 89 < Delivery.objects.oldest_due_age() < 95
    working.work(alerts=True)
    assert Delivery.objects.oldest_due_age() is None


def test_whatever_the_order_of_their_steps_workers_never_tell_anybody_old_news_last(neighbourhood, curator, mailoutbox):
    """ALR-17: alert, news and end within a moment, the steps of two workers shuffled again and again; who got a message got no older one after."""
    chance = random.Random(17)
    people = {user.email for user in residents_of_mail(neighbourhood, 2)}
    for shuffle in range(SHUFFLES):
        alert = publish_alert(alert=AlertFactory.build(neighbourhood=neighbourhood, author=None, headline=f"Crue {shuffle}"), by=curator)
        steps = ["news", "end", *["fan"] * 4, *["claim"] * 5, *["send"] * 5]
        chance.shuffle(steps)
        hands = [(EmailChannel(), None), (EmailChannel(), None)]
        mailoutbox.clear()
        for step in steps:
            _step(step, alert, curator, hands, chance.randrange(2))
        for number in range(2):
            _step("send", alert, curator, hands, number)
        working.work(alerts=True)
        alert.refresh_from_db()
        for address in people:
            got = [_version(mail, shuffle) for mail in mailoutbox if mail.to == [address]]
            assert got == sorted(got)
            newest = alert.messages.count() if got else 0
            assert (got[-1] if got else 0) == newest


def residents_of_mail(place, number):
    return [reachable_resident(place) for _ in range(number)]


def _version(mail, shuffle):
    assert f"Crue {shuffle}" in mail.subject
    return 3 if "Fini." in mail.body else 2 if "Suite." in mail.body else 1


def _step(step, alert, curator, hands, number):
    """Take one step of one worker, or of the curator, who writes news before the end."""
    channel, batch = hands[number]
    if step == "news" and alert.messages.count() == 1:
        update_alert(alert=alert, text="Suite.", by=curator)
    elif step == "end" and alert.messages.count() == 2:
        end_alert(alert=alert, ending="all_clear", by=curator, text="Fini.")
    elif step == "fan":
        fan_out.fan_out_page()
    elif step == "claim" and batch is None:
        hands[number] = channel, claims.claim(channel, alerts=True)
    elif step == "send" and batch:
        claims.record(batch.token, [result for results in channel.send(batch.parcels, until=1e12) for result in results])
        hands[number] = channel, None
