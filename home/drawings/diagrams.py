"""Numbers as pictures: the stairs of a group purchase, the bars of a report, the dots of a severity.

Each stands next to a sentence or a table that says the same; the picture never carries it alone.
"""

from collections.abc import Sequence
from itertools import pairwise

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from home.drawings.shapes import figure, number

_STEP = 20  # one household, one step up


def pledge(done: int, thresholds: Sequence[int]) -> SafeString:
    """Each household is a door on a flight of stairs; each price is a landing."""
    total = max(thresholds[-1], done)
    edges = (0, *thresholds[:-1], total)
    top = 40 + _STEP * (len(thresholds) - 1)
    body = "".join(
        f'<rect class="step" x="{start * _STEP}" y="{top - _STEP * level - 6}"'
        f' width="{(end - start) * _STEP}" height="{6 + _STEP * level}"/>'
        for level, (start, end) in enumerate(pairwise(edges))
    )
    for index in range(total):
        level = sum(index >= threshold for threshold in thresholds[:-1])
        x, y = index * _STEP + 3, top - 6 - _STEP * level
        state, knob = ("full", "bell") if index < done else ("void", "accent")
        body += f'<path class="{state}" d="M{x} {y}v-20a7 7 0 0 1 14 0v20z"/>'
        body += f'<circle cx="{x + 11}" cy="{y - 10}" r="1.3" fill="var(--{knob})"/>'
    return figure(f"0 0 {total * _STEP} {top}", body, "scene")


def dots(level: int) -> SafeString:
    """Three dots, `level` of them filled."""
    circles = "".join(f'<circle class="{"on" if index < level else "off"}" cx="{5 + index * 13}" cy="5" r="4"/>' for index in range(3))
    return figure("0 0 36 10", circles, "dots")


def bars(rows: Sequence[tuple[str, int]], title: str) -> SafeString:
    """One bar per row, its value above it. Zero is drawn too: a quiet day is also a fact."""
    highest = max((value for _label, value in rows), default=0) or 1
    slot = 400 / max(len(rows), 1)
    body = '<line x1="30" x2="440" y1="200" y2="200"/>'
    for index, (label, value) in enumerate(rows):
        x, height = 36 + index * slot, 170 * value / highest
        middle = number(x + slot * 0.4)
        body += (
            f'<rect class="k-a" x="{number(x)}" y="{number(200 - height)}" width="{number(slot * 0.8)}"'
            f' height="{number(height)}" rx="3"/>'
            f'<text x="{middle}" y="{number(194 - height)}" text-anchor="middle">{value}</text>'
            f'<text x="{middle}" y="220" text-anchor="middle">{conditional_escape(label)}</text>'
        )
    return figure("0 0 464 228", body, "chart", title)
