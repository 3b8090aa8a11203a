"""A sheet on A4, in the embedded letters of the house. Drawn in points from the top left corner; the same sheet gives the same bytes."""

import io
from decimal import Decimal

from django.utils.translation import gettext as _

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from home.paper import BOLD, DISPLAY, TEXT, load_fonts
from listings.sheets.tables import Cell, Row, Section, Sheet, french

INK, SOFT, LINE, ENAMEL = HexColor(0x161F33), HexColor(0x59606E), HexColor(0xB9B4AB), HexColor(0x1C3F87)
_WIDTH, _HEIGHT = A4
_LEFT, _RIGHT, _BOTTOM = 48, _WIDTH - 48, 64
_SIZE, _LEADING = 10.5, 14.5


def draw(sheet: Sheet, *, language: str) -> bytes:
    """Return the PDF of a sheet."""
    paper = _Paper(sheet, language)
    for index, section in enumerate(sheet.sections or (Section("", ()),)):
        if index and sheet.apart:
            paper.turn()
        paper.section(section)
    for note in sheet.notes:
        paper.write_lines(note, _LEFT, _RIGHT - _LEFT, size=9, colour=SOFT)
    return paper.finish()


class _Paper:
    """The canvas and how far down we are."""

    def __init__(self, sheet: Sheet, language: str) -> None:
        load_fonts()
        self.sheet, self.page, self.out = sheet, 1, io.BytesIO()
        self.canvas = Canvas(self.out, pagesize=A4, invariant=1, lang=language)
        self.canvas.setTitle(f"{sheet.title} – {sheet.lines[0]}")
        self.canvas.setAuthor("Palier")
        width = (_RIGHT - _LEFT) / sum(sheet.widths)
        self.stops = [_LEFT + width * sum(sheet.widths[:index]) for index in range(len(sheet.widths) + 1)]
        self._head()

    def _head(self) -> None:
        self.y = 64.0
        self._text(_LEFT, self.sheet.title, DISPLAY, 22, ENAMEL)
        self.y += 22
        for line in filter(None, self.sheet.lines):
            self.write_lines(line, _LEFT, _RIGHT - _LEFT, font=TEXT, size=11, colour=INK)
        self.y += 10

    def _text(self, x: float, text: str, font: str, size: float, colour: HexColor = INK, *, right: bool = False) -> None:
        self.canvas.setFont(font, size)
        self.canvas.setFillColor(colour)
        (self.canvas.drawRightString if right else self.canvas.drawString)(x, _HEIGHT - self.y, text)

    def write_lines(self, text: str, x: float, width: float, *, font: str = TEXT, size: float = _SIZE, colour: HexColor = INK) -> None:
        for line in simpleSplit(text, font, size, width):
            self._text(x, line, font, size, colour)
            self.y += size * 1.35

    def _rule(self, colour: HexColor = LINE) -> None:
        self.canvas.setStrokeColor(colour)
        self.canvas.setLineWidth(0.6)
        self.canvas.line(_LEFT, _HEIGHT - self.y, _RIGHT, _HEIGHT - self.y)

    def turn(self) -> None:
        self._foot()
        self.canvas.showPage()
        self.page += 1
        self._head()

    def _foot(self) -> None:
        self.y = _HEIGHT - 36
        self._text(_RIGHT, _("page %(number)s") % {"number": self.page}, TEXT, 8, SOFT, right=True)

    def section(self, section: Section) -> None:
        if section.heading:
            self.write_lines(section.heading, _LEFT, _RIGHT - _LEFT, font=BOLD, size=13)
            self.y += 6
        self._columns()
        for row in section.rows:
            self._row(row, TEXT)
        if section.total:
            self._row(section.total, BOLD)
        self.y += 14

    def _columns(self) -> None:
        for index, name in enumerate(self.sheet.columns):
            self._cell(index, name, BOLD, 8.5, right=self._is_number(index))
        self.y += 5
        self._rule(INK)
        self.y += 15

    def _is_number(self, index: int) -> bool:
        return any(not isinstance(row[index], str) for section in self.sheet.sections for row in section.rows)

    def _row(self, row: Row, font: str) -> None:
        wrapped = [simpleSplit(_words(value), font, _SIZE, self._room(index)) for index, value in enumerate(row)]
        height = max(map(len, wrapped)) * _LEADING
        if self.y + height > _HEIGHT - _BOTTOM:
            self.turn()
            self._columns()
        top = self.y
        for index, lines in enumerate(wrapped):
            self.y = top
            for line in lines:
                self._cell(index, line, font, _SIZE, right=self._is_number(index))
                self.y += _LEADING
        self.y = top + height - _LEADING + 5
        self._rule()
        self.y += _LEADING

    def _room(self, index: int) -> float:
        return self.stops[index + 1] - self.stops[index] - 16

    def _cell(self, index: int, text: str, font: str, size: float, *, right: bool) -> None:
        self._text(self.stops[index + 1] - 12 if right else self.stops[index], text, font, size, right=right)

    def finish(self) -> bytes:
        self._foot()
        self.canvas.save()
        return self.out.getvalue()


def _words(value: Cell) -> str:
    return french(value) if isinstance(value, Decimal) else str(value)
