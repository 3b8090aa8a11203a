"""Web Push on the wire: what a push service is asked, and what its answers do."""

import base64
import json
import time
from datetime import UTC, datetime, timedelta

from django.utils import timezone

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from notifications import kinds
from notifications.channels import PushChannel
from notifications.channels.http import client
from notifications.channels.push import payloads
from notifications.channels.push.encryption import MOST_PLAINTEXT, decrypt, encrypt
from notifications.channels.push.health import REFUSALS_STOP, retry_after
from notifications.channels.push.vapid import Tokens, decoded
from notifications.models import Delivery, PushHost, PushSubscription
from notifications.outbox import fan_out, working
from notifications.services import end_alert, notify, publish_alert, subscribe_browser, update_alert
from portal.watchdog import Watchdog
from tests.factories.notifications import AlertFactory, reachable_resident
from tests.notifications.browsers import Browser, PushService, claims_of, subscriptions_of
from tests.notifications.conftest import wait_until

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(neighbourhood):
    return reachable_resident(neighbourhood)


@pytest.fixture
def send(neighbourhood, author):
    """Publish an alert and work until nothing is due."""

    def publish(**fields):
        author.is_superuser = True
        author.save()
        alert = publish_alert(alert=AlertFactory.build(neighbourhood=neighbourhood, author=None, **fields), by=author)
        work()
        return alert

    return publish


def subscribed(user, browser):
    return subscribe_browser(user=user, **browser.fields)


def work():
    """Send once what there is to push, whatever back-off says. (Inside a test's transaction PostgreSQL's clock stands still.)"""
    while fan_out.fan_out_page():
        pass
    Delivery.objects.filter(state="planned").update(next_attempt_at="2000-01-01T00:00Z")
    channel = PushChannel()
    working.send_batch(channel, alerts=True)
    channel.close()


def states():
    return sorted(Delivery.objects.filter(channel="push").values_list("state", "code"))


def test_the_example_of_the_standard_can_be_read():
    """RFC 8291, section 5: what others encrypt, and so what browsers expect of us."""
    body = (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95b"
        "Qpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    private = ec.derive_private_key(int.from_bytes(decoded("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94")), ec.SECP256R1())
    auth = decoded("BTBZMqHH6r4Tts7J_aSIgg")
    assert decrypt(decoded(body), private=private, auth=auth) == b"When I grow up, I want to be a watermelon"
    browser = Browser("https://fcm.googleapis.com/x")
    twice = [encrypt(b"Bonjour", p256dh=browser.point, auth=browser.secret) for _ in range(2)]
    assert twice[0] != twice[1]
    assert [decrypt(one, private=browser.private, auth=browser.secret) for one in twice] == [b"Bonjour"] * 2


def test_an_alert_its_news_and_its_end_take_each_others_place(author, send, push_service):
    """WPU-01, WPU-02, WPU-03, WPU-05, ALR-13: what is on the wire, decrypted and its signature checked."""
    browser = push_service.browser()
    subscribed(author, browser)
    alert = send(status="Exercise", expires=timezone.now() + timedelta(hours=3))
    update_alert(alert=alert, text="L'eau descend.", by=author)
    work()
    end_alert(alert=alert, ending="all_clear", by=author)
    work()
    first, news, end = push_service.requests
    heads = [request["headers"] for request in (first, news, end)]
    assert {head["topic"] for head in heads} == {heads[0]["topic"]}
    assert len(heads[0]["topic"]) == 32
    assert 3 * 3600 - 60 < int(heads[0]["ttl"]) <= 3 * 3600
    assert all(int(head["ttl"]) >= 60 and head["urgency"] == "high" and head["content-encoding"] == "aes128gcm" for head in heads)
    messages = [browser.read(request) for request in (first, news, end)]
    assert [message["tag"] for message in messages] == [heads[0]["topic"]] * 3
    assert all(message["title"].startswith("EXERC") for message in messages)
    assert messages[1]["body"] == "L'eau descend."
    assert messages[0]["url"] == alert.get_absolute_url()
    claims = claims_of(first)
    assert claims["aud"] == push_service.origin
    assert time.time() < claims["exp"] <= time.time() + 86_400
    assert claims["sub"].startswith(("mailto:", "http"))
    assert states() == [("sent", "")] * 3


def test_a_token_names_one_service_only():
    """WPU-05."""
    tokens, hosts = Tokens(), ["https://fcm.googleapis.com", "https://updates.push.services.mozilla.com", "https://web.push.apple.com"]
    headers = {host: tokens.header_for(host) for host in hosts}
    assert [claims_of({"headers": {"authorization": headers[host]}})["aud"] for host in hosts] == hosts
    assert {host: tokens.header_for(host) for host in hosts} == headers


def test_only_a_browser_that_is_gone_is_forgotten(neighbourhood, author, send, push_service, monkeypatch):
    """WPU-04, WPU-06, WPU-08: the status table, with one browser for each answer; nothing is followed, little is read."""
    monkeypatch.setattr(client, "TOTAL_TIMEOUT", 1.0)
    words = ["201", "404", "410", "400", "401", "413", "500", "302", "reset", "big", "drip"]
    for word in words:
        subscribed(reachable_resident(neighbourhood), push_service.browser(f"{word}/x"))
    send(description="x" * 500)
    browsers = dict(PushSubscription.objects.values_list("pk", "endpoint"))
    left = {endpoint.split("/")[3] for endpoint in browsers.values()}
    assert left == set(words) - {"404", "410"}
    found = dict(Delivery.objects.filter(channel="push").values_list("endpoint", "state"))
    by_word = {browsers[int(number)].split("/")[3]: state for number, state in found.items() if int(number) in browsers}
    assert by_word == {
        "201": "sent",
        "413": "sent",
        "400": "failed",
        "302": "failed",
        **dict.fromkeys(["401", "500", "reset", "big", "drip"], "planned"),
    }
    assert sorted(code for state, code in states() if state == "failed") == ["push-302", "push-400", "push-404", "push-410"]
    long, short = (request for request in push_service.requests if request["target"] == "/413/x")
    assert len(base64.b64decode(short["body"])) < 500 < len(base64.b64decode(long["body"]))


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("-5", 1),
        ("99999999", 3600),
        ("soon", 60),
        ("Wed, 21 Oct 2026 07:30:00 GMT", 1800),
        ("Wed, 21 Oct 2026 06:00:00 GMT", 1),
    ],
)
def test_what_a_server_asks_is_obeyed_within_bounds(value, seconds):
    """ALR-08: both forms of Retry-After; negative, huge and unreadable ones are bounded."""
    assert retry_after(value, now=datetime(2026, 10, 21, 7, 0, tzinfo=UTC)) == seconds


def test_a_host_that_asks_for_rest_gets_it_and_the_others_go_on(neighbourhood, author, send, push_service, tmp_path, settings):
    """ALR-08: no request to that host for so long, whoever works; other hosts continue."""
    (tmp_path / "other").mkdir()
    other = PushService(tmp_path / "other")
    wait_until((other.folder / "port").exists)
    settings.PALIER_PUSH_TEST_ORIGINS = [push_service.origin, other.origin]
    settings.PALIER_PUSH_WINDOW = 4
    people = [reachable_resident(neighbourhood) for _ in range(20)]
    subscriptions_of(people[:10], push_service.origin, "429-120")
    subscriptions_of(people[10:], other.origin)
    try:
        send()
        assert len(other.accepted()) == 10
        asked = len(push_service.requests)
        assert 1 <= asked <= settings.PALIER_PUSH_WINDOW
        soonest = Delivery.objects.filter(channel="push", state="planned").order_by("next_attempt_at").first()
        assert soonest.next_attempt_at > timezone.now() + timedelta(seconds=100)
        work()
        assert len(push_service.requests) == asked
        PushHost.objects.update(rest_until=timezone.now())
        push_service.say("201")
        work()
        assert {state for state, _ in states()} == {"sent"}
    finally:
        other.stop()


def test_a_wrong_key_stops_the_host_calls_the_operator_and_forgets_nobody(
    neighbourhood, author, send, push_service, settings, mailoutbox, monkeypatch
):
    """WPU-07: 401 never deletes; twenty in a row stop the host; another key starts it again."""
    settings.PALIER_OPERATOR_EMAIL = "operator@exemple.test"
    settings.PALIER_PUSH_WINDOW = 5
    subscriptions_of([reachable_resident(neighbourhood) for _ in range(30)], push_service.origin, "403")
    send()
    assert PushSubscription.objects.count() == 30
    assert REFUSALS_STOP <= len(push_service.requests) < REFUSALS_STOP + 5
    for _ in range(2):
        Watchdog().look()
    assert [mail.to for mail in mailoutbox if "VAPID" in mail.body] == [["operator@exemple.test"]]
    asked = len(push_service.requests)
    work()
    assert len(push_service.requests) == asked
    settings.PALIER_VAPID_PRIVATE_KEY = "Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA"
    push_service.say("201")
    work()
    assert {state for state, _ in states()} == {"sent"}
    assert PushHost.objects.get().stopped_at is None


def test_an_outage_of_a_day_loses_no_browser_but_a_browser_that_fails_alone_is_parked(
    neighbourhood, author, send, push_service, monkeypatch
):
    """WPU-06: the service is down for 26 hours; then, the control, one browser fails while its neighbours succeed."""
    subscriptions_of([author, reachable_resident(neighbourhood)], push_service.origin, "201")
    lonely = reachable_resident(neighbourhood)
    subscriptions_of([lonely], push_service.origin, "500")
    push_service.say("503")
    send()
    for _ in range(3):
        PushHost.objects.update(rest_until=None)
        work()
    PushSubscription.objects.update(first_failed_at=timezone.now() - timedelta(hours=26))
    work()
    assert PushSubscription.objects.live().count() == 3
    push_service.say("")
    work()
    work()
    assert list(PushSubscription.objects.filter(parked_at__isnull=False).values_list("user", flat=True)) == [lonely.pk]
    assert set(PushSubscription.objects.live().values_list("failures", flat=True)) == {0}


@pytest.mark.parametrize("sign", ["a", "é", "€", "🐈"])
def test_a_long_text_is_cut_on_a_character(sign, monkeypatch):
    """WPU-04: whatever the size around the bound, what leaves is whole JSON of at most 3,993 bytes, with its link."""
    monkeypatch.setattr(payloads, "BODY_LENGTH", 10_000)
    width = len(sign.encode())
    for size in range(3_980, 4_011):
        content = payloads.content_of(title="Titre", body=sign * (size // width), url="/a/", tag="t" * 32, urgent=True, language="fr")
        assert len(content) <= MOST_PLAINTEXT
        message = json.loads(content)
        assert message["url"] == "/a/"
        assert set(message["body"]) <= {sign, "…"}


def test_private_words_stay_off_the_lock_screen(resident, push_service, monkeypatch):
    """WPU-10: a kind that is discreet sends its title only."""
    browser = push_service.browser()
    subscribed(resident, browser)
    monkeypatch.setattr(kinds.get("push-test"), "discreet", True, raising=False)
    notify("push-test", to=[resident], data={})
    working.work(alerts=False)
    (request,) = push_service.requests
    assert browser.read(request)["body"] == ""
    assert browser.read(request)["title"]
