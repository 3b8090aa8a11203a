"""The card as a letter of one page, for a provider that puts it into an envelope: it bears no address, the envelope does."""

import io
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from verification.cards.back import qr_drawing
from verification.cards.front import draw_front
from verification.cards.paper import BOLD, DISPLAY, ENAMEL, INK, POINTS, SOFT, TEXT, WHITE, WIDTH, load_fonts

if TYPE_CHECKING:
    from verification.cards.render import Card, Sender

_PAGE_WIDTH, _LEFT, _TOP = 210, 31, 285


def render_letter(card: "Card", *, sender: "Sender") -> bytes:
    """Return one page of A4. The same card gives the same bytes."""
    load_fonts()
    output = io.BytesIO()
    canvas = Canvas(output, pagesize=A4, invariant=True, pageCompression=1)
    canvas.setTitle("Palier")
    canvas.scale(POINTS, POINTS)
    with translation.override(card.language):
        canvas.saveState()
        canvas.translate((_PAGE_WIDTH - WIDTH) / 2, _TOP - 105)
        path = canvas.beginPath()
        path.rect(0, 0, WIDTH, 105)
        canvas.clipPath(path, stroke=0, fill=0)
        draw_front(canvas, sender)
        canvas.restoreState()
        _write(canvas, card, sender)
    canvas.showPage()
    canvas.save()
    return output.getvalue()


def _write(canvas: Canvas, card: "Card", sender: "Sender") -> None:
    canvas.setFillColor(INK)
    canvas.setFont(DISPLAY, 8)
    canvas.drawString(_LEFT, 165, _("Hello, and welcome to the landing."))
    below = _paragraph(canvas, _("This letter proves one thing only: that you live here. Copy the code on"), 155, 4.6)
    canvas.setFont(BOLD, 5)
    canvas.drawString(_LEFT, below - 1, sender.entry_url.split("://")[-1])
    canvas.setFillColor(ENAMEL)
    canvas.roundRect(_LEFT, below - 30, WIDTH, 22, 2, stroke=0, fill=1)
    canvas.setFillColor(WHITE)
    canvas.setFont(DISPLAY, 15)
    step = (WIDTH - 20) / len(card.code)
    for index, sign in enumerate(card.code):
        canvas.drawCentredString(_LEFT + 10 + step * (index + 0.5), below - 24, sign)
    canvas.saveState()
    canvas.translate(WIDTH + _LEFT - 32, below - 102)
    canvas.setFillColor(INK)
    canvas.addLiteral(qr_drawing(sender.code_url(card.code)))
    canvas.restoreState()
    canvas.setFillColor(INK)
    valid = _("Valid for 30 days, with the one account that asked for it. Not you? Throw this letter away: nothing will happen.")
    asked = _("Sent by Palier, the neighbourhood portal of %(town)s. No more letters at this address? %(url)s, with this reference:")
    below = _paragraph(canvas, valid, below - 42, 3.8, width=105)
    below = _paragraph(canvas, asked % {"town": sender.town, "url": sender.objection_url.split("://")[-1]}, below - 4, 3.8, width=105)
    canvas.setFillColor(SOFT)
    canvas.setFont(TEXT, 4)
    canvas.drawString(_LEFT, below - 2, card.reference)


def _paragraph(canvas: Canvas, text: str, top: float, size: float, *, width: float = WIDTH) -> float:
    canvas.setFont(TEXT, size)
    for line in simpleSplit(text, TEXT, size, width):
        canvas.drawString(_LEFT, top, line)
        top -= size * 1.4
    return top
