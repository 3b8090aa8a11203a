"""Days and hours in forms. What a browser without a date picker sends is read as well."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_WRITTEN = re.compile(r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})$")
_MOST = 60


def day_field(label: "str | Promise", **options: Any) -> forms.DateField:
    """Return a field for one day."""
    widget = forms.DateInput(attrs={"class": "input input--short", "type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


def clock_field(label: "str | Promise", **options: Any) -> forms.TimeField:
    """Return a field for an hour of the day."""
    widget = forms.TimeInput(attrs={"class": "input input--short", "type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, **options)


def days_field(label: "str | Promise") -> forms.CharField:
    """Return a field for several days, one per line; `read_days` reads it."""
    return forms.CharField(
        label=label,
        required=False,
        max_length=1000,
        help_text=gettext_lazy("One day per line, such as: 24/12/2026."),
        widget=forms.Textarea(attrs={"class": "input input--low input--short", "rows": 2}),
    )


def read_days(text: str) -> list[date]:
    """Return the days written one per line, in order. Raises ValidationError that names the line nobody understands."""
    days = {_day(line.strip()) for line in text.splitlines() if line.strip()}
    if len(days) > _MOST:
        raise forms.ValidationError(_("Sixty days at most."))
    return sorted(days)


def _day(line: str) -> date:
    written = _WRITTEN.match(line)
    try:
        found = date(int(written[3]), int(written[2]), int(written[1])) if written else parse_date(line)
    except ValueError:
        found = None
    if found is None:
        raise forms.ValidationError(_("“%(line)s” is not a day. Write it like 24/12/2026."), params={"line": line})
    return found
