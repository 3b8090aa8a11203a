"""What else opened the old neighbourhood, closed by moving or leaving: keys, calendars, streams, and what was about to be sent (VER-11)."""

import asyncio
from datetime import timedelta

from django.test import AsyncClient, Client
from django.urls import reverse
from django.utils import timezone

from wagtail.models import Site

import pytest

from accounts.services import create_token
from listings import services as exchange
from listings.models import ExactPlace, Response
from notifications import live
from notifications.models import Delivery, Notification, PushSubscription
from notifications.outbox import fan_out, working
from notifications.services import end_alert, notify, publish_alert
from tests.factories import vouching
from tests.factories.home import MembershipFactory
from tests.factories.listings import GiveawayFactory, HelpFactory, MeetupFactory, index_of
from tests.factories.notifications import AlertFactory, reachable_resident
from verification import services

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["leave", "move", "revoke", "expire"])
def depart(request, other_neighbourhood):
    """Four ways in which a membership ends."""

    def go(user):
        membership = user.memberships.get()
        if request.param == "leave":
            services.leave_neighbourhood(membership=membership, by=user)
        elif request.param == "move":
            services.move_home(user=user, neighbourhood=other_neighbourhood, by=user)
        elif request.param == "revoke":
            services.revoke_membership(membership=membership, reason="Adresse inventée", by=None)
        else:
            type(membership).objects.filter(pk=membership.pk).update(expires_at=timezone.now())
            services.expire_memberships()

    return go


def test_a_key_for_programs_opens_the_old_place_no_more(client, neighbourhood, resident, depart):
    listing = GiveawayFactory(neighbourhood=neighbourhood, title="Entre voisins")
    other = GiveawayFactory(neighbourhood=neighbourhood)
    key = create_token(user=resident, label="essai", by=resident)[1]
    ask = {"headers": {"Authorization": f"Bearer {key}"}}
    one, answers = f"/api/listings/{listing.public_id}", f"/api/listings/{other.public_id}/answers"

    def told():
        return [row["title"] for row in client.get("/api/listings", {"place": neighbourhood.pk}, **ask).json()["items"]]

    assert "Entre voisins" in told()
    assert client.get(one, **ask).status_code == 200
    assert client.post(answers, {"message": "Bonjour"}, content_type="application/json", **ask).status_code == 201
    depart(resident)
    assert told() == []
    assert client.get(one, **ask).status_code == 404
    # Also what one had answered: the answer is taken back, and the next in line has its turn.
    assert client.get(f"/api/listings/{other.public_id}", **ask).status_code == 404
    assert client.post(answers, {"message": "Bonjour"}, content_type="application/json", **ask).status_code == 404
    assert Response.objects.get().state == "withdrawn"


def test_the_persons_calendar_forgets_the_dates_of_the_old_place_and_keeps_what_is_for_everybody(neighbourhood, resident, depart):
    index_of(neighbourhood)
    Site.objects.update(hostname="testserver")
    soup = MeetupFactory(neighbourhood=neighbourhood, title="Soupe du quai")
    fair = MeetupFactory(neighbourhood=neighbourhood, title="Fête du port", audience="public")
    past = MeetupFactory(neighbourhood=neighbourhood, title="Chorale passée")
    ExactPlace.objects.create(listing_id=soup.pk, words="12 quai Talard")
    for date in (soup, fair, past):
        exchange.respond(listing=date, by=resident, occurrence=date.occurrences.get())
    Response.objects.filter(listing=past).update(state="done")
    feed = reverse("listings:calendar", args=[exchange.renew_calendar_key(by=resident).token])
    before = Client().get(feed).content.decode()
    assert all(words in before for words in ("12 quai Talard", "Soupe du quai", "Fête du port", "Chorale passée"))
    depart(resident)
    after = Client().get(feed).content.decode()
    assert "Fête du port" in after
    assert not any(words in after for words in ("Talard", "Soupe du quai", "Chorale passée"))


def test_what_is_lent_is_still_to_be_brought_back(client, neighbourhood, resident):
    drill, ladder = HelpFactory(neighbourhood=neighbourhood), HelpFactory(neighbourhood=neighbourhood)
    today = timezone.localdate()
    for thing, day in ((drill, today), (ladder, today + timedelta(days=9))):
        answer = exchange.respond(listing=thing, by=resident, period=(day, day + timedelta(days=2)))
        exchange.accept_response(response=answer, by=thing.author)
    services.leave_neighbourhood(membership=resident.memberships.get(), by=resident)
    assert Response.objects.get(listing=drill).state == "accepted"
    assert Response.objects.get(listing=ladder).state == "withdrawn"
    client.force_login(resident)
    assert client.get(drill.url).status_code == 200
    assert client.get(ladder.url).status_code == 404


def test_the_open_session_and_its_stream_show_the_exercise_no_more(client, neighbourhood, resident, curator, depart):
    """Exercises are for those who live there. The stream is a sign without content, so nothing is replayed to who reconnects."""
    drill = AlertFactory.build(neighbourhood=neighbourhood, author=None, status="Exercise", headline="Exercice d’évacuation")
    publish_alert(alert=drill, by=curator)
    client.force_login(resident)
    banner, page = reverse("notifications:banner", args=[neighbourhood.pk]), drill.get_absolute_url()
    assert "Exercice" in client.get(banner).content.decode()
    assert client.get(page).status_code == 200
    depart(resident)
    assert "Exercice" not in client.get(banner).content.decode()
    assert client.get(page).status_code == 404


def test_a_stream_says_look_again_and_nothing_else_to_whoever_listens(neighbourhood):
    """Opened before moving, or again with the number of the last event: the same two lines."""

    async def listen():
        said = b""
        for headers in ({}, {"Last-Event-ID": "1"}):
            response = await AsyncClient().get(f"/live/quartier/{neighbourhood.pk}/", headers=headers)
            async with asyncio.timeout(10):
                async for chunk in response.streaming_content:
                    said += chunk
                    if b"alert-changed" in chunk:
                        break
                    await asyncio.to_thread(live.announce, neighbourhood.pk)
            await response.streaming_content.aclose()
        return said

    said = asyncio.run(listen())
    assert set(said.split(b"\n\n")) <= {b"retry: 3000", b"event: alert-changed\ndata: 1", b": ping", b""}


def test_what_was_about_to_be_sent_does_not_leave_and_the_end_of_an_alert_does(neighbourhood, depart, mailoutbox):
    """Mail, push and text messages that were planned before; control: a neighbour who stays gets all of it (ALR-12)."""
    author, leaving, staying = (reachable_resident(neighbourhood) for _ in range(3))
    author.is_superuser = True
    author.save()
    first = publish_alert(alert=AlertFactory.build(neighbourhood=neighbourhood, author=None), by=author)
    working.work(alerts=True)
    got = {mail.to[0] for mail in mailoutbox}
    assert {leaving.email, staying.email} <= got
    PushSubscription.objects.create(
        user=leaving, endpoint="https://push.example/1", fingerprint="1", host="push.example", p256dh=b"x", auth=b"y"
    )
    second = publish_alert(alert=AlertFactory.build(neighbourhood=neighbourhood, author=None, headline="Route coupée"), by=author)
    while fan_out.fan_out_page():
        pass
    Delivery.objects.create(alert_message=second.messages.get(), user=leaving, channel="sms", expires_at=second.expires)
    mailoutbox.clear()
    depart(leaving)
    end_alert(alert=first, ending="all_clear", by=author)
    working.work(alerts=True)
    planned = Delivery.objects.filter(alert_message__alert=second, user=leaving).exclude(channel="in_app")
    assert set(planned.values_list("channel", flat=True)) == {"email", "push", "sms"}
    assert set(planned.values_list("state", "code")) == {("suppressed", "left")}
    to_the_leaver = [mail.subject + mail.body for mail in mailoutbox if mail.to == [leaving.email]]
    assert len(to_the_leaver) == 1
    assert "Route coupée" not in to_the_leaver[0]
    assert any("Route coupée" in mail.subject + mail.body for mail in mailoutbox if mail.to == [staying.email])


def test_the_life_of_the_place_leaves_the_list_and_the_outbox_and_what_is_ones_own_stays(client, neighbourhood, depart, mailoutbox):
    leaving = reachable_resident(neighbourhood)
    request = vouching.asked(neighbourhood, sentence="La dame au chien roux.")
    notify("vouch_wanted", to=[leaving], data={"request": request.pk})
    Delivery.objects.create(
        notification=Notification.objects.get(kind="vouch_wanted"),
        user=leaving,
        channel="email",
        expires_at=timezone.now() + timedelta(days=1),
    )
    client.force_login(leaving)
    inbox = reverse("notifications:inbox")
    assert "chien roux" in client.get(inbox).content.decode()
    depart(leaving)
    assert "chien roux" not in client.get(inbox).content.decode()
    notify("recovery_neighbours_asked", to=[leaving], data={})
    working.work(alerts=False)
    assert not any("chien roux" in mail.body for mail in mailoutbox)
    assert Notification.objects.of(leaving).filter(kind="recovery_neighbours_asked").exists()


def test_an_invitation_of_the_old_place_and_a_vouch_are_nothing_for_who_left(client, neighbourhood, depart):
    """A link one was shown, and the list of those who ask."""
    leaving = vouching.strong(neighbourhood)
    request = vouching.asked(neighbourhood, sentence="La dame au chien roux.")
    client.force_login(leaving)
    addresses = [request.get_absolute_url(), reverse("verification:vouch-list")]
    assert all("chien roux" in client.get(address).content.decode() for address in addresses)
    depart(leaving)
    assert not any("chien roux" in client.get(address).content.decode() for address in addresses)
    assert not MembershipFactory._meta.model.objects.of(leaving).active().exists()
