"""Every page of the account, as each kind of reader meets it."""

from django.urls import reverse

import pytest
from allauth.account.models import EmailAddress

from tests.factories.accounts import PASSWORD

VISITOR_PAGES = [
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_inactive",
    "accounts:recovery",
]
OWN_PAGES = [
    "accounts:home",
    "accounts:recovery-sheet",
    "account_email",
    "account_change_password",
    "account_logout",
    "account_reauthenticate",
    "mfa_index",
    "usersessions_list",
]
BEHIND_PASSWORD = ["mfa_activate_totp", "mfa_add_webauthn"]


def looks_like_ours(response):
    """The page has our frame, and nothing our content policy would refuse."""
    page = response.content.decode()
    assert "palier.css" in page
    assert 'style="' not in page
    assert " onclick" not in page
    assert page.count("<h1") == 1
    return page


@pytest.mark.django_db
@pytest.mark.parametrize("name", VISITOR_PAGES)
def test_visitor_page_looks_like_ours(client, name):
    looks_like_ours(client.get(reverse(name)))


@pytest.mark.parametrize("name", OWN_PAGES)
def test_own_page_looks_like_ours(client, declared, name):
    client.force_login(declared)
    looks_like_ours(client.get(reverse(name)))


@pytest.mark.parametrize("name", OWN_PAGES)
@pytest.mark.django_db
def test_own_page_asks_a_visitor_to_sign_in(client, name):
    response = client.get(reverse(name))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login")) or name == "account_logout"


@pytest.mark.parametrize("name", BEHIND_PASSWORD)
def test_second_step_is_set_up_after_the_password_only(client, declared, name):
    """A stolen session cannot add its own key (SEC-10)."""
    EmailAddress.objects.create(user=declared, email="a@example.org", primary=True, verified=True)
    client.force_login(declared)
    assert client.get(reverse(name)).url.startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    looks_like_ours(client.get(reverse(name)))


def test_own_page_is_never_kept_by_a_cache(client, declared):
    """SEC-17."""
    client.force_login(declared)
    assert "no-store" in client.get(reverse("accounts:home"))["Cache-Control"]
