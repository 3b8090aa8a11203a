"""Sheets of four cards, read back from the paper: the order of the round, crop marks, codes that open what is stored."""

import re
from time import process_time

from django.contrib.auth.hashers import check_password

import pytest

from tests.factories import verification as make
from tests.verification.rasters import in_order, sheets_of
from verification import codes, services
from verification.cards import Card, Sender, render_cards
from verification.models import Postcard
from verification.sealing import unseal_json

SENDER = Sender(town="Dinan", neighbourhood="Port et Jerzual", base_url="https://palier.example")
LINES = ("FAMILLE LE GOFF", "APT 3 2EME ETAGE", "RESIDENCE DES ECUREUILS", "27 BD DU MARECHAL DE LATTRE", "22100 DINAN")


def some_cards(count):
    return [Card(lines=LINES, code=codes.display(codes.new_code()), reference=f"{number:010}") for number in range(count)]


@pytest.mark.django_db
def test_codes_read_back_from_the_paper_are_those_stored_in_the_order_of_the_round(neighbourhood):
    """VER-01, POS-04: each square and each printed code opens exactly its card; side by side as the postman walks."""
    for number in range(22, 0, -1):
        make.queued(neighbourhood=neighbourhood, street=f"{number} rue {'Haute' if number % 3 else 'Basse'}")
    by = make.curator()
    batch = services.print_batch(neighbourhood=neighbourhood, by=by)
    walked = sorted(Postcard.objects.select_related("address"), key=lambda card: unseal_json(card.address.sealed_content)["round"])
    backs = sheets_of(services.export_batch(batch=batch, by=by), first=1, step=2)

    scanned = in_order(backs)
    assert len(scanned) == 22
    for text, card in zip(scanned, walked, strict=True):
        address, _hash, code = text.partition("#")
        assert address.endswith("/code")
        assert check_password(code, card.code_hash)
    signs = "".join("".join(sheet.text.split()) for sheet in backs)
    printed = [first + last for first, last in re.findall(r"([0-9A-HJKMNP-TV-Z]{4})-([0-9A-HJKMNP-TV-Z]{4})", signs)]
    assert sorted(printed) == sorted(text.partition("#")[2] for text in scanned)
    streets = [unseal_json(card.address.sealed_content)["lines"][-2] for card in walked]
    assert streets[:7] == [f"{number} RUE BASSE" for number in (6, 12, 18, 3, 9, 15, 21)], "one side of the street, then the other"


def test_where_to_cut_is_marked_on_both_sides_of_every_sheet_and_nowhere_else():
    cards = some_cards(5)
    for number, sheet in enumerate(sheets_of(render_cards(cards, sender=SENDER, imposed=True))):
        assert (round(sheet.width), round(sheet.height)) == (297, 210)
        for x, y in ((148.5, 7.5), (148.5, 202.5), (148.5, 105), (7.5, 105), (289.5, 105)):
            assert sheet.darkest(x, y) < 150
        if number % 2:
            assert sheet.darkest(148.5, 150) > 200, "the rest of the cut stays white"


def test_a_thousand_cards_are_imposed_within_five_seconds_of_one_core():
    """C1, with a square of its own on each card, and at most 3 KiB a card."""
    cards = some_cards(1000)
    started = process_time()
    content = render_cards(cards, sender=SENDER, imposed=True)
    assert process_time() - started < 5
    assert len(content) / 1000 <= 3 * 1024
