"""Four cards on a sheet of A4, printed on both sides and turned on the short edge."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from verification.cards.paper import HAIRLINE, HEIGHT, WIDTH

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

    from verification.cards.render import Card

_SHEET_WIDTH, _SHEET_HEIGHT = 297, 210
_MARGIN = (_SHEET_WIDTH - 2 * WIDTH) / 2
_PER_SHEET = 4


def sheets(cards: "Sequence[Card]") -> "Iterator[list[Card | None]]":
    """Yield the cards of each sheet so that the four piles, cut and stacked, keep the order of the round."""
    count = -(-len(cards) // _PER_SHEET)
    for sheet in range(count):
        positions = [pile * count + sheet for pile in range(_PER_SHEET)]
        yield [cards[position] if position < len(cards) else None for position in positions]


def places(*, is_back: bool) -> list[tuple[float, float]]:
    """Return the lower left corners of the four cards; on the back, left and right change places."""
    columns = [_MARGIN, _MARGIN + WIDTH]
    if is_back:
        columns.reverse()
    return [(x, y) for y in (HEIGHT, 0) for x in columns]


def cut_marks(canvas: "Canvas") -> None:
    """Draw where to cut: in the waste, never on a card."""
    canvas.setStrokeColor(HAIRLINE)
    canvas.setLineWidth(0.1)
    for y in (HEIGHT,):
        canvas.line(0, y, _MARGIN - 0.1, y)
        canvas.line(_SHEET_WIDTH - _MARGIN + 0.1, y, _SHEET_WIDTH, y)
