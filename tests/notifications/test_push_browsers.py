"""Subscribing browsers: whose they are, how many, and how they end."""

import random
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from django.conf import settings
from django.db import connections
from django.test import Client
from django.urls import reverse

import pytest
from PIL import Image

from notifications.models import Delivery, Notification, PushSubscription
from notifications.outbox import working
from notifications.services import SubscriptionRefused, notify, publish_alert, renew_browser, subscribe_browser
from notifications.services.devices import MOST_BROWSERS
from notifications.views import devices
from tests.factories.accounts import UserFactory
from tests.factories.notifications import AlertFactory, reachable_resident
from tests.notifications.browsers import Browser

pytestmark = pytest.mark.django_db
SUBSCRIBE = reverse("notifications:subscribe")
FCM = "https://fcm.googleapis.com/fcm/send"


def test_keys_no_browser_makes_are_refused_without_a_fault(client, resident):
    """WPU-11: two hundred malformed ones, each answered with 400 and a reason."""
    client.force_login(resident)
    good = Browser(f"{FCM}/a").fields
    chance = random.Random(8291)
    for number in range(200):
        name = chance.choice(["p256dh", "auth", "endpoint"])
        broken = "".join(chance.choices("ABCabc019-_=+/é!\x00 ", k=chance.choice([0, 1, 21, 22, 24, 86, 87, 88, 100])))
        if name != "endpoint" and number % 3 == 0:
            broken = good[name][:-1] + chance.choice("é=*")
        answer = client.post(SUBSCRIBE, {**good, name: broken})
        assert (answer.status_code, broken) == (400, broken)
    assert client.post(SUBSCRIBE, good).status_code == 201
    assert PushSubscription.objects.get().user == resident


def test_another_persons_browser_moves_only_with_its_secret(client, resident, outsider):
    """WPU-09."""
    browser = Browser(f"{FCM}/shared")
    subscribe_browser(user=resident, **browser.fields)
    thief = Browser(browser.endpoint)
    client.force_login(outsider)
    assert client.post(SUBSCRIBE, thief.fields).status_code == 400
    assert PushSubscription.objects.get().user == resident
    assert bytes(PushSubscription.objects.get().auth) == browser.secret
    # The same browser, with another person signed in.
    assert client.post(SUBSCRIBE, browser.fields).status_code == 201
    assert PushSubscription.objects.get().user == outsider


def test_the_browser_not_seen_for_longest_makes_room(resident):
    """WPU-12: fifty subscribed, ten kept."""
    for number in range(50):
        subscribe_browser(user=resident, **Browser(f"{FCM}/{number}").fields)
    kept = {endpoint.rsplit("/", 1)[1] for endpoint in PushSubscription.objects.values_list("endpoint", flat=True)}
    assert len(kept) == MOST_BROWSERS
    assert kept == {str(number) for number in range(40, 50)}


def test_a_browser_reports_its_new_address_with_nobody_signed_in(resident):
    """WPU-12: pushsubscriptionchange; the old secret is the proof, a service worker has no token of a page."""
    client = Client(enforce_csrf_checks=True)
    old, new = Browser(f"{FCM}/old"), Browser(f"{FCM}/new")
    subscribe_browser(user=resident, **old.fields)
    renew = reverse("notifications:renew")
    forged = {**new.fields, "old_endpoint": old.endpoint, "old_auth": new.fields["auth"]}
    assert client.post(renew, forged).status_code == 400
    assert client.post(renew, {**forged, "old_auth": old.fields["auth"]}).status_code == 200
    row = PushSubscription.objects.get()
    assert (row.endpoint, row.user) == (new.endpoint, resident)


def test_a_browser_whose_page_was_first_to_report_its_new_address_stays_one(resident, outsider):
    """WPU-09, WPU-12: one row, which deliveries on their way know; a new address of another person's is refused, and nothing moves."""
    old, new, theirs = (Browser(f"{FCM}/{name}") for name in ("old", "new", "theirs"))
    row = subscribe_browser(user=resident, **old.fields)
    subscribe_browser(user=outsider, **theirs.fields)
    proof = {"old_endpoint": old.endpoint, "old_auth": old.fields["auth"]}
    with pytest.raises(SubscriptionRefused):
        renew_browser(**theirs.fields, **proof)
    subscribe_browser(user=resident, label="Firefox", session_key="of the page", **new.fields)
    renew_browser(**new.fields, **proof)
    kept = PushSubscription.objects.get(user=resident)
    assert (kept.pk, kept.endpoint, kept.label) == (row.pk, new.endpoint, "Firefox")
    assert kept.session == PushSubscription.fingerprint_of("of the page")


@pytest.mark.django_db(transaction=True)
def test_a_page_and_a_service_worker_that_report_at_once_make_one_row_and_no_fault():
    """WPU-09, WPU-12: eight of each; whoever is first, nobody meets a fault of PostgreSQL."""
    person, old, new, barrier = UserFactory(), Browser(f"{FCM}/old"), Browser(f"{FCM}/new"), Barrier(16)
    subscribe_browser(user=person, **old.fields)

    def report(index):
        barrier.wait(timeout=20)
        try:
            if index % 2:
                return subscribe_browser(user=person, **new.fields)
            return renew_browser(**new.fields, old_endpoint=old.endpoint, old_auth=old.fields["auth"])
        except SubscriptionRefused:
            return None  # the old address is known no more
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as threads:
        assert any(threads.map(report, range(16)))
    assert PushSubscription.objects.get(user=person).endpoint == new.endpoint


def test_signing_out_silences_that_browser_and_no_other(client, resident, push_service):
    """WPU-10."""
    elsewhere = push_service.browser("201/elsewhere")
    subscribe_browser(user=resident, **elsewhere.fields)
    client.force_login(resident)
    assert client.post(SUBSCRIBE, push_service.browser("201/here").fields).status_code == 201
    client.post(reverse("account_logout"))
    notify("push-test", to=[resident], data={})
    working.work(alerts=False)
    assert push_service.accepted() == ["/201/elsewhere"]
    resident.memberships.all().delete()
    resident.delete()
    assert not PushSubscription.objects.exists()


def test_a_trial_goes_to_ones_own_devices_a_few_times_an_hour(client, resident, outsider, push_service):
    subscribe_browser(user=outsider, **push_service.browser("201/other").fields)
    client.force_login(resident)
    trial = reverse("notifications:trial")
    assert "abonn" in client.post(trial, follow=True).content.decode()
    subscribe_browser(user=resident, **push_service.browser("201/mine").fields)
    for _ in range(8):
        client.post(trial)
    assert Notification.objects.filter(kind="push-test").count() == 6
    working.work(alerts=False)
    assert push_service.accepted() == ["/201/mine"] * 6
    page = client.get(reverse("notifications:preferences")).content.decode()
    assert "push-test" not in page
    number = PushSubscription.objects.get(user=resident).pk
    client.post(reverse("notifications:remove-browser", args=[PushSubscription.objects.get(user=outsider).pk]))
    assert PushSubscription.objects.count() == 2
    client.post(reverse("notifications:remove-browser", args=[number]))
    assert PushSubscription.objects.get().user == outsider


def test_every_device_has_a_delivery_and_an_emergency_cannot_be_switched_off(neighbourhood, client, push_service):
    """ALR-05: unique per endpoint; design 18: the box of an emergency cannot be cleared."""
    user = reachable_resident(neighbourhood)
    for name in ("phone", "desk"):
        subscribe_browser(user=user, **push_service.browser(f"201/{name}").fields)
    user.is_superuser = True
    user.save()
    client.force_login(user)
    client.post(reverse("notifications:preferences"), {})
    for severity in ("vigilance", "urgence"):
        publish_alert(alert=AlertFactory.build(neighbourhood=neighbourhood, author=None, severity=severity), by=user)
        working.work(alerts=True)
    assert Delivery.objects.filter(channel="push").count() == 4
    assert sorted(push_service.accepted()) == ["/201/desk", "/201/phone"]
    assert set(Delivery.objects.filter(channel="push", state="suppressed").values_list("code", flat=True)) == {"opted_out"}


def test_the_service_worker_stands_at_the_root(client):
    answer = client.get("/palier-service-worker.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "no-cache" in answer.headers["Cache-Control"]
    assert b"pushsubscriptionchange" in answer.content


def test_the_pictures_of_a_notification_are_there_and_its_badge_is_one_colour_on_nothing():
    """A phone shows the opaque parts of a badge only: a picture with a ground would stand there as a blank square."""
    worker = devices.WORKER.read_text()
    pictures = {name: Path(settings.BASE_DIR, "static", path) for name, path in re.findall(r'(icon|badge): "/static/([^"]+)"', worker)}
    assert sorted(pictures) == ["badge", "icon"]
    with Image.open(pictures["icon"]) as icon, Image.open(pictures["badge"]) as badge:
        assert min(icon.size) >= 192
        assert badge.size == (96, 96)
        raw = badge.convert("RGBA").tobytes()
    opaque = [raw[at : at + 3] for at in range(0, len(raw), 4) if raw[at + 3] > 127]
    assert set(opaque) == {b"\xff\xff\xff"}
    assert 0.2 < len(opaque) / (96 * 96) < 0.8


@pytest.mark.django_db(transaction=True)
def test_sixteen_registrations_at_once_make_one_row_and_no_fault():
    """WPU-09."""
    users, browser, barrier = [UserFactory() for _ in range(4)], Browser(f"{FCM}/a"), Barrier(16)

    def register(index):
        barrier.wait(timeout=20)
        try:
            return subscribe_browser(user=users[index % 4], **browser.fields).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as threads:
        assert len(set(threads.map(register, range(16)))) == 1
    assert PushSubscription.objects.count() == 1


def test_a_page_that_is_open_keeps_no_telephone_silent(client, neighbourhood, curator, push_service):
    """ALR-11: an idle desktop looks at the place and hears of the alert; the push leaves all the same."""
    neighbour = reachable_resident(neighbourhood)
    subscribe_browser(user=neighbour, **push_service.browser().fields)
    client.force_login(neighbour)
    assert client.get(neighbourhood.url).status_code == 200
    alert = publish_alert(alert=AlertFactory.build(neighbourhood=neighbourhood, author=None), by=curator)
    assert alert.headline in client.get(reverse("notifications:banner", args=[neighbourhood.pk])).content.decode()
    working.work(alerts=True)
    assert Delivery.objects.get(channel="push").state == "sent"
    assert len(push_service.requests) == 1
