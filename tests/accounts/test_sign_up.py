"""Signing up: a name and a password are enough."""

import threading

from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

import pytest
from allauth.account.models import EmailAddress

from accounts.models import FormerPseudonym, User
from tests.factories.accounts import PASSWORD, UserFactory

FORM = {"username": "Lavandière", "password1": PASSWORD, "age_confirmed": "on"}


def sign_up(client, **fields):
    return client.post(reverse("account_signup"), FORM | fields)


@pytest.mark.django_db
def test_a_name_and_a_password_are_enough(client):
    response = sign_up(client)
    assert response.url == reverse("accounts:recovery-sheet")
    user = User.objects.named("lavandiere").get()
    assert (user.pseudonym, user.email, user.phone, user.age_confirmed) == ("Lavandière", "", "", True)
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_account_keeps_the_language_of_the_page(client, settings, language):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    response = sign_up(client)
    assert User.objects.get().language == language
    assert response.cookies[settings.LANGUAGE_COOKIE_NAME].value == language


@pytest.mark.django_db
def test_age_is_confirmed_with_the_age_of_the_settings(client, settings):
    """LEG-10."""
    settings.PALIER_MINIMUM_AGE = 17
    assert " 17 " in client.get(reverse("account_signup")).content.decode()
    assert sign_up(client, age_confirmed="").context["form"].errors.keys() == {"age_confirmed"}
    assert not User.objects.exists()


@pytest.mark.django_db
def test_email_and_phone_are_kept_and_the_address_gets_a_link(client):
    sign_up(client, email="Elle@Example.org", phone="06 12 34 56 78")
    user = User.objects.get()
    assert user.phone.as_e164 == "+33612345678"
    assert user.phone_verified_at is None
    assert EmailAddress.objects.get(user=user).verified is False
    [letter] = mail.outbox
    assert letter.to == ["elle@example.org"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["LAVANDIERE", "Lаvandière", "lavandière ", "La van dière", "mairie", "ab", "<b>", "a@b.fr"])
def test_a_look_alike_or_reserved_name_is_refused_with_a_reason(client, name):
    UserFactory(pseudonym="Lavandière")
    form = sign_up(client, username=name).context["form"]
    assert form.errors.keys() == {"username"}
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_a_name_given_up_this_year_is_not_free(client):
    FormerPseudonym.objects.create(user=UserFactory(), pseudonym_key="lavandlere")
    assert "username" in sign_up(client).context["form"].errors


@pytest.mark.django_db
def test_an_address_already_here_teaches_nothing(client):
    """The same answer, page for page, as for a free address."""
    EmailAddress.objects.create(user=UserFactory(), email="elle@example.org", primary=True, verified=True)
    taken = sign_up(client, email="elle@example.org")
    free = sign_up(Client(), username="Héron", email="lui@example.org")
    assert (taken.status_code, taken.url) == (free.status_code, free.url)
    newcomer = User.objects.named("Lavandière").get()
    assert not EmailAddress.objects.filter(user=newcomer, verified=True).exists()


@pytest.mark.django_db
def test_a_robot_filling_the_hidden_field_gets_no_account(client):
    assert 'style="' not in client.get(reverse("account_signup")).content.decode()
    sign_up(client, website="https://spam.example")
    assert not User.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("password", "accepted"),
    [
        ("court9mot", False),
        ("1234567890", False),
        ("password123", False),
        ("3141592653589", True),
        ("Lavandière!", False),
        ("une phrase suffit", True),
        ("🗝️ clé sous le paillasson", True),
        ("x9" * 64, True),
        (" deux espaces autour ", True),
    ],
)
def test_password_rules(client, password, accepted):
    """SEC-09: ten signs, any characters, long ones too, none of the common ones."""
    sign_up(client, password1=password)
    assert User.objects.exists() is accepted
    if accepted:
        assert User.objects.get().check_password(password)


def test_passwords_are_hashed_dearly():
    """SEC-09: the tests hash cheaply, the site does not."""
    from django.contrib.auth.hashers import PBKDF2PasswordHasher

    from portal.settings import base

    assert base.PASSWORD_HASHERS[0].endswith(".PBKDF2PasswordHasher")
    assert PBKDF2PasswordHasher.iterations >= 600_000


@pytest.mark.django_db
def test_sign_up_is_limited_by_network(client):
    """SEC-07."""
    answers = [sign_up(Client(), username=f"Voisin {n}").status_code for n in range(12)]
    assert answers.count(429) == 2
    assert Client().post(reverse("account_signup"), FORM, REMOTE_ADDR="10.9.9.9").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_two_look_alikes_at_the_same_moment_make_one_account(monkeypatch):
    """Both forms find the name free; the database lets one in, the other is told to choose again."""
    both_checked = threading.Barrier(2, timeout=10)
    clean = User.save

    def save(self, *args, **kwargs):
        if self.pk is None:
            both_checked.wait()
        clean(self, *args, **kwargs)

    monkeypatch.setattr(User, "save", save)
    answers = []

    def run(name):
        answers.append(sign_up(Client(), username=name).url)
        connection.close()

    threads = [threading.Thread(target=run, args=[name]) for name in ("Lavandière", "LAVANDIERE")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == sorted([reverse("account_signup"), reverse("accounts:recovery-sheet")])
    assert User.objects.count() == 1
