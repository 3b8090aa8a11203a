"""An alert on paper, for the shop window and the notice board: one A4 page, in the house's letters, with a way to check it."""

import io
from html import escape

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Frame, KeepInFrame, Paragraph, Spacer

from home import paper
from notifications.models import Alert
from notifications.wording import drill_word

_INK, _WHITE, _STRIPE = paper.INK, paper.WHITE, HexColor(0x2A2A2A)
_BANDS = {
    Alert.Severity.INFORMATION: HexColor(0x1C3F87),
    Alert.Severity.VIGILANCE: HexColor(0x8A5A00),
    Alert.Severity.URGENCE: HexColor(0xA1281E),
}
_OVER = HexColor(0x2F6B5B)
_TEXT, _BOLD, _DISPLAY = paper.TEXT, paper.BOLD, paper.DISPLAY
_MARGIN = 18 * mm
_BAND = 46 * mm
_FOOT = 62 * mm
_QR = 42 * mm


def write_poster(alert: Alert) -> bytes:
    """Return the PDF of an alert, in the active language. The same alert in the same state gives the same bytes."""
    paper.load_fonts()
    output = io.BytesIO()
    canvas = Canvas(output, pagesize=A4, invariant=True, pageCompression=1)
    canvas.setTitle(alert.headline)
    canvas.setAuthor("Palier")
    _band(canvas, alert)
    _words(canvas, alert)
    _foot(canvas, alert)
    canvas.showPage()
    canvas.save()
    return output.getvalue()


def _band(canvas: Canvas, alert: Alert) -> None:
    """Draw what a passer-by sees from across the street: the word, in white on colour."""
    width, height = A4
    canvas.setFillColor(_BANDS[alert.severity] if alert.is_running else _OVER)
    canvas.rect(0, height - _BAND, width, _BAND, stroke=0, fill=1)
    word = drill_word(alert)
    kind = str(alert.get_severity_display()) if alert.is_running else _("This alert is over")
    canvas.setFillColor(_WHITE)
    said = (f"{word} – {kind}" if word else kind).upper()
    canvas.setFont(_DISPLAY, _fitting(said, _DISPLAY, 44 if not word else 34, width - 2 * _MARGIN))
    canvas.drawString(_MARGIN, height - 25 * mm, said)
    canvas.setFont(_BOLD, 17)
    canvas.drawString(_MARGIN, height - 36 * mm, alert.neighbourhood.title)


def _words(canvas: Canvas, alert: Alert) -> None:
    width, height = A4
    title = ParagraphStyle("title", fontName=_DISPLAY, fontSize=34, leading=38, textColor=_INK, spaceAfter=16)
    text = ParagraphStyle("text", fontName=_TEXT, fontSize=18, leading=24, textColor=_INK, spaceAfter=12)
    strong = ParagraphStyle("strong", parent=text, fontName=_BOLD, fontSize=20, leading=26)
    story: list = [Paragraph(_lines(alert.headline), title)]
    if alert.instruction:
        story += [Paragraph(_lines(alert.instruction), strong if alert.is_running else text), Spacer(1, 6)]
    if alert.description:
        story.append(Paragraph(_lines(alert.description), text))
    box = (width - 2 * _MARGIN, height - _BAND - _FOOT - 8 * mm)
    frame = Frame(_MARGIN, _FOOT, *box, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
    frame.addFromList([KeepInFrame(*box, story, mode="shrink")], canvas)


def _foot(canvas: Canvas, alert: Alert) -> None:
    """Say until when, where to check, and whom to call; once it is over, neither until when nor whom."""
    address = settings.PALIER_BASE_URL + alert.get_absolute_url()
    canvas.setStrokeColor(_STRIPE)
    canvas.line(_MARGIN, _FOOT - 4 * mm, A4[0] - _MARGIN, _FOOT - 4 * mm)
    paper.draw_code(canvas, address, A4[0] - _MARGIN - _QR, 10 * mm, _QR)
    until = date_format(alert.expires.astimezone(alert.neighbourhood.zone), "DATETIME_FORMAT")
    begun = date_format(alert.effective.astimezone(alert.neighbourhood.zone), "DATETIME_FORMAT")
    lines = [(_BOLD, 14, _("Sent on %(when)s") % {"when": begun})]
    if alert.is_running:
        lines.append((_BOLD, 14, _("Until %(when)s, unless its end is announced before") % {"when": until}))
    lines += [
        (_TEXT, 12, _("Check here whether it still holds:") if alert.is_running else _("Read here what came of it:")),
        (_TEXT, 9, address),
    ]
    if alert.is_running and alert.severity == Alert.Severity.URGENCE:
        lines.append((_DISPLAY, 16, _("In immediate danger, call 112 (114 by text message).")))
    top = _FOOT - 13 * mm
    canvas.setFillColor(_INK)
    beside_the_code = A4[0] - 2 * _MARGIN - _QR - 6 * mm
    for place, (font, size, line) in enumerate(lines):
        # Each line keeps its distance by its own height: the large one stood on the small address above it.
        top -= (size + 7) * 0.9 if place else 0
        canvas.setFont(font, _fitting(line, font, size, beside_the_code))
        canvas.drawString(_MARGIN, top, line)


def _fitting(line: str, font: str, size: float, room: float) -> float:
    """Return the size at which a line stays within its room: nothing runs off the sheet or under the code."""
    return size * min(1, room / stringWidth(line, font, size))


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br/>")
