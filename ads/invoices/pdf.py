"""An invoice on A4, in the embedded letters of the house. In French: it is a French legal document, whoever reads it.

Drawn in points from the top left corner. The same document gives the same bytes, so that its hash can be kept.
"""

import io
from datetime import date
from decimal import Decimal

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from ads.invoices.document import Document, Party, Row
from ads.limits import LATE_RATE, RECOVERY_FEE
from home.paper import BOLD, DISPLAY, TEXT, load_fonts

INK, SOFT, LINE, ENAMEL = HexColor(0x161F33), HexColor(0x59606E), HexColor(0xB9B4AB), HexColor(0x1C3F87)
_WIDTH, _HEIGHT = A4
_LEFT, _RIGHT, _BOTTOM = 51, _WIDTH - 51, 70
_QUANTITY, _UNIT, _RATE = 352, 422, 472
_MONTHS = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"]
EXEMPT = "TVA non applicable, art. 293 B du CGI"
_MEANS = {"card": "carte bancaire", "transfer": "virement"}


def euros(amount: Decimal) -> str:
    """Write an amount as the French do."""
    whole, _, cents = f"{amount:,.2f}".partition(".")
    return f"{whole.replace(',', ' ')},{cents} €"


def day(value: date) -> str:
    """Write a date in words."""
    return f"{'1er' if value.day == 1 else value.day} {_MONTHS[value.month - 1]} {value.year}"


def percent(rate: Decimal) -> str:
    """Write a VAT rate."""
    return f"{rate.normalize():f}".replace(".", ",") + " %"


class _Sheet:
    """The canvas and how far down we are."""

    def __init__(self, document: Document) -> None:
        load_fonts()
        self.out = io.BytesIO()
        self.canvas = Canvas(self.out, pagesize=A4, invariant=1)
        self.document = document
        self.page, self.y = 1, 60.0
        kind = "Avoir" if document.is_credit_note else "Facture"
        self.title = f"{kind} {document.number}"
        self.canvas.setTitle(self.title)
        self.canvas.setAuthor(document.seller.name)

    def write(self, x: float, text: str, *, font: str = TEXT, size: float = 9.5, colour: HexColor = INK, right: bool = False) -> None:
        self.canvas.setFont(font, size)
        self.canvas.setFillColor(colour)
        (self.canvas.drawRightString if right else self.canvas.drawString)(x, _HEIGHT - self.y, text)

    def paragraph(self, text: str, *, width: float, x: float = _LEFT, size: float = 9.5, font: str = TEXT, colour: HexColor = INK) -> None:
        for line in simpleSplit(text, font, size, width):
            self.write(x, line, font=font, size=size, colour=colour)
            self.y += size * 1.35

    def rule(self, colour: HexColor = LINE) -> None:
        self.canvas.setStrokeColor(colour)
        self.canvas.setLineWidth(0.6)
        self.canvas.line(_LEFT, _HEIGHT - self.y, _RIGHT, _HEIGHT - self.y)

    def room(self, height: float) -> bool:
        """Start another page when less than this is left; tell whether it did."""
        if self.y + height <= _HEIGHT - _BOTTOM:
            return False
        self.foot()
        self.canvas.showPage()
        self.page += 1
        self.y = 60
        self.write(_LEFT, self.title, font=BOLD, size=11)
        self.y += 24
        return True

    def foot(self) -> None:
        seller, kept = self.document.seller, self.y
        self.y = _HEIGHT - 46
        words = [
            seller.name,
            seller.legal_form,
            f"SIREN {seller.siren}",
            seller.register_entry,
            seller.vat_number and f"TVA {seller.vat_number}",
        ]
        self.paragraph(" – ".join(word for word in words if word), width=_RIGHT - _LEFT - 50, size=7.5, colour=SOFT)
        self.y = _HEIGHT - 46
        self.write(_RIGHT, f"page {self.page}", size=7.5, colour=SOFT, right=True)
        self.y = kept

    def bytes(self) -> bytes:
        self.foot()
        self.canvas.save()
        return self.out.getvalue()


def render(document: Document) -> bytes:
    """Return the PDF of an invoice or a credit note."""
    sheet = _Sheet(document)
    _head(sheet, document)
    _rows(sheet, document)
    _totals(sheet, document)
    _mentions(sheet, document)
    return sheet.bytes()


def _party(sheet: _Sheet, party: Party, x: float, top: float, heading: str) -> float:
    sheet.y = top
    sheet.write(x, heading, size=8.5, colour=SOFT)
    sheet.y += 14
    lines = [party.trade_name if party.trade_name != party.name else "", party.legal_form, party.street, f"{party.postcode} {party.town}"]
    lines += [f"SIRET {party.siret}" if party.siret else f"SIREN {party.siren}", f"TVA {party.vat_number}" if party.vat_number else ""]
    sheet.paragraph(party.name, width=225, x=x, font=BOLD, size=10.5)
    for line in filter(None, lines):
        sheet.paragraph(line, width=225, x=x)
    return sheet.y


def _head(sheet: _Sheet, document: Document) -> None:
    sheet.write(_LEFT, sheet.title, font=DISPLAY, size=20, colour=ENAMEL)
    sheet.y += 18
    sheet.write(_LEFT, f"Émis{'' if document.is_credit_note else 'e'} le {day(document.issued_on)}", colour=SOFT)
    top = sheet.y + 30
    ends = [_party(sheet, document.seller, _LEFT, top, "Vendeur"), _party(sheet, document.buyer, 310, top, "Client")]
    sheet.y = max(ends) + 14
    start, end = document.period
    facts = [f"Période de la prestation : du {day(start)} au {day(end)}", "Nature de l’opération : prestation de services"]
    if document.order:
        facts.append(f"Commande {document.order}")
    if document.delivery:
        facts.append(f"Lieu de livraison : {document.delivery}")
    if document.corrects:
        facts.append(f"Rectifie la facture {document.corrects[0]} du {day(document.corrects[1])}")
        facts.append(f"Motif : {document.reason}")
    for fact in facts:
        sheet.paragraph(fact, width=_RIGHT - _LEFT)
    sheet.y += 12


def _column_heads(sheet: _Sheet) -> None:
    sheet.write(_LEFT, "Désignation", font=BOLD, size=8.5)
    for x, word in ((_QUANTITY, "Qté"), (_UNIT, "Prix unit. HT"), (_RATE, "TVA"), (_RIGHT, "Montant HT")):
        sheet.write(x, word, font=BOLD, size=8.5, right=True)
    sheet.y += 5
    sheet.rule(INK)
    sheet.y += 14


def _row(sheet: _Sheet, row: Row, *, exempt: bool) -> None:
    label = f"{row.label}, du {day(row.start)} au {day(row.end)}"
    lines = simpleSplit(label, TEXT, 9.5, _QUANTITY - _LEFT - 50)
    if sheet.room(13 * len(lines) + (13 if row.discount else 0) + 4):
        _column_heads(sheet)
    for x, word in (
        (_QUANTITY, f"{row.quantity.normalize():f}".replace(".", ",")),
        (_UNIT, euros(row.unit_price)),
        (_RATE, "–" if exempt else percent(row.rate)),
        (_RIGHT, euros(row.net)),
    ):
        sheet.write(x, word, right=True)
    for line in lines:
        sheet.write(_LEFT, line)
        sheet.y += 13
    if row.discount:
        sheet.write(_LEFT + 10, f"dont remise {euros(row.discount)} HT", size=8.5, colour=SOFT)
        sheet.y += 13
    sheet.y += 2


def _rows(sheet: _Sheet, document: Document) -> None:
    _column_heads(sheet)
    for row in document.rows:
        _row(sheet, row, exempt=document.is_exempt)


def _totals(sheet: _Sheet, document: Document) -> None:
    sheet.room(30 + 16 * (3 + len(document.totals.vat_rows)))
    sheet.rule()
    sheet.y += 16
    lines = [("Total HT", document.totals.net)]
    if not document.is_exempt:
        lines += [(f"TVA {percent(rate)} sur {euros(base)}", vat) for rate, base, vat in document.totals.vat_rows]
    for label, amount in lines:
        sheet.write(_RATE, label, right=True)
        sheet.write(_RIGHT, euros(amount), right=True)
        sheet.y += 15
    sheet.write(_RATE, "Total à rembourser TTC" if document.is_credit_note else "Total TTC", font=DISPLAY, size=12, right=True)
    sheet.write(_RIGHT, euros(document.totals.gross), font=DISPLAY, size=12, right=True)
    sheet.y += 26


def _mentions(sheet: _Sheet, document: Document) -> None:
    words = [EXEMPT] if document.is_exempt else []
    if document.vat_on_debits:
        words.append("Option pour le paiement de la taxe d’après les débits.")
    if not document.is_credit_note:
        if document.paid_on:
            words.append(f"Payée le {day(document.paid_on)} par {_MEANS.get(document.means, document.means)}.")
        else:
            words.append(f"À payer au plus tard le {day(document.due_on)}.")
        words.append("Pas d’escompte pour paiement anticipé.")
        words.append(
            f"En cas de retard de paiement : pénalités au taux de {LATE_RATE} et indemnité forfaitaire de {RECOVERY_FEE} € pour frais de "
            "recouvrement (articles L441-10 et D441-5 du Code de commerce)."
        )
    for word in (*words, *document.notes):
        sheet.room(28)
        sheet.paragraph(word, width=_RIGHT - _LEFT, size=8.5, colour=SOFT)
        sheet.y += 2
