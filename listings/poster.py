"""A listing on paper, for the landing and the notice board: A4 or A5, with a code that leads to it and strips to tear off."""

import io
from html import escape
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from wagtail.rich_text import get_text_for_indexing

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, A5
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Frame, KeepInFrame, Paragraph

from home import paper
from listings import kinds

if TYPE_CHECKING:
    from listings.models import ListingPage, Occurrence

SIZES = {"a4": A4, "a5": A5}
#: The doors' colours of the style sheet, for paper.
_COLOURS = {
    "carpool": 0x00698F,
    "childcare": 0x8E465C,
    "giveaway": 0x386F3B,
    "barter": 0x784D85,
    "help": 0x83560D,
    "group": 0x904A34,
    "meetup": 0x00726D,
}
_STRIPS = 7


def write_poster(listing: "ListingPage", size: str, next_date: "Occurrence | None" = None) -> bytes:
    """Return the PDF of a listing in the active language. The same listing gives the same bytes. Raises KeyError for an unknown size.

    No street, no exact place and no name: a poster is read by whoever passes.
    """
    paper.load_fonts()
    page = _Page(listing, SIZES[size])
    page.band()
    page.words(next_date)
    page.foot()
    page.strips()
    return page.finish()


class _Page:
    """One page; every measure is taken from A4 and scaled."""

    def __init__(self, listing: "ListingPage", size: tuple[float, float]) -> None:
        self.listing = listing
        self.width, self.height = size
        self.unit = self.width / A4[0] * mm
        self.address = settings.PALIER_BASE_URL + listing.url
        self.output = io.BytesIO()
        self.canvas = Canvas(self.output, pagesize=size, invariant=True, pageCompression=1)
        self.canvas.setTitle(listing.title)
        self.canvas.setAuthor("Palier")
        self.colour = HexColor(_COLOURS.get(listing.kind, 0x1C3F87))

    def band(self) -> None:
        """Draw what a passer-by sees first: the kind, in white on its colour."""
        kind, unit = kinds.get(self.listing.kind), self.unit
        self.canvas.setFillColor(self.colour)
        self.canvas.rect(0, self.height - 40 * unit, self.width, 40 * unit, stroke=0, fill=1)
        self.canvas.setFillColor(paper.WHITE)
        label = str(kind.label)
        if kind.has_direction:
            label = f"{label} – {self.listing.get_direction_display()}"
        self._line(label, paper.DISPLAY, 12 * unit, 18 * unit, self.height - 21 * unit)
        self._line(self.listing.neighbourhood.title, paper.BOLD, 6.5 * unit, 18 * unit, self.height - 32 * unit)

    def words(self, next_date: "Occurrence | None") -> None:
        unit = self.unit
        title = ParagraphStyle(
            "title", fontName=paper.DISPLAY, fontSize=13 * unit, leading=15 * unit, textColor=paper.INK, spaceAfter=5 * unit
        )
        text = ParagraphStyle(
            "text", fontName=paper.TEXT, fontSize=6.4 * unit, leading=8.6 * unit, textColor=paper.INK, spaceAfter=4 * unit
        )
        strong = ParagraphStyle("strong", parent=text, fontName=paper.BOLD)
        story = [Paragraph(escape(self.listing.title), title)]
        if next_date is not None:
            story.append(Paragraph(escape(capfirst(next_date.when)), strong))
        if self.listing.summary:
            story.append(Paragraph(escape(self.listing.summary), strong))
        story.append(Paragraph(escape(get_text_for_indexing(self.listing.body)[:900]), text))
        box = (self.width - 36 * unit, self.height - 160 * unit)
        frame = Frame(18 * unit, 112 * unit, *box, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
        frame.addFromList([KeepInFrame(*box, story, mode="shrink")], self.canvas)

    def foot(self) -> None:
        unit = self.unit
        self.canvas.setStrokeColor(self.colour)
        self.canvas.line(18 * unit, 108 * unit, self.width - 18 * unit, 108 * unit)
        paper.draw_code(self.canvas, self.address, self.width - 58 * unit, 64 * unit, 40 * unit)
        self.canvas.setFillColor(paper.INK)
        self._line(_("Answer here"), paper.DISPLAY, 9 * unit, 18 * unit, 92 * unit)
        self._line(_("With your telephone, or at this address:"), paper.TEXT, 5 * unit, 18 * unit, 82 * unit)
        self._line(self.address, paper.TEXT, 3.4 * unit, 18 * unit, 75 * unit, room=self.width - 80 * unit)
        self._line(_("Verified neighbours answer. It costs nothing."), paper.TEXT, 5 * unit, 18 * unit, 66 * unit)

    def strips(self) -> None:
        """Draw the strips to tear off, each with the code and the title."""
        unit, wide = self.unit, self.width / _STRIPS
        self.canvas.setDash(2, 3)
        self.canvas.setStrokeColor(paper.INK)
        self.canvas.line(0, 56 * unit, self.width, 56 * unit)
        for number in range(1, _STRIPS):
            self.canvas.line(number * wide, 0, number * wide, 56 * unit)
        self.canvas.setDash()
        for number in range(_STRIPS):
            left = number * wide
            paper.draw_code(self.canvas, self.address, left + (wide - 18 * unit) / 2, 4 * unit, 18 * unit)
            self.canvas.saveState()
            self.canvas.translate(left + wide / 2, 25 * unit)
            self.canvas.rotate(90)
            self._line(self.listing.title, paper.BOLD, 4 * unit, 0, 1 * unit, room=29 * unit)
            self._line("Palier", paper.TEXT, 3.4 * unit, 0, -4 * unit)
            self.canvas.restoreState()

    def finish(self) -> bytes:
        self.canvas.showPage()
        self.canvas.save()
        return self.output.getvalue()

    def _line(self, text: str, font: str, size: float, left: float, bottom: float, room: float | None = None) -> None:
        """Write one line, smaller when it does not fit, cut when it would not be read any more."""
        room = room or self.width - left - 18 * self.unit
        fitting = min(size, size * room / max(stringWidth(text, font, size), 1))
        least = size * 0.6
        while fitting < least and len(text) > 1 and stringWidth(text + "…", font, least) > room:
            text = text[:-1]
        cut = text if fitting >= least else f"{text.rstrip()}…"
        self.canvas.setFont(font, max(fitting, least))
        self.canvas.drawString(left, bottom, cut)
