"""Numbers: proved by a code, left alone after STOP, and worth nothing to thieves."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection, connections, transaction
from django.test import Client
from django.urls import reverse

import pytest

from accounts.forms import PhoneForm
from accounts.models import User
from notifications.channels.sms.numbers import as_written_here
from notifications.models import Notification, PhoneCode, SmsStop
from notifications.services import PhoneRefused, confirm_phone, send_phone_code
from tests.factories.accounts import UserFactory
from tests.notifications.texting import callback, on_the_phone, only_ovh, send, work
from tests.notifications.waiting import wait_until

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("word", "spelling"), [("STOP", "+33612340002"), ("Stop", "0033612340002"), (" « stop » ", "33612340002"), ("stop.", "06 12 34 00 02")]
)
@only_ovh
def test_stop_switches_text_messages_off_and_survives_erasure(client, neighbourhood, gateway, word, spelling):
    """SMS-08: however it is written; confirmed once, and not by text message; said again it changes nothing."""
    author, leaving = on_the_phone(neighbourhood, 1), on_the_phone(neighbourhood, 2)
    for _ in range(2):
        assert callback(client, "ovh", {"number": spelling, "message": word}) == 204
    told = Notification.objects.get(kind="texts-stopped")
    assert told.user == leaving
    assert told.build().url == reverse("notifications:preferences")
    for person, gets_texts in ((author, True), (leaving, False)):  # one's own page says so, beside the number
        client.force_login(person)
        page = client.get(reverse("notifications:phone")).content.decode()
        assert ("Les SMS sont coupés dans vos choix" not in page) == gets_texts
    assert set(told.deliveries.values_list("channel", flat=True)) == {"email"}
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
    confirm, page = reverse("notifications:phone-confirm"), reverse("notifications:phone")
    assert confirm not in client.get(page).content.decode()  # nothing to type before something was sent
    client.post(reverse("notifications:phone-code"))
    assert confirm in client.get(page).content.decode()
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


@only_ovh
def test_a_receipt_is_nobody_s_stop(client, neighbourhood, gateway):
    """SMS-04, SMS-08: one that names its number and a state we do not know switches nothing off."""
    person = on_the_phone(neighbourhood, 1)
    assert callback(client, "ovh", {"id": "7", "ptt": "4", "number": str(person.phone)}) == 204
    assert not SmsStop.objects.exists()
    assert not Notification.objects.exists()


@pytest.mark.parametrize("gateway", ["twilio"], indirect=True)
def test_a_stop_that_we_could_not_note_is_no_replay_when_it_comes_again(neighbourhood, gateway, monkeypatch):
    """SMS-05, SMS-08: the very same call, signature and all, after PostgreSQL was away for a moment; then a third time, which is one."""
    person = on_the_phone(neighbourhood, 1)
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    said = {"From": str(person.phone), "Body": "STOP"}
    with monkeypatch.context() as away:
        away.setattr(SmsStop, "fingerprint_of", lambda number: 1 / 0)
        assert callback(client, "twilio", said) == 500
    assert [callback(client, "twilio", said) for _ in range(2)] == [204, 403]
    assert SmsStop.objects.count() == 1


@pytest.mark.parametrize(
    "spelling",
    [
        f"{zero}{gap.join(['6', '12', '34', '56', '78'])}"
        for zero in ("0", "+33", "+33 ", "+33 (0)", "0033", "0033 ", "0033 (0)")
        for gap in ("", " ", ".", "-")
    ],
)
def test_every_spelling_is_one_number(spelling):
    """SMS-10: what people type, and what is kept."""
    form = PhoneForm({"phone": spelling})
    assert form.is_valid(), form.errors
    assert str(form.cleaned_data["phone"]) == as_written_here(spelling) == "+33612345678"


@pytest.mark.django_db(transaction=True)
def test_of_two_accounts_that_confirm_a_number_at_once_one_has_it(settings):
    """SMS-10: the second waits for the first, sees it, and it is told. Without the lock on the number neither saw the other."""
    settings.PALIER_SMS_PROVIDER = "folder"
    people = [UserFactory(phone="+33612345678") for _ in range(2)]
    codes = [send_phone_code(user=person, network=f"192.0.2.{index}").code for index, person in enumerate(people)]

    def second():
        try:
            confirm_phone(user=people[1], typed=codes[1])
        finally:
            connections.close_all()

    def waits():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
            return cursor.fetchone()[0]

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            confirm_phone(user=people[0], typed=codes[0])
            later = threads.submit(second)
            wait_until(lambda: waits() or later.done())
        later.result()
    assert [bool(User.objects.get(pk=person.pk).phone_verified_at) for person in people] == [False, True]
    assert Notification.objects.get(kind="phone-moved").user == people[0]
