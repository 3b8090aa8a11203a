"""The same invoice in the terms of the European standard EN 16931, from which a Factur-X file is written (INV-03).

Keys are the standard's business terms. French rules add the kind of operation and VAT on debits as notes (BT-22).
"""

from decimal import Decimal
from typing import Any

from ads.invoices.document import Document, Party

#: UNTDID 1001: commercial invoice, credit note. UNTDID 4461: card, credit transfer. ISO 6523: SIRENE.
INVOICE, CREDIT_NOTE = "380", "381"
_MEANS = {"card": "48", "transfer": "30"}
SIRENE = "0002"
#: What the basic profile cannot do without.
REQUIRED = (
    "BT-1", "BT-2", "BT-3", "BT-5", "BT-27", "BT-30", "BT-35", "BT-37", "BT-38", "BT-40", "BT-44", "BT-47", "BT-50", "BT-52", "BT-53",
    "BT-55", "BT-73", "BT-74", "BT-106", "BT-109", "BT-110", "BT-112", "BT-115", "BG-23", "BG-25",
)  # fmt: skip


def business_terms(document: Document) -> dict[str, Any]:
    """Return every term the document fills; amounts as text with two decimals."""
    start, end = document.period
    totals = document.totals
    terms = {
        "BT-1": document.number,
        "BT-2": document.issued_on.isoformat(),
        "BT-3": CREDIT_NOTE if document.is_credit_note else INVOICE,
        "BT-5": "EUR",
        "BT-9": document.due_on.isoformat(),
        "BT-13": document.order,
        "BT-22": [*_french_notes(document), *document.notes],
        "BT-73": start.isoformat(),
        "BT-74": end.isoformat(),
        "BT-81": _MEANS.get(document.means, "1"),
        "BT-106": str(totals.net),
        "BT-109": str(totals.net),
        "BT-110": str(totals.vat),
        "BT-112": str(totals.gross),
        "BT-113": str(totals.gross if document.paid_on else Decimal("0.00")),
        "BT-115": str(Decimal("0.00") if document.paid_on else totals.gross),
        "BG-23": [_vat_row(document, *row) for row in totals.vat_rows],
        "BG-25": [_line(document, index, row) for index, row in enumerate(document.rows, start=1)],
        **_party(document.seller, name="BT-27", number="BT-30", vat="BT-31", address=("BT-35", "BT-37", "BT-38", "BT-40")),
        **_party(document.buyer, name="BT-44", number="BT-47", vat="BT-48", address=("BT-50", "BT-52", "BT-53", "BT-55")),
    }
    if document.corrects:
        terms |= {"BT-25": document.corrects[0], "BT-26": document.corrects[1].isoformat()}
    if document.delivery:
        terms["BT-75"] = document.delivery
    return {term: value for term, value in terms.items() if value not in ("", [])}


def missing(document: Document) -> list[str]:
    """Return the required terms that the document leaves empty."""
    terms = business_terms(document)
    return [term for term in REQUIRED if term not in terms]


def _party(party: Party, *, name: str, number: str, vat: str, address: tuple[str, str, str, str]) -> dict[str, Any]:
    street, town, postcode, country = address
    identifier = {"scheme": SIRENE, "value": party.siren} if party.siren else ""
    return {name: party.name, number: identifier, vat: party.vat_number, street: party.street, town: party.town, postcode: party.postcode, country: "FR"}  # fmt: skip


def _category(document: Document) -> str:
    return "E" if document.is_exempt else "S"


def _vat_row(document: Document, rate: Decimal, base: Decimal, vat: Decimal) -> dict[str, str]:
    row = {"BT-116": str(base), "BT-117": str(vat), "BT-118": _category(document), "BT-119": str(rate)}
    return {**row, "BT-120": "TVA non applicable, art. 293 B du CGI"} if document.is_exempt else row


def _line(document: Document, index: int, row: Any) -> dict[str, str]:
    line = {
        "BT-126": str(index),
        "BT-129": str(row.quantity),
        "BT-130": "WEE",  # UN/ECE Recommendation 20: week
        "BT-131": str(row.net),
        "BT-134": row.start.isoformat(),
        "BT-135": row.end.isoformat(),
        "BT-146": str(row.unit_price),
        "BT-151": _category(document),
        "BT-152": str(row.rate),
        "BT-153": row.label,
    }
    return {**line, "BT-136": str(row.discount)} if row.discount else line


def _french_notes(document: Document) -> list[str]:
    notes = ["Prestation de services"]
    return [*notes, "Option pour le paiement de la taxe d'après les débits"] if document.vat_on_debits else notes
