"""Measures, colours and letters of the card. All drawing is in millimetres from the bottom left corner."""

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm

from home.paper import BOLD, DISPLAY, TEXT, load_fonts

WIDTH, HEIGHT = 148, 105
#: Sorting machines print their bars here: nothing of ours may be in it.
EMPTY_BELOW = 15
POINTS = mm

INK = HexColor(0x161F33)
SOFT = HexColor(0x59606E)
HAIRLINE = HexColor(0xB9B4AB)
ENAMEL = HexColor(0x1C3F87)
WHITE = HexColor(0xFFFFFF)

__all__ = [
    "BOLD",
    "DISPLAY",
    "EMPTY_BELOW",
    "ENAMEL",
    "HAIRLINE",
    "HEIGHT",
    "INK",
    "POINTS",
    "SOFT",
    "TEXT",
    "WHITE",
    "WIDTH",
    "load_fonts",
]
