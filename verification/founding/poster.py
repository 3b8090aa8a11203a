"""The poster and the flyers of a gathering, in the letters and colours of the cards. They speak in Palier's name only."""

import io
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from verification.cards.paper import BOLD, DISPLAY, ENAMEL, HAIRLINE, INK, POINTS, SOFT, TEXT, WHITE, load_fonts
from verification.founding import policy
from verification.founding.invitations import public_link
from verification.founding.square_code import modules

if TYPE_CHECKING:
    from verification.models import Founding

#: The sheet on which everything is drawn, in millimetres: A4 upright. A flyer is the same at half the size.
_WIDTH, _HEIGHT = 210, 297
_MARGIN = 22
_QR = 74


def draw_poster(founding: "Founding") -> bytes:
    """Return the A4 poster as PDF: the same gathering gives the same bytes."""
    canvas, file = _sheet(founding)
    _draw(canvas, founding)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def draw_flyers(founding: "Founding") -> bytes:
    """Return one A4 sheet with four A6 flyers and the lines to cut along."""
    canvas, file = _sheet(founding)
    for column in (0, 1):
        for row in (0, 1):
            canvas.saveState()
            canvas.translate(column * _WIDTH / 2, row * _HEIGHT / 2)
            canvas.scale(0.5, 0.5)
            _draw(canvas, founding)
            canvas.restoreState()
    canvas.setStrokeColor(HAIRLINE)
    canvas.setLineWidth(0.2)
    canvas.setDash(1.5, 1.5)
    canvas.line(_WIDTH / 2, 0, _WIDTH / 2, _HEIGHT)
    canvas.line(0, _HEIGHT / 2, _WIDTH, _HEIGHT / 2)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def _sheet(founding: "Founding") -> tuple[Canvas, io.BytesIO]:
    load_fonts()
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=True, lang=(translation.get_language() or "fr")[:2])
    canvas.setTitle(founding.neighbourhood.title)
    canvas.setAuthor("Palier")
    canvas.scale(POINTS, POINTS)
    return canvas, file


def _draw(canvas: Canvas, founding: "Founding") -> None:
    place = founding.neighbourhood
    below = _plaque(canvas, place.title, place.town.title)
    below = _lines(canvas, _("Your neighbourhood gathers. Do you live here?"), DISPLAY, 13, below - 18)
    below = _lines(
        canvas,
        _("A page to lend, to give, to help each other and to be warned in time. Free for residents, and everybody on it really lives here."),
        TEXT, 6.4, below - 4,
    )  # fmt: skip
    words = _("It takes %(needed)s households that prove where they live, before %(day)s.")
    day = date_format(founding.ends_at, "j F Y")
    below = _lines(canvas, words % {"needed": policy.FOUNDERS_NEEDED, "day": day}, BOLD, 6.4, below - 4)
    link = public_link(place)
    _modules(canvas, modules(link), _MARGIN, 44)
    shown = link.split("://")[-1].rstrip("/")
    _lines(canvas, _("Point your phone at the square, or type:"), TEXT, 6, 44 + _QR - 8, left=_MARGIN + _QR + 8)
    width = _WIDTH - 2 * _MARGIN - _QR - 8
    size = min(6.4, 6.4 * width / max(stringWidth(part, BOLD, 6.4) for part in shown.split("/")))
    canvas.setFont(BOLD, size)
    canvas.setFillColor(ENAMEL)
    for index, part in enumerate(shown.split("/")):
        canvas.drawString(_MARGIN + _QR + 8, 44 + _QR - 26 - index * size * 1.3, part if index == 0 else f"/{part}")
    canvas.setFillColor(SOFT)
    contact = settings.PALIER_OPERATOR_EMAIL
    signed = _("This invitation comes from Palier, not from a neighbour.")
    _lines(canvas, f"{signed} {contact}".strip(), TEXT, 4.4, 28, colour=SOFT)


def _plaque(canvas: Canvas, name: str, town: str) -> float:
    """Write the place in white on enamel; return where what comes below may begin."""
    width, height, bottom = _WIDTH - 2 * _MARGIN, 52, _HEIGHT - _MARGIN - 52
    canvas.setFillColor(ENAMEL)
    canvas.roundRect(_MARGIN, bottom, width, height, 4, stroke=0, fill=1)
    canvas.setStrokeColor(WHITE)
    canvas.setLineWidth(0.8)
    canvas.roundRect(_MARGIN + 2.5, bottom + 2.5, width - 5, height - 5, 2.5, stroke=1, fill=0)
    canvas.setFillColor(WHITE)
    canvas.setFont(TEXT, 7)
    canvas.drawCentredString(_WIDTH / 2, bottom + 36, town.upper())
    size = min(20, 20 * (width - 16) / stringWidth(name, DISPLAY, 20))
    canvas.setFont(DISPLAY, size)
    canvas.drawCentredString(_WIDTH / 2, bottom + 23 - size / 2.6, name)
    return bottom


def _lines(canvas: Canvas, text: str, font: str, size: float, top: float, *, left: float = _MARGIN, colour: object = INK) -> float:
    """Write a paragraph from `top` downwards to the right margin; return where the next may begin."""
    canvas.setFont(font, size)
    canvas.setFillColor(colour)
    for line in simpleSplit(text, font, size, _WIDTH - _MARGIN - left):
        canvas.drawString(left, top, line)
        top -= size * 1.25
    return top


def _modules(canvas: Canvas, rows: tuple[tuple[bool, ...], ...], left: float, bottom: float) -> None:
    module = _QR / len(rows)
    path = canvas.beginPath()
    for index, row in enumerate(rows):
        for column, dark in enumerate(row):
            if dark:
                path.rect(left + column * module, bottom + _QR - (index + 1) * module, module, module)
    canvas.setFillColor(INK)
    canvas.drawPath(path, stroke=0, fill=1)
