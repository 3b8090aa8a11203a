"""Text messages: what they cost, to whom they go, what providers are told and what they say back."""

import random
import time
import uuid
from datetime import timedelta

from django.core import checks
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import pytest

from home.models import Membership
from notifications.channels import SmsChannel
from notifications.channels.base import Outcome, Result
from notifications.channels.http import client as http_client
from notifications.channels.sms.budget import segments_of
from notifications.channels.sms.numbers import is_allowed
from notifications.channels.sms.segments import in_gsm, length_of
from notifications.channels.sms.words import alert_text
from notifications.models import Delivery, Preference
from notifications.outbox import claims, fan_out, working
from notifications.reach import reach_of
from notifications.services import publish_alert, update_alert
from notifications.wording import first_message
from tests.factories.home import MembershipFactory
from tests.factories.notifications import AlertFactory, reachable_resident
from tests.notifications.texting import callback, on_the_phone, only_ovh, send, states, work

pytestmark = pytest.mark.django_db


def counted_by_hand(text):
    """An independent count: write the parts out, as a telephone would."""
    basic = (
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
    )
    escaped = "\f^{}\\[~]|€"
    gsm = all(sign in basic or sign in escaped for sign in text)
    signs = [("e" + sign if sign in escaped else sign) if gsm else sign.encode("utf-16-be").decode("latin-1")[::2] for sign in text]
    alone, part = (160, 153) if gsm else (70, 67)
    if sum(map(len, signs)) <= alone:
        return 1
    parts = [""]
    for sign in signs:
        if len(parts[-1]) + len(sign) > part:
            parts.append("")
        parts[-1] += sign
    return len(parts)


def test_segments_are_counted_as_a_network_counts_them():
    """SMS-01, F13: five thousand texts against an independent count, many of them around the bounds."""
    chance = random.Random(338)
    for _ in range(5_000):
        signs = chance.choice(["abc é€", "abcdef", "€{}[]", "aç’", "a🐈", "é è à ù Ç"])
        text = "".join(
            chance.choices(signs, k=chance.choice([0, 1, 34, 69, 70, 71, 80, 134, 152, 153, 154, 159, 160, 161, 200, 306, 307, 459, 460]))
        )
        assert length_of(text).segments == counted_by_hand(text), text
    assert length_of("€" * 80).segments == 1
    assert length_of("a" * 152 + "€" * 5).segments == 2
    assert length_of("’" + "a" * 100).segments == 2
    assert length_of(in_gsm("’" + "a" * 100)).segments == 1
    assert in_gsm("« Œuvre » ê ç – l’eau… №") == '" OEuvre " e c - l\'eau... No'


@pytest.mark.parametrize(
    ("number", "allowed"),
    [("+33612345678", True), ("+33761234567", True), ("+262692123456", True), ("+33112345678", False), ("+33899123456", False), ("+2250712345678", False), ("+881612345678", False), ("", False)],
)  # fmt: skip
def test_only_mobiles_under_allowed_prefixes_are_written_to(number, allowed):
    """SMS-09."""
    assert is_allowed(number) is allowed


def test_an_emergency_reaches_confirmed_numbers_and_nothing_less_serious_does(neighbourhood, gateway):
    """domain.md §5: SMS for emergencies, and for others by choice; a number that is not confirmed gets none."""
    author = on_the_phone(neighbourhood, 1)
    unconfirmed = reachable_resident(neighbourhood)
    unconfirmed.phone = "+33612340002"
    unconfirmed.save()
    wanting = on_the_phone(neighbourhood, 3)
    Preference.objects.create(user=wanting, kind="alert-vigilance", channel="sms", enabled=True)
    send(neighbourhood, author)
    assert sorted(kept["number"] for kept in gateway.accepted) == ["+33612340001", "+33612340003"]
    assert all(length_of(kept["text"]).alphabet == "GSM-7" and length_of(kept["text"]).segments <= 3 for kept in gateway.accepted)
    send(neighbourhood, author, severity="vigilance")
    assert sorted(kept["number"] for kept in gateway.accepted[2:]) == ["+33612340003"]
    assert states() == [("sent", "")] * 3 + [("suppressed", "opted_out")]


def test_an_exercise_says_so_first(neighbourhood):
    """ALR-13: in every channel, text messages too; what is real begins with who speaks."""
    drill, real = (first_message(AlertFactory.build(neighbourhood=neighbourhood, status=status)) for status in ("Exercise", "Actual"))
    assert alert_text(drill, "fr").startswith("EXERCICE - ")
    assert "Palier" in alert_text(drill, "fr")
    assert alert_text(real, "fr").startswith("Palier ")


@only_ovh
def test_an_exercise_makes_no_telephone_ring_by_text_message(client, neighbourhood, curator, gateway, mailoutbox):
    """CAP-10: not even an emergency's, which would wake people and wants no second person; the other ways are practised, and the page says so."""
    people = [on_the_phone(neighbourhood, index) for index in (1, 2)]
    drill = AlertFactory.build(neighbourhood=neighbourhood, author=None, severity="urgence", status="Exercise")
    assert "sms" not in {channel.name for channel in reach_of(drill).channels}
    drill = publish_alert(alert=drill, by=curator)
    working.work(alerts=True)
    update_alert(alert=drill, text="Suite.", by=curator)
    working.work(alerts=True)
    assert not (gateway.folder / "accepted").read_text()
    assert states() == [("suppressed", "exercise")] * 4
    assert len(mailoutbox) == 2 * len(people)
    client.force_login(curator)
    assert "2 – un exercice passe par toutes les voies sauf les SMS" in " ".join(
        client.get(drill.get_absolute_url()).content.decode().split()
    )


def test_a_newcomers_alert_goes_by_every_way_but_text_messages(neighbourhood, gateway, client):
    """Domain.md section 3: for thirty days; the page says so. Control: a month later the same words are texted."""
    wanting = on_the_phone(neighbourhood, 1)
    Preference.objects.create(user=wanting, kind="alert-vigilance", channel="sms", enabled=True)
    since = timezone.now() - timedelta(days=29)
    newcomer = MembershipFactory(neighbourhood=neighbourhood, confirmed_at=since).user
    client.force_login(newcomer)
    page = reverse("notifications:compose", args=[neighbourhood.pk])
    assert client.get(page).context["without_texts"]
    for texts in (False, True):
        publish_alert(alert=AlertFactory.build(neighbourhood=neighbourhood, author=None), by=newcomer)
        work()
        assert Delivery.objects.filter(channel="sms").exists() is texts
        assert Delivery.objects.filter(channel="email").exists()
        Membership.objects.filter(user=newcomer).update(full_since=since - timedelta(days=1))
    assert not client.get(page).context["without_texts"]


def test_a_message_taken_in_silence_is_not_sent_twice(neighbourhood, gateway, monkeypatch):
    """SMS-03: the gateway takes it and hangs; the next attempt finds it by its reference."""
    monkeypatch.setattr(http_client, "TOTAL_TIMEOUT", 0.5)
    author = on_the_phone(neighbourhood, 1)
    gateway.say("hang")
    send(neighbourhood, author)
    assert states() == [("planned", "timeout")]
    gateway.say("")
    work()
    assert states() == [("sent", "")]
    assert len(gateway.accepted) == 1


@only_ovh
def test_refusals_are_told_apart(neighbourhood, gateway):
    """SMS-03, ALR-08: too many and faults are tried again, a bad number is not."""
    author = on_the_phone(neighbourhood, 1)
    on_the_phone(neighbourhood, 0)
    gateway.say("429-2")
    send(neighbourhood, author)
    assert states() == [("planned", "sms-429")] * 2
    gateway.say("")
    work()
    assert states() == [("failed", "bad_number"), ("sent", "")]


@only_ovh
def test_an_alert_above_the_days_budget_sends_no_message_at_all(neighbourhood, gateway, settings):
    """SMS-02: decided before the first; emergencies have a part of their own."""
    settings.PALIER_SMS_BUDGET_A_DAY, settings.PALIER_SMS_RESERVED_A_DAY = 6, 6
    people = [on_the_phone(neighbourhood, index) for index in range(1, 5)]
    for user in people:
        Preference.objects.create(user=user, kind="alert-vigilance", channel="sms", enabled=True)
    send(neighbourhood, people[0], severity="vigilance")
    assert states() == [("failed", "budget")] * 4
    assert not (gateway.folder / "accepted").read_text()
    send(neighbourhood, people[0])
    assert len(gateway.accepted) == 4
    send(neighbourhood, people[0])
    assert len(gateway.accepted) == 4


@only_ovh
def test_what_texts_cost_is_decided_for_all_though_some_are_not_written_down_yet(neighbourhood, gateway, settings, monkeypatch):
    """SMS-02, F4: the first leave while names are still being written; the third counts before it has a delivery, and one too many stops all."""
    monkeypatch.setattr(fan_out, "FIRST_PAGE", 2)
    people = [on_the_phone(neighbourhood, index) for index in range(1, 4)]
    people[0].is_superuser = True
    Preference.objects.bulk_create(Preference(user=user, kind="alert-vigilance", channel="sms", enabled=True) for user in people)
    for missing, leave in ((1, 0), (0, 2)):
        alert = AlertFactory.build(neighbourhood=neighbourhood, author=None, severity="vigilance")
        alert = publish_alert(alert=alert, by=people[0])
        settings.PALIER_SMS_BUDGET_A_DAY = segments_of(alert.messages.get(), {"fr": 3}) - missing
        assert fan_out.fan_out_page()
        channel = SmsChannel()
        assert working.send_batch(channel, alerts=True) == (2, 2)
        channel.close()
        assert len(gateway.accepted) == leave
        while fan_out.fan_out_page():
            pass
        Delivery.objects.filter(state="planned").delete()


@only_ovh
def test_a_receipt_finds_what_the_provider_took_though_somebody_else_has_it_in_hand(neighbourhood, gateway):
    """ALR-06, SMS-04: a result that comes after its lease changes nothing but the provider's number."""
    author = on_the_phone(neighbourhood, 1)
    send(neighbourhood, author)
    row = Delivery.objects.get(channel="sms")
    taken = {"state": "sending", "lease_token": uuid.uuid4(), "leased_until": timezone.now() + timedelta(seconds=30)}
    Delivery.objects.filter(pk=row.pk).update(**taken, provider_id="", finished_at=None)
    assert claims.record(uuid.uuid4(), [Result(row.pk, Outcome.SENT, provider_id="ovh:77")]) == 0
    row.refresh_from_db()
    assert (row.state, row.provider_id, row.lease_token) == ("sending", "ovh:77", taken["lease_token"])


@only_ovh
def test_all_workers_keep_to_the_pace_the_gateway_allows(neighbourhood, gateway, settings):
    """F4: fifty a second asked for, fifty a second sent."""
    settings.PALIER_SMS_PER_SECOND = 50
    author = on_the_phone(neighbourhood, 1)
    for index in range(2, 61):
        on_the_phone(neighbourhood, index)
    send(neighbourhood, author)
    moments = [kept["at"] for kept in gateway.accepted]
    assert len(moments) == 60
    assert moments[-1] - moments[0] >= 59 / 50 * 0.98


def receipt(provider, number, state):
    if provider == "ovh":
        return {"id": str(number), "ptt": {"delivered": "1", "failed": "2", "sent": "8"}[state]}
    return {"MessageSid": f"SM{number}", "MessageStatus": state}


def test_receipts_only_move_forward_and_a_forged_one_moves_nothing(neighbourhood, gateway, settings):
    """SMS-04, SMS-05: shuffled, doubled, unknown, unsigned; a provider has no token of a page."""
    client = Client(enforce_csrf_checks=True)
    name = settings.PALIER_SMS_PROVIDER
    author = on_the_phone(neighbourhood, 1)
    on_the_phone(neighbourhood, 2)
    send(neighbourhood, author)
    assert callback(client, name, receipt(name, 1, "delivered"), sign=False) == 403
    assert states() == [("sent", "")] * 2
    assert callback(client, name, receipt(name, 1, "delivered")) == 204
    for said in ("sent", "failed"):
        assert callback(client, name, receipt(name, 1, said)) == 204
    assert callback(client, name, receipt(name, 999, "delivered")) == 204
    assert callback(client, name, receipt(name, 2, "failed")) == 204
    assert [state for state, _ in states()] == ["delivered", "failed"]
    if name == "twilio":
        assert callback(client, name, receipt(name, 1, "delivered")) == 403  # the very same call again
    other = "twilio" if name == "ovh" else "ovh"
    assert client.post(reverse("notifications:sms-callback", args=[other])).status_code == 404


def test_a_production_without_a_real_gateway_is_refused(settings):
    def faults():
        return {error.id for error in checks.run_checks(include_deployment_checks=True)}

    settings.PALIER_SMS_PROVIDER = "folder"
    assert "notifications.E004" in faults()
    settings.PALIER_SMS_PROVIDER, settings.PALIER_SMS_SENDER = "ovh", "0612345678"
    assert "notifications.E005" in faults()  # SMS-06
    settings.PALIER_SMS_SENDER = "Palier"
    assert not {"notifications.E004", "notifications.E005"} & faults()
    assert time.time()
