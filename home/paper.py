"""What every page we print has in common: the house's letters, and a code that leads to an address."""

from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import font_source_sans_pro
import segno
from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

INK, WHITE = HexColor(0x161F33), HexColor(0xFFFFFF)
TEXT, BOLD, DISPLAY = "SourceSansPro-Regular", "SourceSansPro-Semibold", "SourceSansPro-Bold"


_one_at_a_time = Lock()


class Letters(TTFont):
    """One cut of the house's letters, for pages that are written in several threads at once.

    reportlab copies the letters a page has used from the font's file, and keeps one mark for where it reads: two threads that do so
    at once move it under each other, and what they write is broken, or has other letters.
    """

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - reportlab's name
        """Copy the letters of one document."""
        with _one_at_a_time:
            super().addObjects(doc)


def load_fonts() -> None:
    """Make the three cuts of the house's letters known to reportlab, once per process."""
    with _one_at_a_time:
        _register()


@cache
def _register() -> None:
    # Streams stay binary: as text they are a quarter larger, and a third of the time goes into writing them so.
    rl_config.useA85 = 0
    folder = Path(font_source_sans_pro.__file__).parent / "files"
    for name in (TEXT, BOLD, DISPLAY):
        pdfmetrics.registerFont(Letters(name, folder / f"{name}.ttf"))


def draw_code(canvas: Canvas, address: str, left: float, bottom: float, side: float) -> None:
    """Draw the QR code of an address, in points from the lower left corner."""
    rows = list(segno.make(address, error="m", micro=False).matrix)
    step = side / len(rows)
    canvas.setFillColor(INK)
    for number, row in enumerate(rows):
        for column, dark in enumerate(row):
            if dark:
                canvas.rect(left + column * step, bottom + (len(rows) - 1 - number) * step, step * 1.01, step * 1.01, stroke=0, fill=1)
