"""The headless door: what anybody reads, what a member's key adds, and what is never told."""

import json
from pathlib import Path

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from wagtail.models import APIToken

import pytest

from accounts import services
from home.models import Photo
from home.services import set_boundary
from listings.models import Response
from portal.api.cms import router
from tests.factories.home import MembershipFactory
from tests.factories.listings import GiveawayFactory
from tests.factories.notifications import AlertFactory
from tests.home.pictures import picture_file
from tests.home.shapes import polygon, square

pytestmark = pytest.mark.django_db
APPROVED = Path(__file__).with_name("api_fields.json")


def ask(client, address, key="", **given):
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return client.get(address, given, headers=headers)


@pytest.fixture
def author(neighbourhood):
    return MembershipFactory(neighbourhood=neighbourhood).user


@pytest.fixture
def public(neighbourhood, author):
    return GiveawayFactory(neighbourhood=neighbourhood, author=author, title="Pour tous", audience="public")


@pytest.fixture
def private(neighbourhood, author):
    return GiveawayFactory(neighbourhood=neighbourhood, author=author, title="Entre voisins")


def titles(answer):
    assert answer.status_code == 200, answer.content
    return [item["title"] for item in answer.json()["items"]]


def key_of(user):
    return services.create_token(user=user, label="essai", by=user)[1]


def test_a_visitor_reads_what_is_for_everybody_and_a_key_what_its_owner_may_see(client, neighbourhood, public, private, resident, outsider):
    """SEC-05, TEN-12."""
    address = "/api/listings"
    assert titles(ask(client, address, place=neighbourhood.pk)) == ["Pour tous"]
    assert titles(ask(client, address, key_of(outsider), place=neighbourhood.pk)) == ["Pour tous"]
    assert titles(ask(client, address, key_of(resident), place=neighbourhood.pk)) == ["Entre voisins", "Pour tous"]
    assert ask(client, f"/api/listings/{private.public_id}").status_code == 404
    assert ask(client, f"/api/listings/{private.public_id}", key_of(resident)).json()["title"] == "Entre voisins"


def test_a_session_is_no_key(client, neighbourhood, private, resident):
    """SEC-12: another site could send a person's cookies along; it cannot send the key."""
    client.force_login(resident)
    assert titles(ask(client, "/api/listings", place=neighbourhood.pk)) == []


@pytest.mark.parametrize("spoilt", ["unknown", "revoked", "old", "closed", "changed password"])
def test_a_key_that_ended_is_refused_not_taken_for_a_visitor(client, neighbourhood, public, resident, spoilt, settings):
    """TEN-10, SEC-11."""
    key = key_of(resident)
    assert ask(client, "/api/listings", key, place=neighbourhood.pk).status_code == 200
    if spoilt == "unknown":
        key = APIToken.generate_token()
    elif spoilt == "revoked":
        services.revoke_token(user=resident, pk=APIToken.objects.get().pk, by=resident)
    elif spoilt == "old":
        settings.PALIER_API_TOKEN_DAYS = 0
    elif spoilt == "closed":
        resident.is_active = False
        resident.save()
    else:
        resident.set_password("une autre phrase de passe")
        resident.save()
        signed_in = Client()
        signed_in.force_login(resident)
        change = {"oldpassword": "une autre phrase de passe", "password1": "encore une phrase", "password2": "encore une phrase"}
        assert signed_in.post(reverse("account_change_password"), change).status_code == 302
    assert ask(client, "/api/listings", key, place=neighbourhood.pk).status_code == 401


def test_pages_of_the_list_follow_each_other_without_gap_or_double(client, neighbourhood, author):
    for number in range(7):
        GiveawayFactory(neighbourhood=neighbourhood, author=author, title=f"Numéro {number}", audience="public")
    seen, after = [], ""
    while True:
        answer = ask(client, "/api/listings", place=neighbourhood.pk, limit=3, after=after)
        seen += titles(answer)
        after = answer.json()["next"]
        if not after:
            break
    assert seen == [f"Numéro {number}" for number in reversed(range(7))]
    assert ask(client, "/api/listings", place=neighbourhood.pk, after="n’importe quoi").status_code == 400


def test_twenty_listings_take_as_many_questions_as_one(client, neighbourhood, author, resident, django_assert_max_num_queries):
    """A1, A2, TST-03: three questions at most, five with a key."""
    for number in range(20):
        GiveawayFactory(neighbourhood=neighbourhood, author=author, title=f"Numéro {number}", audience="public")
    key = key_of(resident)
    with django_assert_max_num_queries(3):
        assert len(titles(ask(client, "/api/listings", place=neighbourhood.pk))) == 20
    with django_assert_max_num_queries(5):
        assert len(titles(ask(client, "/api/listings", key, place=neighbourhood.pk))) == 20


def test_a_member_answers_with_the_rules_of_the_site(client, neighbourhood, private, resident, declared):
    address = f"/api/listings/{private.public_id}/answers"

    def post(key):
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return client.post(address, json.dumps({"message": "Je viens samedi."}), content_type="application/json", headers=headers)

    assert post("").status_code == 401
    assert post(key_of(declared)).status_code == 404
    assert post(key_of(resident)).status_code == 201
    assert Response.objects.get().resident == resident
    assert post(key_of(private.author)).status_code == 409


def test_only_real_alerts_under_way_are_told(client, neighbourhood, resident):
    """CAP-10."""
    AlertFactory(neighbourhood=neighbourhood, state="active", headline="Fuite de gaz")
    AlertFactory(neighbourhood=neighbourhood, state="active", status="Exercise", headline="EXERCICE")
    for key in ("", key_of(resident)):
        answer = ask(client, "/api/alerts", key, place=neighbourhood.pk)
        assert [alert["headline"] for alert in answer.json()["items"]] == ["Fuite de gaz"]


def test_a_point_is_asked_in_the_body_and_answered_with_names(client, neighbourhood):
    set_boundary(place=neighbourhood, geometry=polygon(square(-2.04, 48.45)))
    given = json.dumps({"lat": 48.455, "lon": -2.035})
    answer = client.post("/api/locate", given, content_type="application/json")
    assert answer.json()["neighbourhoods"] == [{"id": neighbourhood.pk, "title": neighbourhood.title}]
    assert client.post("/api/locate", json.dumps({"lat": 95, "lon": 0}), content_type="application/json").status_code == 422
    assert client.get("/api/locate", {"lat": 48.455, "lon": -2.035}).status_code == 405


def test_the_cms_tells_public_pages_only(client, public, private):
    """TEN-12."""
    text = client.get("/api/v2/pages/", {"limit": 20}).content.decode()
    assert "Pour tous" in text
    assert "Entre voisins" not in text
    assert client.get(f"/api/v2/pages/{private.pk}/").status_code == 404


def test_a_resident_s_photo_is_not_in_the_cms_api(client, tmp_path, settings):
    """TEN-04: nor is the address of any original."""
    settings.MEDIA_ROOT = tmp_path
    shown, kept = (
        Photo.objects.create(title="Le quai", file=SimpleUploadedFile("quai.jpg", picture_file().read()), restricted=hidden)
        for hidden in (False, True)
    )
    answer = client.get("/api/v2/images/")
    assert [item["id"] for item in answer.json()["items"]] == [shown.pk]
    assert "download_url" not in answer.content.decode()
    assert client.get(f"/api/v2/images/{kept.pk}/").status_code == 404


def test_every_field_of_the_cms_api_was_approved():
    """TEN-11: a new field is added to the list by somebody who thought about it."""
    from wagtail.models import Page, get_page_models

    pages = router._endpoints["pages"]
    told = {model._meta.label: sorted(pages.get_available_fields(model)) for model in [Page, *get_page_models()]}
    for name, view in router._endpoints.items():
        if name != "pages":
            told[name] = sorted(view.get_available_fields(view.model))
    common = set(told.pop("wagtailcore.Page"))
    own = {label: [name for name in fields if "." not in label or name not in common] for label, fields in told.items()}
    found = {"every page": sorted(common), **{label: fields for label, fields in own.items() if fields}}
    assert found == json.loads(APPROVED.read_text()), json.dumps(found)


def test_keys_are_made_shown_once_and_revoked_on_the_account(client, resident):
    cache.clear()
    client.force_login(resident)
    made = client.post(reverse("accounts:tokens"), {"label": "L’écran du hall"}).content.decode()
    key = made.partition("<code>")[2].partition("</code>")[0]
    assert services.bearer(key) == resident
    again = client.get(reverse("accounts:tokens")).content.decode()
    assert "L’écran du hall" in again
    assert key not in again
    client.post(reverse("accounts:token-revoke", args=[APIToken.objects.get().pk]))
    assert services.bearer(key) is None


def test_nobody_revokes_somebody_else_s_key(client, resident, outsider):
    """SEC-05."""
    key = key_of(outsider)
    client.force_login(resident)
    client.post(reverse("accounts:token-revoke", args=[APIToken.objects.get().pk]))
    assert services.bearer(key) == outsider


def test_keys_are_few(resident, settings):
    settings.PALIER_API_TOKENS_PER_PERSON = 1
    key_of(resident)
    with pytest.raises(services.AccountError):
        key_of(resident)
