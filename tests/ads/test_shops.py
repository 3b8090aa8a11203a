"""Shops: their number, their page, their word, and who may do what with them."""

from datetime import date, time

from django.core.exceptions import ValidationError

import pytest

from ads import services
from ads.errors import LimitReachedError, NotAllowedError
from ads.hours import block_of, lines_of
from ads.models import Business, BusinessPage, BusinessPost
from ads.siren import clean_number, is_siren, is_siret
from home.services import appoint_curator
from tests.factories.accounts import UserFactory
from tests.factories.ads import BusinessFactory

FIELDS = {
    "name": "La Mie du Petit-Fort", "trade": "Boulangerie", "words": "La miche au <sarrasin>.", "number": "999 123 458",
    "legal_name": "La Mie SARL", "street": "3 rue du Petit-Fort", "postcode": "22100", "town": "Dinan",
    "contact_email": "secret@la-mie.example", "contact_phone": "02 96 99 88 77", "day_0": "", "day_1": "7h30-13h, 15:00-19:00",
    "day_2": "", "day_3": "", "day_4": "", "day_5": "", "day_6": "8:00-12:30",
}  # fmt: skip


def test_a_firms_number_is_checked_by_its_last_digit():
    """INV-04: Luhn, and the shops of La Poste, whose digits add up to a multiple of five."""
    assert is_siren("999123458")
    assert not is_siren("999123459")
    assert not is_siren("000000000")
    assert is_siret("99912345800070")
    assert not is_siret("99912345800071")
    assert is_siret("35600000000048")  # La Poste's seat
    assert is_siret("35600000049837")  # a shop of La Poste: not Luhn
    assert not is_siret("35600000049838")
    assert clean_number("999 123 458 00070") == ("999123458", "99912345800070")
    # Every single wrong digit and every swap of unlike neighbours (0 and 9 apart) is seen.
    for index in range(9):
        wrong = ["999123458"[:index] + digit + "999123458"[index + 1 :] for digit in "0123456789" if digit != "999123458"[index]]
        assert not any(map(is_siren, wrong))
    with pytest.raises(ValidationError):
        clean_number("99912345")


def test_hours_are_read_as_people_write_them_and_say_what_today_is():
    block = block_of("La Mie", ["", "7h30-13h, 15:00-19:00", "", "", "", "", "8:00 – 12.30"])
    hours = BusinessPage.hours.field.to_python([block[0]])
    value = hours[0].value
    assert "7\u00a0h\u00a030" in value.today_label(date(2026, 11, 24))
    assert value.today_label(date(2026, 11, 23)) == "Fermé aujourd’hui"
    assert value["rows"][0]["opens"] == time(7, 30)
    assert lines_of(hours)[1] == "07:30-13:00, 15:00-19:00"
    for wrong in ("midi", "12:00-9:00", "9-25h"):
        with pytest.raises(ValidationError):
            block_of("La Mie", [wrong, *[""] * 6])


@pytest.mark.django_db
def test_a_shop_signs_up_and_appears_once_a_curator_has_looked(client, neighbourhood, curator, other_curator, declared):
    """A plain account is enough for a shop; its contact is on no page."""
    client.force_login(declared)
    refused = client.post(f"/commerces/inscrire/{neighbourhood.pk}/", {**FIELDS, "number": "999123459", "day_1": "tôt"})
    assert set(refused.context["form"].errors) == {"number", "day_1"}
    assert b"secret@la-mie.example" in refused.content  # nothing typed is lost
    answer = client.post(f"/commerces/inscrire/{neighbourhood.pk}/", FIELDS)
    shop = Business.objects.get()
    assert answer["Location"] == f"/commerces/{shop.public_id}/"
    address = shop.page.url
    client.logout()
    assert client.get(address).status_code == 404
    client.force_login(other_curator)
    decide = f"/commerces/bureau/{shop.public_id}/"
    assert client.post(decide, {"do": "list"}).status_code == 404
    client.force_login(curator)
    assert "La Mie du Petit-Fort" in client.get("/commerces/bureau/").content.decode()
    client.post(decide, {"do": "list"})
    client.logout()
    page = client.get(address).content.decode()
    assert "&lt;sarrasin&gt;" in page
    assert "3 rue du Petit-Fort" in page
    for text in (page, client.get("/".join(address.split("/")[:-2]) + "/").content.decode()):
        assert "La Mie du Petit-Fort" in text
        assert "secret@" not in text
        assert "99 88 77" not in text


@pytest.mark.django_db
def test_a_curator_decides_about_no_shop_of_their_own(neighbourhood, curator):
    shop = BusinessFactory(neighbourhood=neighbourhood, owner=curator, state="new")
    with pytest.raises(NotAllowedError):
        services.list_business(business=shop, by=curator)
    second = UserFactory()
    appoint_curator(place=neighbourhood, user=second)
    services.refuse_business(business=shop, by=second, why="Cette rue est dans un autre quartier.")
    shop.refresh_from_db()
    assert not shop.page.live
    services.edit_business(business=shop, by=curator, fields={"name": shop.name}, page_fields={"trade": "Pain"})
    shop.refresh_from_db()
    assert (shop.state, shop.refusal) == ("new", "")


@pytest.mark.django_db
def test_another_name_is_another_shop(neighbourhood):
    """Otherwise a page let in as a bakery becomes a bookmaker overnight."""
    shop = BusinessFactory(neighbourhood=neighbourhood)
    services.edit_business(business=shop, by=shop.owner, fields={"name": shop.name}, page_fields={"trade": "Pains"})
    assert BusinessPage.objects.get(business=shop).live
    services.edit_business(business=shop, by=shop.owner, fields={"name": "Paris en ligne"}, page_fields={})
    assert not BusinessPage.objects.get(business=shop).live


@pytest.mark.django_db
def test_a_shop_says_one_word_a_week(client, neighbourhood, resident):
    shop = BusinessFactory(neighbourhood=neighbourhood)
    monday = date(2026, 11, 23)
    services.publish_word(business=shop, by=shop.owner, text="La miche sort à 16 h 30.", today=monday)
    with pytest.raises(LimitReachedError):
        services.publish_word(business=shop, by=shop.owner, text="Et les brioches.", today=date(2026, 11, 29))
    services.publish_word(business=shop, by=shop.owner, text="Les brioches.", today=date(2026, 11, 30))
    with pytest.raises(NotAllowedError):
        services.publish_word(business=shop, by=resident, text="Moi aussi.")
    assert BusinessPost.objects.count() == 2
    assert "Les brioches." in client.get(shop.page.url).content.decode()
