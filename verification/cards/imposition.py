"""Four cards on a sheet of A4, printed on both sides and turned on the short edge."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from verification.cards.paper import HEIGHT, INK, WHITE, WIDTH

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

    from verification.cards.render import Card

_SHEET_WIDTH, _SHEET_HEIGHT = 297, 210
_MARGIN = (_SHEET_WIDTH - 2 * WIDTH) / 2
_PER_SHEET = 4
_UNPRINTED, _MARK = 5, 5


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


def crop_marks(canvas: "Canvas") -> None:
    """Draw where to cut: short strokes on the two cuts, near the edges of the sheet and in its middle.

    The four cards fill the sheet, so there is no waste around them to mark: a stroke lies on the cut itself, 0.1 mm on
    each side, and stands back from the edge of the sheet by what office printers leave white.
    """
    across, along = _SHEET_WIDTH / 2, _SHEET_HEIGHT / 2
    strokes = [
        (across, _UNPRINTED, across, _UNPRINTED + _MARK),
        (across, _SHEET_HEIGHT - _UNPRINTED - _MARK, across, _SHEET_HEIGHT - _UNPRINTED),
        (across, along - _MARK, across, along + _MARK),
        (_UNPRINTED, along, _UNPRINTED + _MARK, along),
        (_SHEET_WIDTH - _UNPRINTED - _MARK, along, _SHEET_WIDTH - _UNPRINTED, along),
        (across - _MARK, along, across + _MARK, along),
    ]
    # White below black: seen on paper and on the picture alike.
    for colour, width in ((WHITE, 0.5), (INK, 0.2)):
        canvas.setStrokeColor(colour)
        canvas.setLineWidth(width)
        canvas.lines(strokes)
