"""Mail: what is on the wire, what refusals mean, and the way out of it."""

from email import message_from_bytes, policy

from django.core import checks
from django.test import Client
from django.urls import reverse

import pytest
from hypothesis import HealthCheck, given, strategies
from hypothesis import settings as hypothesis_settings

from notifications.channels.email.addresses import plain_address
from notifications.channels.email.stamping import Letter, Stamp, identity_of, unsubscribe_url
from notifications.models import Delivery, EmailHealth, Preference
from notifications.outbox import working
from notifications.outbox.hands import Hand
from notifications.services import publish_alert
from tests.factories.notifications import AlertFactory, reachable_resident
from tests.notifications.waiting import wait_until

pytestmark = pytest.mark.django_db


def states():
    return dict(Delivery.objects.filter(channel="email").values_list("user__email", "state"))


@pytest.mark.parametrize("options", [(), ("--no-pipelining",)], ids=["ahead", "in turn"])
def test_refusals_are_told_apart_and_the_others_get_their_mail(neighbourhood, make_sink, options):
    """EML-02: 4xx is tried again, 5xx counted, and a cut connection costs nobody else their mail."""
    sink = make_sink(*options)
    names = ["keep-a", "deny-b", "keep-c", "later-d", "keep-e", "cut-f", "keep-g"]
    users = [reachable_resident(neighbourhood, address=f"{name}@exemple.test") for name in names]
    publish_alert(alert=AlertFactory.build(neighbourhood=neighbourhood, author=None), by=users[0])
    Delivery.objects.update(next_attempt_at="2000-01-01T00:00Z")
    while working.fan_out.fan_out_page():
        pass
    channel = working.CHANNELS["email"]()
    working.send_batch(channel, alerts=True)
    channel.close()
    found = {email.partition("@")[0]: state for email, state in states().items()}
    assert found["deny-b"] == "failed"
    assert found["later-d"] == found["cut-f"] == "planned"
    reached = {recipient.partition("@")[0] for recipient, _ in sink.accepted}
    assert reached == {name for name, state in found.items() if state == "sent"}
    assert not {"deny-b", "later-d", "cut-f"} & reached
    assert Delivery.objects.get(user=users[1], channel="email").code == "smtp-550"
    Delivery.objects.filter(state="planned").update(next_attempt_at="2000-01-01T00:00Z")
    channel = working.CHANNELS["email"]()
    working.send_batch(channel, alerts=True)
    channel.close()
    accepted = [recipient for recipient, _ in sink.accepted]
    assert len(accepted) == len(set(accepted)), "who had it before the cut gets no second one"


def test_what_a_killed_worker_may_send_twice_is_at_most_fifty(neighbourhood, sink, settings):
    """ALR-03, F5: mails taken by the server and not recorded are two windows at most, at every moment a kill could come; pushes one window."""
    assert 2 * settings.PALIER_EMAIL_WINDOW + settings.PALIER_PUSH_WINDOW <= 50
    settings.PALIER_EMAIL_WINDOW = 3
    users = [reachable_resident(neighbourhood, address=f"keep-{number}@exemple.test") for number in range(20)]
    publish_alert(alert=AlertFactory.build(neighbourhood=neighbourhood, author=None), by=users[0])
    while working.fan_out.fan_out_page():
        pass
    hand, most = Hand(working.CHANNELS["email"](), alerts=True), 0
    assert hand.turn(), "taken, nothing begun"
    while hand.turn() or hand.busy:
        # Were it killed here, all the server gets of what it began would come again.
        wait_until(lambda: len(sink.accepted) >= min(hand.recorded + settings.PALIER_EMAIL_WINDOW, 20))
        most = max(most, len(sink.accepted) - hand.recorded)
        hand.wait()
    hand.close()
    assert settings.PALIER_EMAIL_WINDOW <= most <= 2 * settings.PALIER_EMAIL_WINDOW
    assert len(sink.accepted) == 20


def test_three_refusals_park_an_address_and_a_new_one_starts_afresh(neighbourhood, sink):
    """EML-02."""
    author = reachable_resident(neighbourhood, address="keep-author@exemple.test")
    user = reachable_resident(neighbourhood, address="deny-me@exemple.test")
    author.is_superuser = True
    author.save()
    for _ in range(3):
        publish_alert(alert=AlertFactory.build(neighbourhood=neighbourhood, author=None), by=author)
        working.work(alerts=True)
    assert EmailHealth.is_parked(user)
    publish_alert(alert=AlertFactory.build(neighbourhood=neighbourhood, author=None), by=author)
    working.work(alerts=True)
    assert Delivery.objects.filter(user=user, channel="email").latest("pk").code == "parked"
    user.emailaddress_set.update(email="keep-me@exemple.test")
    user.email = "keep-me@exemple.test"
    assert not EmailHealth.is_parked(user)
    publish_alert(alert=AlertFactory.build(neighbourhood=neighbourhood, author=None), by=author)
    working.work(alerts=True)
    assert Delivery.objects.filter(user=user, channel="email").latest("pk").state == "sent"


def test_a_mail_on_the_wire_is_whole_personal_and_can_be_stopped(neighbourhood, sink):
    """EML-01, ALR-03, ALR-13: one-click way out, stable identity, the drill's word first, a line with a dot survives."""
    user = reachable_resident(neighbourhood, address="keep-me@exemple.test")
    user.is_superuser, user.language = True, "fr"
    user.save()
    draft = AlertFactory.build(neighbourhood=neighbourhood, author=None, status="Exercise", description="Un.\n.\n..Deux…")
    publish_alert(alert=draft, by=user)
    working.work(alerts=True)
    mail = message_from_bytes((sink.folder / "keep-me.eml").read_bytes().replace(b"\r\n..", b"\r\n."), policy=policy.default)
    delivery = Delivery.objects.get(channel="email")
    assert mail["To"] == "keep-me@exemple.test"
    assert mail["Message-ID"] == f"<{identity_of(delivery.pk)}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"] == f"<{unsubscribe_url(user.pk, 'alert-vigilance')}>"
    assert mail["Subject"].split()[0].startswith("EXERC")
    text = mail.get_body(("plain",)).get_content()
    assert text.startswith("EXERC")
    assert "\n.\n..Deux…\n" in text.replace("\r\n", "\n")
    assert "Deux…" in mail.get_body(("html",)).get_content()


@pytest.mark.parametrize("look", ["get", "head"])
def test_only_pressing_the_button_unsubscribes(resident, look):
    """EML-01: scanners open every link; a mail program's POST needs no account and no token of a page, and may come twice."""
    client = Client(enforce_csrf_checks=True)
    address = "/" + unsubscribe_url(resident.pk, "alert-vigilance").split("/", 3)[3]
    assert getattr(client, look)(address).status_code == 200
    assert not Preference.objects.exists()
    for _ in range(2):
        assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Preference.objects.values_list("user", "kind", "channel", "enabled").get() == (resident.pk, "alert-vigilance", "email", False)


def test_a_forged_way_out_is_unknown(client, resident):
    address = reverse("notifications:unsubscribe", args=[f"{resident.pk}:alert-vigilance:forged"])
    assert client.post(address).status_code == 404
    assert not Preference.objects.exists()


@hypothesis_settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(strategies.text(max_size=60), strategies.sampled_from(["\r\n", "\n", "\r", ",", "\x0b", "\u2028", ""]), strategies.text(max_size=40))
def test_no_text_begins_a_header(before, middle, after):
    """EML-03."""
    stamp = Stamp(Letter(subject=f"{before}{middle}Bcc: other@exemple.test{after}", text="Bonjour"))
    raw = stamp.bytes_for(address="a@exemple.test", identity="1@exemple.test", leave="https://exemple.test/")
    mail = message_from_bytes(raw, policy=policy.default)
    assert mail["Bcc"] is None
    assert mail.get_all("To") == ["a@exemple.test"]


@pytest.mark.parametrize(
    ("address", "plain"),
    [
        ("a@exemple.test", "a@exemple.test"),
        ("a@économie.test", "a@xn--conomie-9xa.test"),
        ("a@exemple.test\r\nRCPT TO:<b@exemple.test>", None),
        ("a>@exemple.test", None),
        ("a b@exemple.test", None),
        ("a@exemple.test, b@exemple.test", None),
        ("é@exemple.test", None),
        ("nobody", None),
    ],
)
def test_an_address_is_plain_or_refused(address, plain):
    """EML-03."""
    assert plain_address(address) == plain


def test_a_production_without_real_mail_is_refused(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    assert "notifications.E001" in {error.id for error in checks.run_checks(include_deployment_checks=True)}
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert "notifications.E001" not in {error.id for error in checks.run_checks(include_deployment_checks=True)}
