"""What text messages cost is said before sending, exactly, and the neighbourhood's budget beside it (SMS-01, SMS-02)."""

from decimal import Decimal

from django.urls import reverse

import pytest

from notifications.channels.sms.segments import length_of
from notifications.models import Preference, SmsSpending
from tests.notifications.test_alert_pages import written
from tests.notifications.texting import on_the_phone, only_ovh, second_person, work

pytestmark = pytest.mark.django_db


@only_ovh
def test_the_cost_said_before_sending_is_what_leaves(client, neighbourhood, curator, gateway, settings):
    """SMS-01, SMS-02: every reader's own language counted; the budget shown is what the neighbourhood has left afterwards."""
    settings.PALIER_SMS_BUDGET_A_DAY, settings.PALIER_SMS_RESERVED_A_DAY, settings.PALIER_SMS_PRICE = 20, 20, "0.065"
    people = [on_the_phone(neighbourhood, index) for index in range(1, 4)]
    people[0].language = "en"
    people[0].save()
    client.force_login(curator)
    url = reverse("notifications:compose", args=[neighbourhood.pk])
    words = {"severity": "urgence", "status": "Actual", "description": "Quittez les quais sans attendre. " * 5}
    data = written(client.get(url), **words)
    for answer in (client.post(url, {**data, "step": "review"}), client.post(url, data, headers={"HX-Request": "true"})):
        texts = answer.context["reach"].texts
        assert (texts.numbers, texts.left, texts.limit, texts.allowed) == (3, 40, 40, True)
        shown = answer.content.decode()
        assert f"{texts.segments} segments" in shown
        assert texts.price == (texts.segments * Decimal("0.065")).quantize(Decimal("0.01"))
        assert texts.text.split("http")[0] in shown.replace("&#x27;", "'")
    sent = {**data, "step": "send", "confirm_place": neighbourhood.title, "confirm_number": answer.context["reach"].people}
    client.post(url, sent)
    second_person(neighbourhood)
    work()
    counted = [length_of(kept["text"]).segments for kept in gateway.accepted]
    assert len(counted) == 3
    assert sum(counted) == texts.segments == SmsSpending.objects.get().segments
    again = client.post(url, {**data, "step": "review"}).context["reach"].texts
    assert again.left == 40 - texts.segments


@only_ovh
def test_what_would_pass_the_budget_is_said_before_sending(client, neighbourhood, curator, gateway, settings):
    """SMS-02: no text message would leave, and the page says so; without a provider nothing is said of text messages at all."""
    settings.PALIER_SMS_BUDGET_A_DAY, settings.PALIER_SMS_RESERVED_A_DAY = 1, 1
    for index in range(1, 5):
        on_the_phone(neighbourhood, index)
    client.force_login(curator)
    url = reverse("notifications:compose", args=[neighbourhood.pk])
    data = written(client.get(url), severity="urgence", status="Actual", step="review")
    page = client.post(url, data)
    assert not page.context["reach"].texts.allowed
    assert "budget" in page.content.decode()
    settings.PALIER_SMS_PROVIDER = ""
    assert client.post(url, data).context["reach"].texts is None


@only_ovh
def test_the_budget_is_spent_by_those_who_want_a_text_and_by_nobody_else(client, neighbourhood, curator, gateway, settings):
    """SMS-02: of four numbers one asked for watch alerts by text message, and of three one refused emergencies; the page said so before."""
    people = [on_the_phone(neighbourhood, index) for index in range(1, 5)]
    Preference.objects.create(user=people[0], kind="alert-vigilance", channel="sms", enabled=True)
    Preference.objects.create(user=people[3], kind="alert-urgence", channel="sms", enabled=False)
    client.force_login(curator)
    url = reverse("notifications:compose", args=[neighbourhood.pk])
    for severity, number in (("vigilance", 1), ("urgence", 3)):
        data = written(client.get(url), severity=severity, status="Actual", headline=f"La Rance monte, {severity}", event="other")
        texts = client.post(url, {**data, "step": "review"}).context["reach"].texts
        assert texts.numbers == number
        settings.PALIER_SMS_BUDGET_A_DAY, settings.PALIER_SMS_RESERVED_A_DAY = texts.segments, 0
        client.post(url, {**data, "step": "send", "confirm_place": neighbourhood.title, "confirm_number": 5})
        second_person(neighbourhood)
        work()
        spent = SmsSpending.objects.latest("pk")
        assert (spent.segments, spent.allowed) == (texts.segments, True)
        assert len(gateway.accepted) == number
        SmsSpending.objects.all().delete()
        (gateway.folder / "accepted").write_text("")
