"""The chart of a report. Colours by class, numbers in a table beside it."""

from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.safestring import SafeString

from ads.components import Day
from home.drawings.shapes import figure, number

#: Clicks are few beside views: drawn ten times as tall, and the key says so.
CLICKS_SCALE = 10
_LEFT, _RIGHT, _BASE, _TALL = 52, 620, 230, 190
_LABELS = 8  # more would run into each other


def by_day(days: Iterable[Day], title: str) -> SafeString:
    """Draw a bar of views and a narrower one of clicks for each day."""
    rows = list(days)
    highest = max((max(row.views, row.clicks * CLICKS_SCALE) for row in rows), default=0) or 1
    step = _nice(highest)
    top = step * -(-highest // step)
    body = ""
    for level in range(0, top + 1, step):
        y = number(_BASE - _TALL * level / top)
        body += f'<line x1="{_LEFT}" x2="{_RIGHT}" y1="{y}" y2="{y}"/><text x="{_LEFT - 6}" y="{y}" dy="5" text-anchor="end">{level}</text>'
    width = (_RIGHT - _LEFT) / max(len(rows), 1)
    every = -(-len(rows) // _LABELS) or 1
    for index, row in enumerate(rows):
        x = _LEFT + index * width
        for name, value, left, wide in (("k-a", row.views, 0.12, 0.46), ("k-b", row.clicks * CLICKS_SCALE, 0.6, 0.28)):
            height = _TALL * value / top
            body += (
                f'<rect class="{name}" x="{number(x + width * left)}" y="{number(_BASE - height)}"'
                f' width="{number(width * wide)}" height="{number(height)}" rx="2"/>'
            )
        if index % every == 0:
            body += f'<text x="{number(x + width / 2)}" y="{_BASE + 22}" text-anchor="middle">{date_format(row.day, "j/m")}</text>'
    return figure("0 0 640 262", body, "chart", title)


def _nice(highest: int) -> int:
    """Return a step of 1, 2 or 5 times a power of ten that gives at most five lines."""
    step = 1
    while highest / step > 5:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    return step
