"""Writing the file: pictures and shared words once, as form XObjects; the same cards give the same bytes (POS-04)."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import translation

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from verification.cards.back import draw_own, draw_shared
from verification.cards.front import draw_front
from verification.cards.imposition import crop_marks, places, sheets
from verification.cards.paper import HEIGHT, POINTS, WIDTH, load_fonts


@dataclass(frozen=True)
class Sender:
    """What the cards of one neighbourhood share."""

    town: str
    neighbourhood: str
    base_url: str

    @property
    def entry_url(self) -> str:
        """Where the code is typed: short, because people type it."""
        return f"{self.base_url}/code"

    def code_url(self, code: str) -> str:
        """Return the address in the QR code: the code stands after the "#", the part that browsers keep to themselves."""
        return f"{self.entry_url}#{code.replace('-', '')}"

    @property
    def objection_url(self) -> str:
        """Where a home asks for no more cards."""
        return f"{self.base_url}/stop"


@dataclass(frozen=True)
class Card:
    """What is printed on one card. Its code exists in clear only here and in the seal."""

    lines: tuple[str, ...]
    code: str
    reference: str
    language: str = "fr"


def render_cards(cards: Sequence[Card], *, sender: Sender, imposed: bool = False) -> bytes:
    """Return one PDF: two A6 pages a card, or four cards a sheet of A4 when imposed, front and back in turn."""
    load_fonts()
    output = io.BytesIO()
    canvas = Canvas(output, pagesize=(WIDTH * POINTS, HEIGHT * POINTS), invariant=True, pageCompression=1)
    canvas.setTitle("Palier")
    for language in sorted({card.language for card in cards}):
        with translation.override(language):
            _form(canvas, f"front-{language}", draw_front, sender)
            _form(canvas, f"back-{language}", draw_shared, sender)
    write = _write_sheets if imposed else _write_pages
    write(canvas, cards, sender)
    canvas.save()
    return output.getvalue()


def _form(canvas: Canvas, name: str, draw: object, sender: Sender) -> None:
    canvas.beginForm(name, 0, 0, WIDTH, HEIGHT)
    draw(canvas, sender)
    canvas.endForm()


def _write_pages(canvas: Canvas, cards: Sequence[Card], sender: Sender) -> None:
    for card in cards:
        canvas.scale(POINTS, POINTS)
        canvas.doForm(f"front-{card.language}")
        canvas.showPage()
        canvas.scale(POINTS, POINTS)
        _back(canvas, card, sender)
        canvas.showPage()


def _write_sheets(canvas: Canvas, cards: Sequence[Card], sender: Sender) -> None:
    canvas.setPageSize(landscape(A4))
    for sheet in sheets(cards):
        for is_back in (False, True):
            canvas.scale(POINTS, POINTS)
            for card, (x, y) in zip(sheet, places(is_back=is_back), strict=True):
                if card is None:
                    continue
                canvas.saveState()
                canvas.translate(x, y)
                if is_back:
                    _back(canvas, card, sender)
                else:
                    canvas.doForm(f"front-{card.language}")
                canvas.restoreState()
            crop_marks(canvas)
            canvas.showPage()


def _back(canvas: Canvas, card: Card, sender: Sender) -> None:
    canvas.doForm(f"back-{card.language}")
    draw_own(canvas, card, sender)
