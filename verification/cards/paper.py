"""Measures, colours and letters of the card. All drawing is in millimetres from the bottom left corner."""

from functools import cache
from pathlib import Path

import font_source_sans_pro
from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

WIDTH, HEIGHT = 148, 105
#: Sorting machines print their bars here: nothing of ours may be in it.
EMPTY_BELOW = 15
POINTS = mm

INK = HexColor(0x161F33)
SOFT = HexColor(0x59606E)
HAIRLINE = HexColor(0xB9B4AB)
ENAMEL = HexColor(0x1C3F87)
WHITE = HexColor(0xFFFFFF)

TEXT, BOLD, DISPLAY = "SourceSansPro-Regular", "SourceSansPro-Semibold", "SourceSansPro-Bold"


@cache
def load_fonts() -> None:
    """Register the embedded faces once per process: printers refuse files whose letters they would have to guess."""
    # Streams stay binary: as text they are a quarter larger, and a third of the time goes into writing them so.
    rl_config.useA85 = 0
    folder = Path(font_source_sans_pro.__file__).parent / "files"
    for name in (TEXT, BOLD, DISPLAY):
        pdfmetrics.registerFont(TTFont(name, folder / f"{name}.ttf"))
