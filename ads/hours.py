"""Opening hours as a shop types them, « 9:00-12:30, 14h-19h », and as the opening hours block keeps them."""

import re
from collections.abc import Iterable
from datetime import time
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from home.blocks.contact import DAYS

_SPAN = re.compile(r"^(\d{1,2})(?:[h:.](\d{2})?)?\s*(?:-|–|à)\s*(\d{1,2})(?:[h:.](\d{2})?)?$")


def spans_of(text: str) -> list[tuple[time, time]]:
    """Return the spans of one day. Raises ValidationError with the span that cannot be read."""
    spans = []
    for part in (part.strip().lower().replace("\u202f", " ").replace(" h ", "h").replace(" h", "h") for part in text.split(",")):
        if not part:
            continue
        found = _SPAN.match(part)
        try:
            opens, closes = (time(int(found[i]), int(found[i + 1] or 0)) for i in (1, 3)) if found else (None, None)
        except ValueError:
            opens = closes = None
        if opens is None or closes is None or closes <= opens:
            raise ValidationError(
                _("“%(text)s” is not a time we can read. Write it like this: 9:00-12:30, 14:00-19:00."), params={"text": part}
            )
        spans.append((opens, closes))
    return sorted(spans)


def block_of(name: str, days: Iterable[str]) -> list[dict[str, Any]]:
    """Return the value of a page's `hours` from seven lines, Monday first; empty when the shop gave none."""
    rows = [
        {"day": key, "opens": opens.isoformat(), "closes": closes.isoformat()}
        for (key, _label), text in zip(DAYS, days, strict=True)
        for opens, closes in spans_of(text)
    ]
    return [{"type": "opening_hours", "value": {"name": name, "rows": rows, "note": ""}}] if rows else []


def lines_of(hours: Any) -> list[str]:
    """Return the seven lines a form shows for a page's `hours`."""
    lines = [""] * len(DAYS)
    for block in hours:
        for row in block.value.get("rows") or []:
            if row.get("opens") and row.get("closes"):
                span = f"{row['opens']:%H:%M}-{row['closes']:%H:%M}"
                day = int(row["day"])
                lines[day] = f"{lines[day]}, {span}" if lines[day] else span
    return lines
