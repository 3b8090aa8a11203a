"""The written side. What all cards of a file share is drawn once; a card adds its address, code and reference."""

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

import zxingcpp
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth

from verification.cards.paper import BOLD, DISPLAY, EMPTY_BELOW, ENAMEL, HAIRLINE, HEIGHT, INK, SOFT, TEXT, WHITE

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

    from verification.cards.render import Card, Sender

_LEFT, _COLUMN, _SIDE = 6, 65, 82
_CODE_BOTTOM, _CODE_HEIGHT, _SIGN = 49.5, 14, 6.6
_QR_SIZE, _QR_BOTTOM = 20, 25.5
_ADDRESS_TOP, _ADDRESS_SIZE, _ADDRESS_LEADING = 50, 3.7, 5.4
_ADDRESS_WIDTH = 148 - _SIDE - 5
_DARK = re.compile(rb"\x00+")


def draw_shared(canvas: "Canvas", sender: "Sender") -> None:
    """Draw what every card of this sender and language says."""
    canvas.setStrokeColor(HAIRLINE)
    canvas.setLineWidth(0.2)
    canvas.line(76, EMPTY_BELOW + 4, 76, HEIGHT - 6)
    canvas.setDash(0.8, 0.8)
    canvas.rect(118, 71, 24, 28, stroke=1, fill=0)
    canvas.setDash()
    canvas.setFillColor(SOFT)
    canvas.setFont(TEXT, 2.8)
    canvas.drawCentredString(130, 84, _("Stamp"))

    canvas.setFillColor(INK)
    _paragraph(canvas, _("Hello, and welcome to the landing."), DISPLAY, 5, 5.6, HEIGHT - 11)
    below = _paragraph(canvas, _("This card proves one thing only: that you live here. Copy the code on"), TEXT, 3.2, 4, HEIGHT - 24.5)
    entry = sender.entry_url.split("://")[-1]
    canvas.setFont(BOLD, 3.8 * min(1, _COLUMN / stringWidth(entry, BOLD, 3.8)))
    canvas.drawString(_LEFT, below - 0.4, entry)
    canvas.setFillColor(ENAMEL)
    canvas.roundRect(_LEFT, _CODE_BOTTOM, _COLUMN, _CODE_HEIGHT, 1.6, stroke=0, fill=1)
    canvas.setStrokeColor(WHITE)
    canvas.setLineWidth(0.35)
    canvas.roundRect(_LEFT + 0.9, _CODE_BOTTOM + 0.9, _COLUMN - 1.8, _CODE_HEIGHT - 1.8, 1, stroke=1, fill=0)
    canvas.setFillColor(INK)
    valid = _("Valid for 30 days, with the one account that asked for it. Not you? Throw this card away: nothing will happen.")
    asked = _("Sent by Palier, the neighbourhood portal of %(town)s. No more cards at this address? %(url)s, with this reference:")
    text_left, width = _LEFT + _QR_SIZE + 3, _COLUMN - _QR_SIZE - 3
    objection = {"town": sender.town, "url": sender.objection_url.split("://")[-1]}
    size = _fitting([valid, asked % objection], width)
    below = _paragraph(canvas, valid, TEXT, size, size * 1.2, 43.5, left=text_left, width=width)
    _paragraph(canvas, asked % objection, TEXT, size, size * 1.2, below - 1, left=text_left, width=width)


def _fitting(texts: list[str], width: float) -> float:
    """Return the size at which the small print stands beside the QR code, whatever the town and the site are called."""
    size = 2.5

    def overflows() -> bool:
        lines = [line for text in texts for line in simpleSplit(text, TEXT, size, width)]
        return size * 1.2 * len(lines) > _QR_SIZE + 2 or any(stringWidth(line, TEXT, size) > width for line in lines)

    while size > 1.5 and overflows():
        size -= 0.1
    return size


def draw_own(canvas: "Canvas", card: "Card", sender: "Sender") -> None:
    """Draw what only this card says."""
    canvas.setFillColor(WHITE)
    canvas.setFont(DISPLAY, 9.6)
    step = (_COLUMN - 6) / len(card.code)
    for index, sign in enumerate(card.code):
        canvas.drawCentredString(_LEFT + 3 + step * (index + 0.5), _CODE_BOTTOM + 3.7, sign)
    canvas.setFillColor(INK)
    canvas.addLiteral(qr_drawing(sender.code_url(card.code)))
    canvas.setFont(TEXT, 2.8)
    canvas.drawString(_LEFT, EMPTY_BELOW + 5.5, card.reference)
    widest = max(stringWidth(line, TEXT, _ADDRESS_SIZE) for line in card.lines)
    canvas.setFont(TEXT, _ADDRESS_SIZE * min(1, _ADDRESS_WIDTH / widest))
    for index, line in enumerate(card.lines):
        canvas.drawString(_SIDE, _ADDRESS_TOP - index * _ADDRESS_LEADING, line)


def _paragraph(
    canvas: "Canvas", text: str, font: str, size: float, leading: float, top: float, *, left: float = _LEFT, width: float = _COLUMN
) -> float:
    """Write a paragraph downwards from `top`; return where the next line would stand."""
    canvas.setFont(font, size)
    for line in simpleSplit(text, font, size, width):
        canvas.drawString(left, top, line)
        top -= leading
    return top


def qr_drawing(url: str) -> str:
    """Return the QR code of an address as PDF operators: one filled path, neighbouring dark modules of a row in one piece.

    A module is the unit and rows count downwards, so that each piece is four short whole numbers: what makes a thousand
    different codes fast to draw and small to keep.
    """
    image = memoryview(zxingcpp.create_barcode(url, zxingcpp.BarcodeFormat.QRCode, ec_level="M").to_image(scale=1, add_quiet_zones=False))
    rows, size = bytes(image), image.shape[1]
    module = _QR_SIZE / size
    pieces = [
        f"{dark.start() - start} {start // size} {dark.end() - dark.start()} 1 re"
        for start in range(0, len(rows), size)
        for dark in _DARK.finditer(rows, start, start + size)
    ]
    return f"q {module:.5f} 0 0 {-module:.5f} {_LEFT} {_QR_BOTTOM + _QR_SIZE} cm {' '.join(pieces)} f Q"
