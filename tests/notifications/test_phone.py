"""Numbers: proved by a code, left alone after STOP, and worth nothing to thieves."""

from django.urls import reverse

import pytest

from notifications.models import Notification, PhoneCode, SmsStop
from notifications.services import PhoneRefused, send_phone_code
from tests.factories.accounts import UserFactory
from tests.notifications.texting import callback, on_the_phone, only_ovh, send, work

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("word", ["STOP", "Stop", " « stop » ", "stop."])
@only_ovh
def test_stop_switches_text_messages_off_and_survives_erasure(client, neighbourhood, gateway, word):
    """SMS-08."""
    author, leaving = on_the_phone(neighbourhood, 1), on_the_phone(neighbourhood, 2)
    assert callback(client, "ovh", {"number": str(leaving.phone), "message": word}) == 204
    send(neighbourhood, author)
    assert [kept["number"] for kept in gateway.accepted] == ["+33612340001"]
    leaving.memberships.all().delete()
    leaving.delete()
    assert SmsStop.objects.get().fingerprint == SmsStop.fingerprint_of("+33612340002")


@only_ovh
def test_a_number_is_confirmed_by_the_code_that_arrives_there(client, neighbourhood, gateway):
    """SMS-10: one number, one account; the one before is told. A wrong code is counted, five times at most."""
    former = on_the_phone(neighbourhood, 1)
    user = UserFactory(phone="+33612340001")
    client.force_login(user)
    confirm = reverse("notifications:phone-confirm")
    client.post(reverse("notifications:phone-code"))
    work(alerts=False)
    code = PhoneCode.objects.get()
    (kept,) = gateway.accepted
    assert (kept["number"], code.code in kept["text"]) == ("+33612340001", True)
    wrong = f"{(int(code.code) + 1) % 10**6:06}"
    assert client.post(confirm, {"code": wrong}).status_code == 422
    assert client.post(confirm, {"code": f"{code.code[:3]} {code.code[3:]}"}).status_code == 302
    user.refresh_from_db()
    former.refresh_from_db()
    assert user.phone_verified_at
    assert former.phone_verified_at is None
    assert Notification.objects.filter(user=former, kind="phone-moved").count() == 1
    client.post(reverse("notifications:phone-code"))
    for _ in range(5):
        assert client.post(confirm, {"code": "not it"}).status_code == 422
    assert client.post(confirm, {"code": PhoneCode.objects.latest("pk").code}).status_code == 422


@only_ovh
def test_nobody_earns_money_with_codes(gateway):
    """SMS-09: three a number, five a network, a breaker for neighbouring numbers."""
    person = UserFactory(phone="+33612345678")
    for index in range(3):
        send_phone_code(user=person, network=f"192.0.2.{index}")
    with pytest.raises(PhoneRefused):
        send_phone_code(user=person, network="192.0.2.9")
    for index in range(5):
        send_phone_code(user=UserFactory(phone=f"+336223{index}5678"), network="198.51.100.1")
    with pytest.raises(PhoneRefused):
        send_phone_code(user=UserFactory(phone="+33622355678"), network="198.51.100.1")
    sent = 0
    for index in range(15):
        try:
            send_phone_code(user=UserFactory(phone=f"+336330000{index:02}"), network=f"203.0.113.{index}")
            sent += 1
        except PhoneRefused:
            break
    assert sent == 10
    with pytest.raises(PhoneRefused):
        send_phone_code(user=UserFactory(phone="+2250712345678"), network="192.0.2.77")
