"""« 1er décembre, 18 h »: the first of a month is an ordinal in French, and a full hour needs no minutes.

Django's formats know no such letter ("S" is English), and days and hours stand in a hundred places of templates and of sentences.
"""

import re
from typing import Any

from django.utils.dateformat import Formatter
from django.utils.translation import get_language

_MINUTES_AFTER_HOUR = "\\h\u00a0i"
_DAY_BEFORE_MONTH = re.compile(r"(?<!\\)j(?= [FMNEb])")


def teach() -> None:
    """Have every date and hour that is written in French say so; called once, when the portal is ready."""
    written = Formatter.format

    def format_(self: Formatter, formatstr: Any) -> str:
        if getattr(self.data, "day", 0) == 1 and (get_language() or "").startswith("fr"):
            formatstr = _DAY_BEFORE_MONTH.sub(r"j\\e\\r", str(formatstr))
        if getattr(self.data, "minute", 1) == 0:
            formatstr = str(formatstr).replace(_MINUTES_AFTER_HOUR, "\\h")
        return written(self, formatstr)

    Formatter.format = format_
