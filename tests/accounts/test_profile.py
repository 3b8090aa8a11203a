"""What a person changes on the account page."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

import pytest

from accounts import services
from accounts.models import FormerPseudonym
from tests.factories.accounts import UserFactory


@pytest.fixture
def laundress(client, db):
    user = UserFactory(pseudonym="Lavandière")
    client.force_login(user)
    return user


def rename(client, name):
    return client.post(reverse("accounts:doorplate"), {"pseudonym": name})


def test_a_new_name_draws_a_new_plate(client, laundress):
    assert rename(client, "  Grand  Héron ").url == reverse("accounts:home")
    laundress.refresh_from_db()
    assert (laundress.pseudonym, laundress.pseudonym_key) == ("Grand Héron", "grandheron")


@pytest.mark.parametrize("name", ["mairie", "ab", "HERON", "Hеron"])
def test_a_refused_name_says_why_and_keeps_the_old_one(client, laundress, name):
    UserFactory(pseudonym="Héron")
    assert "pseudonym" in rename(client, name).context["doorplate_form"].errors
    laundress.refresh_from_db()
    assert laundress.pseudonym == "Lavandière"


def test_a_name_changes_twice_a_year(laundress):
    for name in ("Mirabelle", "Tournevis"):
        services.rename(user=laundress, pseudonym=name)
    with pytest.raises(services.TooManyNamesError) as refusal:
        services.rename(user=laundress, pseudonym="Grand Héron")
    first = FormerPseudonym.objects.order_by("released_at").first()
    assert refusal.value.again_at == first.released_at + timedelta(days=365)
    FormerPseudonym.objects.update(released_at=timezone.now() - timedelta(days=366))
    assert services.rename(user=laundress, pseudonym="Grand Héron").pseudonym == "Grand Héron"


def test_capitals_and_accents_do_not_count_as_a_change(laundress):
    for name in ("LAVANDIERE", "lavandière", "Lavandière"):
        services.rename(user=laundress, pseudonym=name)
    assert not FormerPseudonym.objects.exists()


def test_a_name_given_up_waits_a_year_for_somebody_else(laundress):
    services.rename(user=laundress, pseudonym="Mirabelle")
    other = UserFactory(pseudonym="Tournevis")
    with pytest.raises(services.PseudonymTakenError):
        services.rename(user=other, pseudonym="Lavandiere")
    assert services.rename(user=laundress, pseudonym="Lavandière").pseudonym == "Lavandière"


def test_a_new_phone_has_to_be_verified_again(client, laundress):
    client.post(reverse("accounts:phone"), {"phone": "06 12 34 56 78"})
    laundress.refresh_from_db()
    laundress.phone_verified_at = timezone.now()
    laundress.save()
    client.post(reverse("accounts:phone"), {"phone": "+33612345678"})
    laundress.refresh_from_db()
    assert laundress.phone_verified_at is not None
    client.post(reverse("accounts:phone"), {"phone": "06 12 34 56 79"})
    laundress.refresh_from_db()
    assert (laundress.phone.as_e164, laundress.phone_verified_at) == ("+33612345679", None)
    client.post(reverse("accounts:phone"), {"phone": ""})
    laundress.refresh_from_db()
    assert laundress.phone == ""


def test_a_wrong_phone_is_refused(client, laundress):
    assert "phone" in client.post(reverse("accounts:phone"), {"phone": "12"}).context["phone_form"].errors


def test_the_language_is_kept_by_the_account_and_the_browser(client, laundress, settings):
    answer = client.post(reverse("accounts:language"), {"language": "en"})
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    laundress.refresh_from_db()
    assert laundress.language == "en"
    assert "My account" in client.get(reverse("accounts:home")).content.decode()
    assert client.post(reverse("accounts:language"), {"language": "xx"}).status_code == 200


@pytest.mark.parametrize("name", ["doorplate", "phone", "language", "recovery-cancel"])
def test_looking_changes_nothing(client, laundress, name):
    """SEC-12."""
    assert client.get(reverse(f"accounts:{name}")).status_code == 405
