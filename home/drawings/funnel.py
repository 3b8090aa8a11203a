"""Columns side by side, a group per month: how many began, came in, or did not. A table that says the same stands below."""

from collections.abc import Sequence

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from home.drawings.shapes import figure, number

_WIDTH, _HEIGHT, _FLOOR = 640, 200, 170


def columns(groups: Sequence[tuple[str, Sequence[int]]], title: str) -> SafeString:
    """Draw (label, values) groups; the n-th value of each group has the n-th colour. Nothing is a mark on the floor."""
    highest = max((value for _label, values in groups for value in values), default=0) or 1
    slot = _WIDTH / max(len(groups), 1)
    body = f'<line x1="0" x2="{_WIDTH}" y1="{_FLOOR}" y2="{_FLOOR}"/><text x="0" y="12">{highest}</text>'
    for index, (label, values) in enumerate(groups):
        width = slot * 0.8 / max(len(values), 1)
        for place, value in enumerate(values):
            height = max(150 * value / highest, 1.5)
            left = index * slot + slot * 0.1 + place * width
            body += (
                f'<rect class="k-{"abc"[place]}" x="{number(left)}" y="{number(_FLOOR - height)}"'
                f' width="{number(width * 0.9)}" height="{number(height)}"/>'
            )
        body += f'<text x="{number((index + 0.5) * slot)}" y="190" text-anchor="middle">{conditional_escape(label)}</text>'
    return figure(f"0 0 {_WIDTH} {_HEIGHT}", body, "chart", title)
