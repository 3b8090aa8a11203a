import re

from django.urls import reverse

import pytest

from home.models import Membership
from home.permissions import is_resident
from tests.factories import verification as make
from verification import policy
from verification.models import CodeAttempt, Dwelling, PostalAddress, Postcard

pytestmark = pytest.mark.django_db

ADDRESS = {"recipient": "Famille Canari", "street": "5 bis rue Haute", "postcode": "22100", "town": "Dinan"}
CODE = reverse("verification:code")


@pytest.fixture
def signed_in(client, neighbour):
    client.force_login(neighbour)
    return client


def join_url(neighbourhood):
    return reverse("verification:join-postcard", args=[neighbourhood.pk])


def body(response):
    """The page, without what differs between two identical pages: the CSRF token."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())


def test_a_visitor_is_asked_to_sign_in(client, neighbourhood):
    for url in (join_url(neighbourhood), CODE, reverse("verification:welcome")):
        response = client.get(url)
        assert response.status_code == 302
        assert reverse("account_login") in response.url


def test_the_form_asks_for_a_card_and_leads_to_the_code(signed_in, neighbour, neighbourhood):
    assert signed_in.get(join_url(neighbourhood)).status_code == 200
    response = signed_in.post(join_url(neighbourhood), ADDRESS)
    assert (response.status_code, response.url) == (302, CODE)
    card = Postcard.objects.get(user=neighbour)
    assert card.membership.street == ""
    assert signed_in.get(CODE).status_code == 200


def test_the_street_is_shown_only_when_ticked_and_without_its_number(signed_in, neighbour, neighbourhood):
    signed_in.post(join_url(neighbourhood), {**ADDRESS, "show_street": "on"})
    assert Membership.objects.get(user=neighbour).street == "rue Haute"


def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(signed_in, neighbourhood):
    response = signed_in.post(join_url(neighbourhood), {**ADDRESS, "postcode": "SW1A"})
    assert response.status_code == 200
    assert "postcode" in response.context["form"].errors
    assert "5 bis rue Haute" in response.content.decode()
    assert not Membership.objects.exists()


def test_a_limit_says_when_it_ends(signed_in, neighbour, neighbourhood):
    """Principle 7, VER-05."""
    for _ in range(policy.CARDS_PER_ACCOUNT):
        make.requested(neighbour, neighbourhood)
    response = signed_in.post(join_url(neighbourhood), ADDRESS)
    until = response.context["form"].limit.until
    assert str(until.year) in response.content.decode()


def test_a_neighbourhood_is_found_by_its_slug_too_and_an_archived_one_not_at_all(signed_in, neighbourhood):
    assert signed_in.get(reverse("verification:join", args=[neighbourhood.slug])).status_code == 200
    neighbourhood.state = "archived"
    neighbourhood.save()
    assert signed_in.get(join_url(neighbourhood)).status_code == 404
    assert signed_in.get(reverse("verification:join", args=["nowhere"])).status_code == 404


def test_where_postcards_do_not_count_the_page_says_so(signed_in, neighbourhood):
    neighbourhood.methods = ["desk"]
    neighbourhood.save()
    response = signed_in.get(join_url(neighbourhood))
    assert response.status_code == 200
    assert b"<form class=" not in response.content
    assert signed_in.post(join_url(neighbourhood), ADDRESS).status_code == 200
    assert not Postcard.objects.exists()


def test_the_code_opens_the_door(signed_in, neighbour, neighbourhood):
    """VER-01: as people type it."""
    _card, code = make.posted(neighbour, neighbourhood)
    response = signed_in.post(CODE, {"code": f"{code[:4].lower()} {code[4:].lower()}"}, follow=True)
    assert response.redirect_chain[-1][0] == reverse("verification:welcome")
    assert neighbourhood.title in response.content.decode()
    assert is_resident(neighbour, neighbourhood, level=2)


def test_what_cannot_be_a_code_costs_no_try(signed_in, neighbour, neighbourhood):
    make.posted(neighbour, neighbourhood)
    signed_in.post(CODE, {"code": "K7QP-2M9"})
    assert not CodeAttempt.objects.exists()


def test_wrong_expired_used_and_foreign_codes_give_the_same_page(client, neighbourhood):
    """VER-04: status and body, for accounts in the same situation."""
    _foreign_card, foreign = make.posted(neighbourhood=neighbourhood)
    pages = set()
    for kind in ("wrong", "foreign", "used", "expired"):
        card, code = make.posted(neighbourhood=neighbourhood)
        typed = {"wrong": make.wrong(code), "foreign": foreign}.get(kind, code)
        if kind in {"used", "expired"}:
            Postcard.objects.filter(pk=card.pk).update(state=kind)
            make.posted(card.user, neighbourhood, street=f"{len(pages)} rue Haute")
            Postcard.objects.filter(pk=card.pk).update(state=kind)
        client.force_login(card.user)
        response = client.post(CODE, {"code": typed})
        page = body(response).replace(typed, "").replace(card.user.pseudonym, "")
        pages.add((response.status_code, re.sub(r"<svg class=\"plate.*?</svg>", "", page, flags=re.DOTALL)))
    assert len(pages) == 1


def test_before_posting_the_page_shows_the_way_of_the_card_instead_of_the_field(signed_in, neighbour, neighbourhood):
    make.queued(neighbour, neighbourhood)
    page = signed_in.get(CODE).content.decode()
    assert 'name="code"' not in page
    assert 'class="timeline"' in page


def test_member_pages_are_kept_by_no_cache(signed_in, neighbourhood):
    """SEC-17."""
    for url in (join_url(neighbourhood), CODE):
        assert "no-store" in signed_in.get(url)["Cache-Control"]


def test_without_membership_there_is_no_welcome(signed_in):
    assert signed_in.get(reverse("verification:welcome")).url == CODE


def test_the_short_addresses_of_the_card_lead_to_its_pages(client, neighbour):
    """A visitor's code may open a neighbourhood or an account: they are asked which. Who is signed in has a neighbourhood's."""
    doors = body(client.get("/code"))
    assert CODE in doors
    assert reverse("verification:recovery-code") in doors
    assert client.get("/stop").url == reverse("verification:objection")
    client.force_login(neighbour)
    assert client.get("/code").url.startswith(CODE)


def test_whoever_got_a_card_may_object_without_an_account(client, neighbour, neighbourhood):
    """VER-05; and the answer never says whether a reference exists."""
    card = make.requested(neighbour, neighbourhood)
    url = reverse("verification:objection")
    answers = {body(client.post(url, {"reference": reference}, follow=True)) for reference in ("0000000000", card.reference)}
    assert len(answers) == 1
    assert Dwelling.objects.get().objected_at
    assert not PostalAddress.objects.exists()
