"""Invoices: numbers without gap, words the law asks for, cents that add up, and nothing that changes (INV-01 to INV-05)."""

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

from django.db import DatabaseError, connection, transaction

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ads import money, services
from ads.invoices import en16931
from ads.invoices.document import Document, Party, Row
from ads.invoices.pdf import render
from ads.models import Invoice, InvoiceLine, InvoiceSeries, Payment
from ads.services import invoicing
from tests.factories.ads import SlotFactory, paid, priced, seller

GOLDEN = Path(__file__).parent / "golden"
PALIER = Party("Palier SCIC", "1 place de la Mairie", "22100", "Dinan", "999123482", vat_number="FR36999123482",
               legal_form="SCIC SAS au capital de 20 000 €", register_entry="RCS Saint-Malo")  # fmt: skip
MIE = Party("La Mie SARL", "3 rue du Petit-Fort", "22100", "Dinan", "999123458", siret="99912345800070", vat_number="FR61999123458",
            trade_name="La Mie du Petit-Fort")  # fmt: skip


def row(number, price, rate="20", discount="0.00", place="Port et Jerzual"):
    start = date.fromisocalendar(2026, 45, 1).toordinal() + 7 * number
    unit, discount = Decimal(price), Decimal(discount)
    label = f"Publicité, colonne du quartier, {place}"
    return Row(label, date.fromordinal(start), date.fromordinal(start + 6), Decimal(1), unit, unit - discount, Decimal(rate), discount)


def document(*rows, number="F-2026-0412", **changed):
    lines = [money.Line(entry.quantity, entry.unit_price, entry.rate, entry.discount) for entry in rows]
    day = date(2026, 10, 20)
    fields = {"number": number, "issued_on": day, "seller": PALIER, "buyer": MIE, "rows": rows, "totals": money.totals(lines), "due_on": day,
              "paid_on": day, "means": "card", "order": "PAL-7QX2M9KD"}  # fmt: skip
    return Document(**{**fields, **changed})


WHOLE = document(row(0, "18.00"), row(1, "18.00"), row(2, "18.00"), row(3, "18.00"))
LONG_NAME = replace(MIE, name="Société coopérative ouvrière des artisans boulangers, pâtissiers et confiseurs réunis du pays de Dinan et de la Rance",
                    siret="", vat_number="")  # fmt: skip
CASES = {
    "ordinary": WHOLE,
    "exempt": document(row(0, "18.00", "0"), is_exempt=True, seller=replace(PALIER, vat_number="")),
    "discount": document(row(0, "22.00", discount="4.40"), means="transfer"),
    "two_rates": document(row(0, "18.00"), row(1, "12.35", "5.5")),
    "unpaid": document(row(0, "18.00"), paid_on=None, due_on=date(2026, 11, 19), delivery="8 rue du Quai, 22100 Dinan", vat_on_debits=True),
    "long": document(*[row(index, "18.00", place=f"Quartier {index % 7}") for index in range(53)], buyer=LONG_NAME),
    "credit_note": document(row(0, "10.29"), number="A-2026-0003", corrects=("F-2026-0412", date(2026, 10, 20)), paid_on=None,
                            reason="Arrêtée par les référents : le prix annoncé n’était pas celui pratiqué."),
    "credit_note_exempt": document(row(0, "18.00", "0"), number="A-2026-0004", corrects=("F-2026-0413", date(2026, 10, 21)), paid_on=None,
                                   reason="Refusée.", is_exempt=True, seller=replace(PALIER, vat_number="")),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_an_invoice_says_what_the_law_asks_for(case):
    """INV-02: eight golden files, read back from the PDF by another library."""
    pdf = render(CASES[case])
    assert pdf == render(CASES[case])  # the same bytes every time, so that the hash means something
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    text = "\n".join(" ".join(line.split()) for page in pages for line in page.splitlines())
    assert text == (GOLDEN / f"{case}.txt").read_text(encoding="utf-8").rstrip("\n")


def test_the_golden_files_hold_every_mention():
    """INV-02, INV-03: the list of the law, word by word, over what was read back."""
    texts = {path.stem: " ".join(path.read_text(encoding="utf-8").split()) for path in GOLDEN.glob("*.txt")}
    assert set(texts) == set(CASES)
    for text in texts.values():
        for mention in ("Palier SCIC", "1 place de la Mairie", "22100 Dinan", "SIREN 999123482", "RCS Saint-Malo", "3 rue du Petit-Fort",
                        "999123458", "2026", "Période de la prestation : du", "Qté", "Prix unit. HT", "Total HT", "prestation de services"):  # fmt: skip
            assert mention in text
    for case in ("ordinary", "exempt", "discount", "two_rates", "unpaid", "long"):
        assert "pénalités au taux de BCE + 10 points et indemnité forfaitaire de 40 €" in texts[case]
        assert "Pas d’escompte" in texts[case]
    assert "TVA FR36999123482" in texts["ordinary"]
    assert "TVA FR61999123458" in texts["ordinary"]
    assert "TVA 20 % sur 72,00 € 14,40 €" in texts["ordinary"]
    assert "86,40 €" in texts["ordinary"]
    assert "Payée le 20 octobre 2026 par carte bancaire" in texts["ordinary"]
    assert all("TVA non applicable, art. 293 B du CGI" in texts[case] for case in ("exempt", "credit_note_exempt"))
    assert "TVA non applicable" not in texts["ordinary"]
    assert "dont remise 4,40 € HT" in texts["discount"]
    assert "TVA 5,5 % sur 12,35 € 0,68 €" in texts["two_rates"]
    assert "À payer au plus tard le 19 novembre 2026" in texts["unpaid"]
    assert "Option pour le paiement de la taxe d’après les débits" in texts["unpaid"]
    assert "Lieu de livraison : 8 rue du Quai" in texts["unpaid"]
    assert "page 2" in texts["long"]
    assert "Rectifie la facture F-2026-0412 du 20 octobre 2026" in texts["credit_note"]


@pytest.mark.parametrize("case", CASES)
def test_the_same_document_fills_the_european_standard(case):
    """INV-03: every required term of EN 16931 is there, the sums agree, and what is kept as JSON comes back whole."""
    kept = CASES[case]
    assert Document.from_json(kept.as_json()) == kept
    assert en16931.missing(kept) == []
    terms = en16931.business_terms(kept)
    assert terms["BT-3"] == ("381" if "credit" in case else "380")
    assert sum(Decimal(line["BT-131"]) for line in terms["BG-25"]) == Decimal(terms["BT-106"])
    assert sum(Decimal(vat["BT-117"]) for vat in terms["BG-23"]) == Decimal(terms["BT-110"])
    assert Decimal(terms["BT-109"]) + Decimal(terms["BT-110"]) == Decimal(terms["BT-112"])
    assert en16931.missing(replace(kept, buyer=replace(kept.buyer, siren="")))


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32))
def test_every_cart_adds_up_to_the_cent(seed):
    """INV-05: 100 carts for each of 100 seeds. Lines add up to the total, VAT is right by rate, and a cart taken back in pieces is taken back exactly."""
    random = Random(seed)
    for _cart in range(100):
        rates = [Decimal(rate) for rate in random.sample(["20", "10", "5.5", "2.1", "0"], random.randint(1, 3))]
        lines = [
            money.Line(Decimal(random.randint(1, 60)), Decimal(random.randint(1, 9999)) / 100, random.choice(rates))
            for _line in range(random.randint(1, 8))
        ]
        total = money.totals(lines)
        assert total.net == sum(line.net for line in lines)
        assert total.gross == total.net + sum(vat for _rate, _base, vat in total.vat_rows)
        for rate, base, vat in total.vat_rows:
            assert abs(vat - base * rate / 100) <= Decimal("0.005")
            assert vat == vat.quantize(money.CENT)
        back, given_back = [], Decimal("0.00")
        for line in lines:
            note = money.credit_totals([line], back)
            back.append(line)
            given_back += note.gross
            assert given_back <= total.gross
        assert given_back == total.gross


def test_half_a_cent_goes_up():
    assert money.half_up(Decimal("0.125")) == Decimal("0.13")
    assert money.half_up(Decimal("0.135")) == Decimal("0.14")


def issuers(campaign, payment, count, *, failing):
    """Return calls that each issue an invoice; every `failing`-th rolls back after its number was taken."""
    rows = list(campaign.placements.select_related("slot__neighbourhood"))

    def issue(index):
        try:
            with transaction.atomic():
                invoice = invoicing.issue_invoice(campaign=campaign, payment=payment, placements=rows)
                if index % 10 < failing:
                    raise RuntimeError
                return invoice.number
        except RuntimeError:
            return None
        finally:
            connection.close()

    return [lambda index=index: issue(index) for index in range(count)]


def numbers_after(calls):
    with ThreadPoolExecutor(12) as pool:
        issued = [number for number in pool.map(lambda call: call(), calls) if number]
    rows = list(Invoice.objects.order_by("sequence").values_list("sequence", "issued_on"))
    assert len(issued) == len(set(issued)) == len(rows)
    return rows


@pytest.fixture
def sold():
    """A campaign to be invoiced."""
    campaign = priced(SlotFactory(), 1)
    return campaign, Payment.objects.create(campaign=campaign, method="card", amount=2160, reference="PAL-X")


@pytest.mark.django_db(transaction=True)
def test_two_hundred_invoices_at_once_leave_no_gap(sold):
    """INV-01: 200 parallel issues, 30 % rolled back: 1 to n, no gap, no double, dates that never go back."""
    rows = numbers_after(issuers(*sold, 200, failing=3))
    assert [number for number, _day in rows] == list(range(1, 141))
    assert [day for _number, day in rows] == sorted(day for _number, day in rows)
    assert InvoiceSeries.objects.get().last == 140
    last = Invoice.objects.latest("sequence")
    assert last.number in pypdf.PdfReader(io.BytesIO(last.pdf)).pages[0].extract_text()


@pytest.mark.django_db(transaction=True)
def test_with_a_sequence_there_would_be_gaps(sold, monkeypatch):
    """INV-01, positive control: a sequence of the database does not come back with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SEQUENCE control_numbers")

    def from_sequence(kind, today=None):
        series, _made = InvoiceSeries.objects.get_or_create(name="F-2026")
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('control_numbers')")
            series.last = cursor.fetchone()[0]
        return series, today or date(2026, 11, 25)

    monkeypatch.setattr(invoicing, "take_number", from_sequence)
    try:
        rows = numbers_after(issuers(*sold, 20, failing=3))
        assert [number for number, _day in rows] != list(range(1, len(rows) + 1))
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP SEQUENCE control_numbers")


@pytest.mark.django_db
def test_dates_never_go_back_and_each_year_has_its_series(neighbourhood, curator):
    campaign = paid(SlotFactory(neighbourhood=neighbourhood), 1, curator=curator)
    first = campaign.invoices.get()
    series, day = invoicing.take_number("invoice", first.issued_on.replace(day=1, month=1))
    assert (series.last, day) == (2, first.issued_on)
    series, day = invoicing.take_number("invoice", date(first.issued_on.year + 1, 1, 1))
    assert (series.last, day.year) == (1, first.issued_on.year + 1)


@pytest.mark.django_db
def test_the_database_refuses_to_change_or_delete_an_invoice(neighbourhood, curator, operator):
    """INV-04: whoever asks, with whatever statement; the hash of the PDF stands beside it."""
    campaign = paid(SlotFactory(neighbourhood=neighbourhood), 1, 2, curator=curator)
    invoice = campaign.invoices.get()
    assert (invoice.number[:2], invoice.net, invoice.vat, invoice.gross) == ("F-", Decimal("36.00"), Decimal("7.20"), Decimal("43.20"))
    assert hashlib.sha256(bytes(invoice.pdf)).hexdigest() == invoice.pdf_sha256
    for forbidden in (
        lambda: Invoice.objects.filter(pk=invoice.pk).update(net=0),
        lambda: Invoice.objects.filter(pk=invoice.pk)._raw_delete("default"),
        lambda: InvoiceLine.objects.update(net=1),
        lambda: InvoiceLine.objects.all()._raw_delete("default"),
        invoice.save,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            forbidden()
    assert Invoice.objects.get().net == Decimal("36.00")


@pytest.mark.django_db
def test_a_seller_without_vat_invoices_without(neighbourhood, curator):
    slot = SlotFactory(neighbourhood=neighbourhood)
    campaign = priced(slot, 1)
    seller(is_exempt=True, vat_number="")
    payment = services.start_transfer(campaign=campaign, by=campaign.business.owner)
    assert payment.amount == 1800
    services.confirm_transfer(payment=payment, by=curator)
    invoice = campaign.invoices.get()
    assert (invoice.vat, invoice.gross) == (Decimal("0.00"), Decimal("18.00"))
    assert Document.from_json(invoice.document).is_exempt


@pytest.mark.django_db
def test_only_the_shop_reads_its_invoices_and_the_statement_adds_up(client, neighbourhood, curator, resident):
    campaign = paid(SlotFactory(neighbourhood=neighbourhood), 1, 2, curator=curator)
    services.cancel_campaign(campaign=campaign, by=campaign.business.owner)
    invoice, note = campaign.invoices.all()
    assert (note.kind, note.gross, note.corrects) == ("credit_note", invoice.gross, invoice)
    addresses = [
        f"/commerces/factures/{invoice.public_id}.pdf",
        f"/commerces/{campaign.business.public_id}/releve/{invoice.issued_on.year}/",
    ]
    for stranger in (resident, curator):
        client.force_login(stranger)
        assert [client.get(address).status_code for address in addresses] == [404, 404]
    client.force_login(campaign.business.owner)
    answer = client.get(addresses[0])
    assert (answer["Content-Type"], answer.content) == ("application/pdf", bytes(invoice.pdf))
    assert "0,00 €" in client.get(addresses[1]).content.decode().replace("\xa0", " ")
    table = client.get(addresses[1], {"csv": 1}).content.decode()
    assert f"{note.number};{note.issued_on};{invoice.number};-36,00;-7,20;-43,20" in table
