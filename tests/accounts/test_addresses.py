"""The optional e-mail address: given, confirmed, changed, taken away."""

import re

from django.core import mail
from django.test import Client
from django.urls import reverse

import pytest
from allauth.account.models import EmailAddress

from tests.factories.accounts import PASSWORD, UserFactory

NEW_PASSWORD = "la clé sous le paillasson"


@pytest.fixture
def owner(client, declared):
    """A client signed in as somebody who has just typed the password again."""
    client.force_login(declared)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def give(client, email):
    mail.outbox.clear()
    client.post(reverse("account_email"), {"email": email, "action_add": ""})
    return re.search(r"https?://[^/]+(/\S+)", mail.outbox[-1].body)[1]


def confirmed(user):
    return list(EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True))


def test_an_address_counts_once_its_link_is_followed(owner, declared):
    link = give(owner, "Elle@example.org")
    assert "style=" not in Client().get(link).content.decode()
    assert confirmed(declared) == []
    Client().post(link)
    assert confirmed(declared) == ["elle@example.org"]
    declared.refresh_from_db()
    assert declared.email == "elle@example.org"


def test_the_old_address_stays_until_the_new_one_is_confirmed(owner, declared):
    Client().post(give(owner, "ancienne@example.org"))
    link = give(owner, "nouvelle@example.org")
    assert confirmed(declared) == ["ancienne@example.org"]
    Client().post(link)
    assert confirmed(declared) == ["nouvelle@example.org"]


def test_an_address_can_be_taken_away(owner, declared):
    Client().post(give(owner, "elle@example.org"))
    owner.post(reverse("account_email"), {"email": "elle@example.org", "action_remove": ""})
    assert not EmailAddress.objects.filter(user=declared).exists()
    declared.refresh_from_db()
    assert declared.email == ""


def test_an_address_is_confirmed_on_one_account_only(owner, declared):
    """The second account is not told; its link leads nowhere."""
    EmailAddress.objects.create(user=UserFactory(), email="elle@example.org", primary=True, verified=True)
    Client().post(give(owner, "elle@example.org"))
    assert confirmed(declared) == []


def test_a_changed_password_is_announced_in_the_language_of_the_owner(owner, declared, settings):
    Client().post(give(owner, "elle@example.org"))
    declared.language = "en"
    declared.save()
    mail.outbox.clear()
    owner.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    owner.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    [letter] = mail.outbox
    assert letter.to == ["elle@example.org"]
    assert "Your password has been changed" in letter.body
    assert NEW_PASSWORD not in letter.body
