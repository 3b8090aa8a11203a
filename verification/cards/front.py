"""The picture side: a street of Palier's doors at dusk, and the plaque of the neighbourhood. Drawn once per file."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from reportlab.lib.colors import HexColor
from reportlab.pdfbase.pdfmetrics import stringWidth

from verification.cards.paper import DISPLAY, ENAMEL, HEIGHT, INK, TEXT, WHITE, WIDTH

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

    from verification.cards.render import Sender

_SKY, _HILL, _STREET, _SUN = HexColor(0xDCE9F2), HexColor(0xB9D3BE), HexColor(0xD9D2C4), HexColor(0xF6C945)
_WALLS = [HexColor(value) for value in (0xF3E6CF, 0xE8D2BD, 0xF7F1E3, 0xDDE3DC, 0xF0DAD3)]
_ROOFS = [HexColor(value) for value in (0x5A6375, 0x6B7486, 0x4E586B)]
_DOORS = [HexColor(value) for value in (0x1C3F87, 0x2F6B5B, 0x9A4632, 0x6B4A86, 0x8A6A1F, 0x37708E)]
_GLASS, _LIT, _STONE = HexColor(0x9DB4C6), HexColor(0xFFE39A), HexColor(0xB7AE9F)
#: width, height of the wall, height of the roof; the street fills the card with a little bleed on both sides.
_HOUSES = [(24, 34, 12), (19, 41, 9), (27, 30, 14), (22, 38, 11), (20, 33, 13), (25, 40, 10), (23, 35, 12)]
_GROUND, _BAND = 27, 17


def draw_front(canvas: "Canvas", sender: "Sender") -> None:
    """Draw the whole picture side."""
    _landscape(canvas)
    left = -4.0
    for index, (width, wall, roof) in enumerate(_HOUSES):
        _house(canvas, left, width, wall, roof, index)
        left += width
    _plaque(canvas, sender)


def _fill(canvas: "Canvas", colour: HexColor, points: list[tuple[float, float]]) -> None:
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    path.close()
    canvas.setFillColor(colour)
    canvas.drawPath(path, stroke=0, fill=1)


def _landscape(canvas: "Canvas") -> None:
    canvas.setFillColor(_SKY)
    canvas.rect(0, _BAND, WIDTH, HEIGHT - _BAND, stroke=0, fill=1)
    canvas.setFillColor(_SUN)
    canvas.circle(118, 84, 7, stroke=0, fill=1)
    _fill(canvas, _HILL, [(0, 58), (30, 70), (62, 63), (96, 75), (148, 60), (148, _BAND), (0, _BAND)])
    canvas.setFillColor(_STREET)
    canvas.rect(0, _BAND, WIDTH, _GROUND - _BAND, stroke=0, fill=1)


def _house(canvas: "Canvas", left: float, width: float, wall: float, roof: float, index: int) -> None:
    top = _GROUND + wall
    canvas.setFillColor(_STONE)
    canvas.rect(left + width * 0.68, top, 3, roof * 0.9, stroke=0, fill=1)
    _fill(canvas, _ROOFS[index % 3], [(left - 1, top), (left + width / 2, top + roof), (left + width + 1, top)])
    canvas.setFillColor(_WALLS[index % 5])
    canvas.rect(left, _GROUND, width, wall, stroke=0, fill=1)
    for row in (0.44, 0.72):
        for column in (0.2, 0.62):
            _window(canvas, left + width * column, _GROUND + wall * row, lit=(index + int(row * 10) + int(column * 10)) % 3 == 0)
    _door(canvas, left + width * 0.5, _DOORS[index % 6])


def _window(canvas: "Canvas", x: float, y: float, *, lit: bool) -> None:
    canvas.setFillColor(WHITE)
    canvas.rect(x - 0.5, y - 0.5, 5, 6.5, stroke=0, fill=1)
    canvas.setFillColor(_LIT if lit else _GLASS)
    canvas.rect(x, y, 1.8, 5.5, stroke=0, fill=1)
    canvas.rect(x + 2.2, y, 1.8, 5.5, stroke=0, fill=1)


def _door(canvas: "Canvas", middle: float, colour: HexColor) -> None:
    for half, height, fill in ((3.9, 8.4, _STONE), (3.2, 8, colour)):
        path = canvas.beginPath()
        path.moveTo(middle - half, _GROUND)
        path.lineTo(middle - half, _GROUND + height)
        path.arcTo(middle - half, _GROUND + height - half, middle + half, _GROUND + height + half, startAng=180, extent=-180)
        path.lineTo(middle + half, _GROUND)
        path.close()
        canvas.setFillColor(fill)
        canvas.drawPath(path, stroke=0, fill=1)
    canvas.setFillColor(_SUN)
    canvas.circle(middle + 1.8, _GROUND + 4.6, 0.5, stroke=0, fill=1)


def _plaque(canvas: "Canvas", sender: "Sender") -> None:
    """Write the place in white on enamel, as street plaques do, and what awaits behind."""
    canvas.setFillColor(WHITE)
    canvas.rect(0, 0, WIDTH, _BAND, stroke=0, fill=1)
    size = 6.4
    while stringWidth(sender.neighbourhood, DISPLAY, size) > 84 and size > 3:
        size -= 0.2
    width = max(stringWidth(sender.neighbourhood, DISPLAY, size), stringWidth(sender.town.upper(), TEXT, 2.9)) + 9
    canvas.setFillColor(ENAMEL)
    canvas.roundRect(6, 5, width, 17, 1.5, stroke=0, fill=1)
    canvas.setStrokeColor(WHITE)
    canvas.setLineWidth(0.4)
    canvas.roundRect(7, 6, width - 2, 15, 1, stroke=1, fill=0)
    canvas.setFillColor(WHITE)
    canvas.setFont(TEXT, 2.9)
    canvas.drawString(10.5, 16.4, sender.town.upper())
    canvas.setFont(DISPLAY, size)
    canvas.drawString(10.5, 9, sender.neighbourhood)
    canvas.setFillColor(INK)
    canvas.setFont(TEXT, 3.6)
    canvas.drawRightString(WIDTH - 6, 7.4, _("A code awaits you on the back"))
