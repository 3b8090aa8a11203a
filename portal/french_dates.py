"""« 1er décembre »: the first of a month is an ordinal in French, wherever a day stands before its month.

Django's formats know no such letter ("S" is English), and the days stand in a hundred places of templates and of sentences.
"""

import re
from typing import Any

from django.utils.dateformat import DateFormat
from django.utils.translation import get_language

_DAY_BEFORE_MONTH = re.compile(r"(?<!\\)j(?= [FMNEb])")


def teach() -> None:
    """Have every date that is written in French say so; called once, when the portal is ready."""
    written = DateFormat.format

    def format_(self: DateFormat, formatstr: Any) -> str:
        if getattr(self.data, "day", 0) == 1 and (get_language() or "").startswith("fr"):
            formatstr = _DAY_BEFORE_MONTH.sub(r"j\\e\\r", str(formatstr))
        return written(self, formatstr)

    DateFormat.format = format_
