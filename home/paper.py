"""What every page we print has in common: the house's letters, and a code that leads to an address."""

from functools import cache
from pathlib import Path

import font_source_sans_pro
import segno
from reportlab.lib.colors import HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

INK, WHITE = HexColor(0x161F33), HexColor(0xFFFFFF)
TEXT, BOLD, DISPLAY = "SourceSansPro-Regular", "SourceSansPro-Semibold", "SourceSansPro-Bold"


@cache
def load_fonts() -> None:
    """Make the three cuts of the house's letters known to reportlab, once per process."""
    folder = Path(font_source_sans_pro.__file__).parent / "files"
    for name in (TEXT, BOLD, DISPLAY):
        pdfmetrics.registerFont(TTFont(name, folder / f"{name}.ttf"))


def draw_code(canvas: Canvas, address: str, left: float, bottom: float, side: float) -> None:
    """Draw the QR code of an address, in points from the lower left corner."""
    rows = list(segno.make(address, error="m", micro=False).matrix)
    step = side / len(rows)
    canvas.setFillColor(INK)
    for number, row in enumerate(rows):
        for column, dark in enumerate(row):
            if dark:
                canvas.rect(left + column * step, bottom + (len(rows) - 1 - number) * step, step * 1.01, step * 1.01, stroke=0, fill=1)
