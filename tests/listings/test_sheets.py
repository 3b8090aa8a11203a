"""The papers of a purchase: exact, without names where they leave the neighbourhood, and harmless in a spreadsheet (SEC-13)."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from listings import services
from listings.models import GroupBuyPage, PickupSlot
from listings.sheets import csv_file, pdf
from listings.sheets.tables import SHEETS, Section, Sheet, french
from tests.factories.home import MembershipFactory
from tests.factories.listings import GroupBuyFactory

#: What OWASP names, what SEC-13 adds, and the wide forms.
LEADS = ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠"]


def rows_of(content):
    """Read a file back as a French spreadsheet does."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def text_of(content):
    """Return what stands on each page; the reader gives every kind of blank as one."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


@pytest.fixture
def settled(neighbourhood):
    """Two neighbours who take wood and honey of a name that is a formula, at two hours."""
    products = [
        {"pack": 2, "price": Decimal("1092.05")},
        {"name": '=HYPERLINK("http://x";"Miel")', "unit": "@pot", "price": Decimal("7.35")},
    ]
    purchase = GroupBuyFactory(neighbourhood=neighbourhood, title="-Bois", products=products)
    day = purchase.closes_at + timedelta(days=3)
    slots = [
        PickupSlot.objects.create(purchase=purchase, starts_at=day + timedelta(hours=n), ends_at=day + timedelta(hours=n + 1))
        for n in range(2)
    ]
    keys = [product.pk for product in purchase.products.all()]
    people = [MembershipFactory(neighbourhood=neighbourhood).user for _ in range(2)]
    for number, person in enumerate(people):
        services.pledge(purchase=purchase, by=person, quantities={keys[0]: 2, keys[1]: number + 1}, slot=slots[number])
    services.lock_purchase(purchase=purchase, by=purchase.author)
    return GroupBuyPage.objects.get(pk=purchase.pk), people


@pytest.mark.django_db
def test_each_paper_says_what_it_must_and_no_more(settled):
    purchase, people = settled
    names = [person.pseudonym for person in people]
    papers = {name: make(purchase) for name, make in SHEETS.items()}
    printed = {name: text_of(pdf.draw(sheet, language="fr")) for name, sheet in papers.items()}
    files = {name: rows_of(csv_file.write(sheet)) for name, sheet in papers.items()}
    order = " ".join(printed["commande"] + [cell for row in files["commande"] for cell in row])
    assert not [name for name in (*names, purchase.author.pseudonym) if name in order]
    assert "4 390,25 €" in printed["commande"][0]  # 4 × 1092.05 + 3 × 7.35
    assert files["commande"][1] == ["Bois", "stère", "2", "4", "1092,05", "4368,20"]
    assert len(printed["retrait"]) == 2  # a sheet for each hour
    assert [name in page for name, page in zip(names, printed["retrait"], strict=True)] == [True, True]
    assert names[1] not in printed["retrait"][0]
    amounts = [Decimal(row[1].replace(",", ".")) for row in files["caisse"][1:]]
    assert sum(amounts) == Decimal("4390.25")
    assert french(sum(amounts)).replace("\u00a0", " ") in printed["caisse"][0]
    assert all(not cell.startswith(tuple(LEADS)) for rows in files.values() for row in rows for cell in row)


@settings(max_examples=100)
@given(
    lead=st.sampled_from(["", " ", "\u00a0", *LEADS]),
    first=st.sampled_from(LEADS),
    words=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)
def test_no_cell_is_a_formula_and_no_row_is_broken(lead, first, words):
    """SEC-13: twelve leads, blanks before them, separators and quotes inside; a parser reads back one row of two cells."""
    written = lead + first + words
    sheet = Sheet("", (), ("Nom", "Montant"), (1, 1), (Section("", ()),), ("Nom", "Montant"), ((written, Decimal("12.50")),))
    head, row = rows_of(csv_file.write(sheet))
    assert (head, row[1]) == (["Nom", "Montant"], "12,50")
    assert row[0] == "'" + written.replace("\0", "")
    assert csv_file.neutral("Grand Héron") == "Grand Héron"


def test_a_long_list_goes_on_overleaf():
    rows = tuple((f"Voisine {number}", Decimal(number), "") for number in range(90))
    sheet = Sheet("Caisse", ("Bois",), ("Qui", "À payer", "Payé"), (6, 2, 2), (Section("", rows, ("Total", Decimal(4005), "")),), (), ())
    pages = text_of(pdf.draw(sheet, language="fr"))
    assert len(pages) > 2
    assert all("À payer" in page for page in pages)
    assert "4 005,00 €" in pages[-1]
