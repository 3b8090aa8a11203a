"""How long one stays signed in, and what ends it (SEC-11)."""

import re
from datetime import timedelta

from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import pytest
from allauth.account.models import EmailAddress

from accounts.devices import describe
from accounts.middleware import SIGNED_IN_AT
from tests.factories.accounts import PASSWORD, UserFactory

NEW_PASSWORD = "la clé sous le paillasson"
HOME = "accounts:home"


def signed_in(user):
    client = Client()
    client.post(reverse("account_login"), {"login": user.pseudonym, "password": PASSWORD})
    return client


def is_in(client):
    return client.get(reverse(HOME)).status_code == 200


def test_changing_the_password_ends_every_session_but_this_one(declared):
    here, *others = [signed_in(declared) for _ in range(10)]
    answer = here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert answer.url == reverse(HOME)
    assert is_in(here)
    assert not any(is_in(other) for other in others)


def reset_link(letter):
    return re.search(r"https?://[^/]+(/\S+)", letter.body)[1]


def test_resetting_by_mail_ends_every_session(declared):
    EmailAddress.objects.create(user=declared, email="elle@example.org", primary=True, verified=True)
    others = [signed_in(declared) for _ in range(3)]
    visitor = Client()
    visitor.post(reverse("account_reset_password"), {"email": "ELLE@example.org"})
    page = visitor.get(reset_link(mail.outbox[0]), follow=True)
    where = page.redirect_chain[-1][0]
    assert visitor.post(where, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}).status_code == 302
    declared.refresh_from_db()
    assert declared.check_password(NEW_PASSWORD)
    assert not any(is_in(other) for other in others)
    assert "token_fail" in Client().get(reset_link(mail.outbox[0]), follow=True).context


def test_a_reset_goes_to_verified_addresses_only(declared):
    """A mistyped address at sign-up must not hand the account to whoever reads it."""
    EmailAddress.objects.create(user=declared, email="faute@example.org", primary=True, verified=False)
    answers = [
        Client().post(reverse("account_reset_password"), {"email": email}).url for email in ("faute@example.org", "rien@example.org")
    ]
    assert len(set(answers)) == 1
    assert not any("password/reset/key" in letter.body for letter in mail.outbox)


def test_a_mailbox_is_not_filled_by_strangers(declared):
    EmailAddress.objects.create(user=declared, email="elle@example.org", primary=True, verified=True)
    for number in range(7):
        Client().post(reverse("account_reset_password"), {"email": "elle@example.org"}, REMOTE_ADDR=f"203.0.113.{number}")
    assert len(mail.outbox) == 5


def test_letters_speak_the_language_of_their_reader(db):
    """An English-speaking owner, a French page."""
    user = UserFactory(pseudonym="Heron", language="en")
    EmailAddress.objects.create(user=user, email="heron@example.org", primary=True, verified=True)
    Client(headers={"accept-language": "fr"}).post(reverse("account_reset_password"), {"email": "heron@example.org"})
    assert mail.outbox[0].subject == "Choose a new password for Palier"


def test_a_closed_account_is_out_at_once(declared):
    client = signed_in(declared)
    declared.is_active = False
    declared.save()
    assert not is_in(client)


def aged(user, age):
    client = signed_in(user)
    session = client.session
    session[SIGNED_IN_AT] -= age.total_seconds()
    session.save()
    return client


def test_a_session_ends_after_thirty_days_however_busy(declared):
    assert is_in(aged(declared, timedelta(days=29)))
    assert not is_in(aged(declared, timedelta(days=31)))


def test_a_session_at_the_desk_ends_after_twelve_hours(operator):
    assert is_in(aged(operator, timedelta(hours=11)))
    assert not is_in(aged(operator, timedelta(hours=13)))


def test_signing_in_changes_the_session_id(declared):
    client = Client()
    client.get(reverse("account_login"))
    client.post(reverse("account_login"), {"login": "Personne", "password": "x"})
    before = client.cookies.get("sessionid")
    client.post(reverse("account_login"), {"login": declared.pseudonym, "password": PASSWORD})
    assert client.cookies["sessionid"].value != (before.value if before else None)


def test_devices_are_listed_and_can_be_signed_out(declared):
    here, other = signed_in(declared), signed_in(declared)
    assert len(here.get(reverse("usersessions_list")).context["sessions"]) == 2
    here.post(reverse("usersessions_list"))
    assert is_in(here)
    assert not is_in(other)


def test_a_visitor_without_a_session_costs_none(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(reverse("accounts:recovery"))
    assert timezone.now()
    assert "sessionid" not in client.cookies


@pytest.mark.django_db
def test_an_address_change_takes_the_password(client, declared):
    """A stolen session cannot take the account by changing its address."""
    client.force_login(declared)
    answer = client.post(reverse("account_email"), {"email": "voleur@example.org", "action_add": ""})
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert not EmailAddress.objects.filter(user=declared).exists()


@pytest.mark.parametrize(
    ("signature", "name"),
    [
        ("Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", "Firefox, Android"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604", "Safari, iPhone"),
    ],
)
def test_a_device_is_called_what_its_owner_calls_it(signature, name):
    assert describe(signature) == name


def test_an_unknown_device_is_named_too():
    assert describe("curl/8")
