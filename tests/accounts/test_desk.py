"""The curators' desk (Wagtail): people without first names, and a second factor for who enters."""

import re

from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.urls import reverse

import pytest
from allauth.mfa.totp.internal import auth as totp

from accounts.models import User
from tests.factories.accounts import PASSWORD, UserFactory

PEOPLE = "wagtailusers_users:{}".format


@pytest.fixture
def desk(client, operator):
    client.force_login(operator)
    return client


def test_people_are_listed_and_found_by_pseudonym(desk):
    laundress = UserFactory(pseudonym="Lavandière")
    UserFactory(pseudonym="Tournevis")
    page = desk.get(reverse(PEOPLE("index"))).content.decode()
    assert "Lavandière" in page
    assert reverse(PEOPLE("edit"), args=[laundress.pk]) in page
    found = desk.get(reverse(PEOPLE("index")), {"q": "Lavand"}).content.decode()
    assert "Lavandière" in found
    assert "Tournevis" not in found


def test_an_operator_invites_a_colleague_who_chooses_the_password(desk):
    """Nobody sets somebody else's password (SEC-10)."""
    page = desk.get(reverse(PEOPLE("add"))).content.decode()
    assert 'type="password"' not in page
    assert "first_name" not in page
    answer = desk.post(reverse(PEOPLE("add")), {"pseudonym": "Référente du port", "email": "Port@example.org", "language": "fr"})
    assert answer.status_code == 302
    colleague = User.objects.named("referente du port").get()
    assert not colleague.has_usable_password()
    visitor = Client()
    visitor.post(reverse("account_reset_password"), {"email": "port@example.org"})
    link = re.search(r"https?://[^/]+(/\S+)", mail.outbox[-1].body)[1]
    where = visitor.get(link, follow=True).redirect_chain[-1][0]
    visitor.post(where, {"password1": "la clé sous le paillasson", "password2": "la clé sous le paillasson"})
    colleague.refresh_from_db()
    assert colleague.check_password("la clé sous le paillasson")


def test_an_operator_edits_a_person_without_seeing_the_address(desk):
    person = UserFactory(pseudonym="Tournevis", email="secret@example.org")
    group = Group.objects.create(name="Test")
    address = reverse(PEOPLE("edit"), args=[person.pk])
    assert "secret@example.org" not in desk.get(address).content.decode()
    fields = {"pseudonym": "Tournevis", "language": "en", "is_active": "on", "groups": [group.pk]}
    assert desk.post(address, fields).status_code == 302
    person.refresh_from_db()
    assert (person.language, person.email, list(person.groups.all())) == ("en", "secret@example.org", [group])


@pytest.mark.parametrize("name", ["LAVANDIERE", "mairie", "x"])
def test_the_rules_of_names_hold_at_the_desk_too(desk, name):
    UserFactory(pseudonym="Lavandière")
    answer = desk.post(reverse(PEOPLE("add")), {"pseudonym": name, "email": "a@example.org", "language": "fr"})
    assert "pseudonym" in answer.context["form"].errors


def test_my_account_at_the_desk_asks_for_no_first_name_and_no_picture(desk):
    page = desk.get(reverse("wagtailadmin_account")).content.decode()
    assert "first_name" not in page
    assert "avatar-avatar" not in page
    assert desk.post(reverse("wagtailadmin_account"), {"locale-preferred_language": "en", "theme-theme": "system"}).status_code in {
        200,
        302,
    }


def test_a_neighbour_has_no_business_at_the_desk(client, declared):
    client.force_login(declared)
    assert client.get(reverse("wagtailadmin_home")).status_code in {302, 403}
    assert client.get(reverse(PEOPLE("index"))).status_code in {302, 403}


@pytest.mark.parametrize("path", ["/admin/", "/admin/users/", "/admin/account/"])
def test_the_desk_asks_for_a_second_factor_where_the_setting_says_so(desk, operator, settings, path):
    """SEC-10: off for trying things out, on in production."""
    assert desk.get(path).status_code == 200
    settings.PALIER_REQUIRE_MFA_FOR_CURATORS = True
    assert desk.get(path).url == reverse("mfa_index")
    assert desk.post(path).url == reverse("mfa_index")
    totp.TOTP.activate(operator, totp.generate_totp_secret())
    assert desk.get(path).status_code == 200


def test_a_curator_needs_the_second_factor_too(curator, client, settings):
    settings.PALIER_REQUIRE_MFA_FOR_CURATORS = True
    client.force_login(curator)
    assert client.get("/admin/").url == reverse("mfa_index")


def test_the_rest_of_the_site_does_not_ask(operator, client, settings):
    settings.PALIER_REQUIRE_MFA_FOR_CURATORS = True
    client.force_login(operator)
    assert client.get(reverse("accounts:home")).status_code == 200


def test_production_asks():
    from pathlib import Path

    import portal.settings

    text = (Path(portal.settings.__path__[0]) / "production.py").read_text()
    assert "PALIER_REQUIRE_MFA_FOR_CURATORS = True" in text


def test_a_second_factor_stands_between_password_and_session(operator):
    """The right password alone signs nobody in once the app is set up."""
    totp.TOTP.activate(operator, totp.generate_totp_secret())
    client = Client()
    answer = client.post(reverse("account_login"), {"login": operator.pseudonym, "password": PASSWORD})
    assert answer.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    page = client.get(answer.url).content.decode()
    assert 'style="' not in page


def test_the_secret_of_the_app_is_not_readable_in_the_database(operator, settings):
    """A stolen dump gives no second factor; a new SECRET_KEY with the old one as fallback still opens it."""
    secret = totp.generate_totp_secret()
    stored = totp.TOTP.activate(operator, secret).instance
    assert secret not in str(stored.data)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key altogether"
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    assert totp.TOTP(stored).validate_code(code)


def test_the_drawing_to_scan_has_white_paper_under_it(desk, operator):
    """Black on a dark page cannot be scanned."""
    desk.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = desk.get(reverse("mfa_activate_totp"))
    assert 'fill="#fff"' in page.context["totp_svg"]
