"""Blocks about whom to reach, and when."""

from datetime import date, time
from typing import Any

from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail.blocks import CharBlock, ChoiceBlock, EmailBlock, ListBlock, StructBlock, StructValue, TimeBlock, URLBlock

DAYS = [
    ("0", _("Monday")),
    ("1", _("Tuesday")),
    ("2", _("Wednesday")),
    ("3", _("Thursday")),
    ("4", _("Friday")),
    ("5", _("Saturday")),
    ("6", _("Sunday")),
]


class ContactBlock(StructBlock):
    name = CharBlock(label=_("Name"), max_length=100)
    role = CharBlock(label=_("What for"), required=False, max_length=150)
    address = CharBlock(label=_("Where"), required=False, max_length=200)
    phone = CharBlock(label=_("Phone"), required=False, max_length=30)
    email = EmailBlock(label=_("E-mail"), required=False)
    url = URLBlock(label=_("Site"), required=False)

    class Meta:
        label = _("Contact")
        icon = "user"
        template = "blocks/contact.html"
        description = _("Whom to call or visit. Offices and associations only: no private person's address.")
        preview_value = {"name": "Maison du port", "role": "Accueil et prêt de salles", "phone": "02 96 00 00 00"}


class OpeningHoursValue(StructValue):
    """Opening hours that know what they mean today."""

    def week(self) -> list[tuple[str, list[str]]]:
        """Return each day with its spans in words, from Monday; a day without any is closed."""
        return [(str(label), self._spans(int(key))) for key, label in DAYS]

    def today_label(self, today: date | None = None) -> str:
        """Return in words whether it is open today."""
        spans = self._spans((today or timezone.localdate()).weekday())
        if not spans:
            return gettext("Closed today")
        return gettext("Open today: %(hours)s") % {"hours": ", ".join(spans)}

    def _spans(self, weekday: int) -> list[str]:
        rows = [row for row in self.get("rows") or [] if row.get("day") == str(weekday)]
        rows.sort(key=lambda row: row.get("opens") or time.min)
        return [f"{time_format(row['opens'])} – {time_format(row['closes'])}" for row in rows if row.get("opens") and row.get("closes")]


class OpeningHoursRowBlock(StructBlock):
    day = ChoiceBlock(label=_("Day"), choices=DAYS)
    opens = TimeBlock(label=_("From"))
    closes = TimeBlock(label=_("Until"))


class OpeningHoursBlock(StructBlock):
    name = CharBlock(label=_("What opens"), max_length=100)
    rows = ListBlock(OpeningHoursRowBlock(), label=_("Hours"), help_text=_("One row for each span; two for a day with a break."))
    note = CharBlock(label=_("Note"), required=False, max_length=200)

    class Meta:
        label = _("Opening hours")
        icon = "time"
        template = "blocks/opening_hours.html"
        value_class = OpeningHoursValue
        description = _("A week of opening hours, with today's in words.")
        preview_value: dict[str, Any] = {
            "name": "Mairie",
            "rows": [{"day": str(day), "opens": time(9), "closes": time(12, 30)} for day in range(5)],
            "note": "Fermée les jours fériés.",
        }
