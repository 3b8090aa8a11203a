"""Signing in: one door, the same limits everywhere, and nobody locks out somebody else."""

from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import reverse

import pytest
from allauth.account.models import EmailAddress

from accounts.adapter import AccountAdapter
from tests.factories.accounts import PASSWORD, UserFactory

HOME = "10.0.0.1"
STRANGER = "203.0.113.9"


@pytest.fixture
def laundress(db):
    user = UserFactory(pseudonym="Lavandière", language="en")
    EmailAddress.objects.create(user=user, email="elle@example.org", primary=True, verified=True)
    return user


def sign_in(login, password=PASSWORD, client=None, network=HOME, **extra):
    return (client or Client()).post(reverse("account_login"), {"login": login, "password": password}, REMOTE_ADDR=network, **extra)


@pytest.mark.parametrize(
    "login", ["Lavandière", "lavandiere", "LAVANDIERE", " lavandière ", "Lаvandière", "elle@example.org", "ELLE@example.org"]
)
def test_any_spelling_of_the_name_or_the_address_signs_in(laundress, login):
    assert sign_in(login).status_code == 302


@pytest.mark.parametrize(
    ("login", "password"), [("Lavandière", "faux"), ("Personne", PASSWORD), ("elle@example.org", "faux"), ("x@y.fr", PASSWORD)]
)
def test_a_wrong_name_and_a_wrong_password_get_one_answer(laundress, login, password):
    response = sign_in(login, password)
    assert response.context["form"].non_field_errors() == [AccountAdapter.error_messages["username_password_mismatch"]]
    assert "_auth_user_id" not in response.client.session


@pytest.mark.parametrize("login", ["Lavandière", "Personne", "elle@example.org", "x@y.fr"])
def test_one_password_is_compared_whether_or_not_the_account_exists(laundress, login, monkeypatch):
    """The time of the answer does not tell who has an account."""
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, *args: hashed.append(1) or encode(self, *args))
    sign_in(login, "pas celui-ci")
    assert len(hashed) == 1


def test_a_closed_account_does_not_open(laundress):
    laundress.is_active = False
    laundress.save()
    assert "_auth_user_id" not in sign_in("Lavandière").client.session


def test_five_wrong_passwords_close_the_door_for_that_network_only(laundress):
    """SEC-07: a stranger cannot lock the owner out; spelling the name otherwise does not buy more tries."""
    for spelling in ("Lavandière", "lavandiere", "LAVANDIERE", "Lаvandière", "lavandière"):
        sign_in(spelling, "faux", network=STRANGER)
    stopped = sign_in("Lavandière", network=STRANGER)
    assert stopped.context["form"].non_field_errors() == [AccountAdapter.error_messages["too_many_login_attempts"]]
    assert sign_in("Lavandière", network=HOME).status_code == 302


def test_a_network_that_guesses_many_accounts_is_stopped(laundress):
    """SEC-07: spraying one password over the whole street."""
    for number in range(10):
        sign_in(f"Voisin {number}", "faux", network=STRANGER)
    assert sign_in("Lavandière", network=STRANGER).status_code == 200
    assert sign_in("Lavandière", network=HOME).status_code == 302


def test_a_forwarded_header_buys_no_tries(laundress):
    """SEC-08: the visitor's own X-Forwarded-For is not believed."""
    for number in range(5):
        sign_in("Lavandière", "faux", network=STRANGER, HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")
    assert sign_in("Lavandière", network=STRANGER, HTTP_X_FORWARDED_FOR="198.51.100.77").status_code == 200


def test_behind_a_trusted_proxy_the_last_address_counts(laundress, settings):
    """SEC-08: what the proxy appended counts, not what the visitor wrote before it."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(5):
        sign_in("Lavandière", "faux", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}, {STRANGER}")
    assert sign_in("Lavandière", HTTP_X_FORWARDED_FOR=f"198.51.100.99, {STRANGER}").status_code == 200
    assert sign_in("Lavandière", HTTP_X_FORWARDED_FOR=f"{STRANGER}, 198.51.100.5").status_code == 302


def test_the_door_of_wagtail_only_leads_to_ours(operator):
    """SEC-07: a name and a password posted to /admin/login/ open nothing."""
    client = Client()
    response = client.post("/admin/login/", {"username": operator.pseudonym, "password": PASSWORD})
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))
    assert "_auth_user_id" not in client.session
    assert client.get("/admin/").url.startswith(reverse("account_login"))
    assert client.get("/admin/password_reset/").status_code in {302, 404}


@pytest.mark.parametrize("goal", ["//evil.example", "https://evil.example", "/\\evil.example", "https:evil.example", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(laundress, goal):
    """SEC-14."""
    response = Client().post(reverse("account_login"), {"login": "Lavandière", "password": PASSWORD, "next": goal})
    assert response.url == "/"


def test_signing_in_brings_the_language_of_the_account(laundress, settings):
    assert sign_in("Lavandière").cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"


def test_signing_out_takes_a_post(laundress):
    """SEC-12."""
    client = sign_in("Lavandière").client
    client.get(reverse("account_logout"))
    assert "_auth_user_id" in client.session
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session
