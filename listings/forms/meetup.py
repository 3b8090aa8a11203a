"""Inviting neighbours: once, or again and again."""

import re
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from listings import limits, timetables
from listings.forms.dates import clock_field, day_field, days_field, read_days
from listings.forms.listing import ListingForm, refuse_contacts
from listings.models import MeetupPage
from listings.models.meetup import rule_of

RHYTHMS = [
    ("", gettext_lazy("once")),
    ("weekly", gettext_lazy("every week")),
    ("fortnightly", gettext_lazy("every other week")),
    ("monthly", gettext_lazy("every month, the same weekday")),
]
DECIDED = [(24, gettext_lazy("the day before")), (48, gettext_lazy("two days before")), (168, gettext_lazy("a week before"))]
#: « Trois réchauds ×3 »: how many people may bring it.
_WANTED = re.compile(r"^(?P<label>.*\S)\s*[x×]\s*(?P<wanted>\d{1,2})$", re.IGNORECASE)


class MeetupForm(ListingForm):
    model = MeetupPage
    page_fields: ClassVar[list[str]] = ["title", "audience", "area", "places", "minimum", "decide_hours", "access", "repeats_until"]
    asked: ClassVar[tuple[str, ...]] = ("rhythm", "decide_hours")

    direction = None
    day = day_field(gettext_lazy("Which day?"))
    start = clock_field(gettext_lazy("From"))
    end = clock_field(gettext_lazy("To"), help_text=gettext_lazy("An hour before the start is on the next day."))
    rhythm = forms.ChoiceField(
        label=gettext_lazy("How often?"), required=False, choices=RHYTHMS, widget=forms.RadioSelect(attrs={"class": "chip"})
    )
    repeats_until = day_field(gettext_lazy("Until"), required=False)
    exceptions = days_field(gettext_lazy("Except on"))
    area = forms.CharField(
        label=gettext_lazy("Where, roughly?"),
        max_length=120,
        help_text=gettext_lazy("What everybody who reads the listing may know, such as: on the quay."),
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    exact = forms.CharField(
        label=gettext_lazy("Where, exactly?"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    exact_is_private = forms.BooleanField(
        label=gettext_lazy("Tell the exact place only to those who are coming"), required=False, initial=True
    )
    places = forms.IntegerField(
        label=gettext_lazy("How many people at most?"), required=False, min_value=1, max_value=500,
        widget=forms.NumberInput(attrs={"class": "input input--short"}),
    )  # fmt: skip
    minimum = forms.IntegerField(
        label=gettext_lazy("How many people at least?"), required=False, min_value=2, max_value=500,
        help_text=gettext_lazy("With fewer, it is cancelled by itself and everybody is told."),
        widget=forms.NumberInput(attrs={"class": "input input--short"}),
    )  # fmt: skip
    decide_hours = forms.TypedChoiceField(
        label=gettext_lazy("When is that decided?"), choices=DECIDED, coerce=int, initial=48, required=False, empty_value=48,
        widget=forms.RadioSelect(attrs={"class": "chip"}),
    )  # fmt: skip
    access = forms.MultipleChoiceField(
        label=gettext_lazy("Access"),
        required=False,
        choices=MeetupPage.Access.choices,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "chip"}),
    )
    bring = forms.CharField(
        label=gettext_lazy("Who brings what?"), required=False, max_length=1500,
        help_text=gettext_lazy("One thing per line. “Bread ×3” lets three people bring it."),
        widget=forms.Textarea(attrs={"class": "input input--low", "rows": 4}),
    )  # fmt: skip

    def _initial(self) -> dict[str, Any]:
        initial = super()._initial()
        if (listing := self.listing) is None:
            return initial
        start, end = timezone.localtime(listing.starts_at), timezone.localtime(listing.ends_at)
        initial |= {"day": start.date(), "start": start.time(), "end": end.time()}
        initial["rhythm"] = next((key for key, _label in RHYTHMS if rule_of(key, start.date()) == listing.rrule), "")
        initial["exceptions"] = "\n".join(date_format(day, "d/m/Y") for day in listing.exceptions)
        if place := getattr(listing, "exact_place", None):
            initial |= {"exact": place.words, "exact_is_private": place.is_private}
        initial["bring"] = "\n".join(
            item.label if item.wanted == 1 else f"{item.label} ×{item.wanted}" for item in listing.bring_items.all()
        )
        return initial

    def clean_day(self) -> date:
        day, today = self.cleaned_data["day"], timezone.localdate()
        unchanged = self.listing and day == timezone.localdate(self.listing.starts_at)
        if day < today and not unchanged:
            raise forms.ValidationError(_("That day has passed. Choose a day to come."))
        if day > today + limits.FURTHEST_DATE:
            raise forms.ValidationError(_("That is more than a year away. Choose an earlier day."))
        return day

    def clean_area(self) -> str:
        return refuse_contacts(self.cleaned_data["area"])

    def clean_exceptions(self) -> list[date]:
        return read_days(self.cleaned_data["exceptions"])

    def clean_bring(self) -> list[tuple[str, int]]:
        items: dict[str, int] = {}
        for line in filter(None, (line.strip() for line in refuse_contacts(self.cleaned_data["bring"]).splitlines())):
            found = _WANTED.match(line)
            items[(found["label"] if found else line)[:80]] = max(int(found["wanted"]), 1) if found else 1
        if len(items) > limits.BRING_ITEMS:
            raise forms.ValidationError(_("Twenty things at most, so that the list stays readable."))
        return list(items.items())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        most, least = cleaned.get("places"), cleaned.get("minimum")
        if most and least and least > most:
            self.add_error("minimum", _("Fewer people may come than you ask for. Lower this number."))
        if cleaned.get("rhythm") and cleaned.get("repeats_until") and cleaned.get("day") and cleaned["repeats_until"] < cleaned["day"]:
            self.add_error("repeats_until", _("The last day comes before the first."))
        if {"day", "start", "end"} <= cleaned.keys():
            time = timetables.slot(cleaned["day"], cleaned["start"], cleaned["end"])
            if time.ends_at <= time.starts_at:
                self.add_error("end", _("It ends when it starts. Choose a later hour."))
            elif time.ends_at <= timezone.now() and not self.listing:
                self.add_error("start", _("That hour has passed."))
        return cleaned

    @property
    def fields_of_page(self) -> dict[str, Any]:
        asked = self.cleaned_data
        time = timetables.slot(asked["day"], asked["start"], asked["end"])
        rule = rule_of(asked["rhythm"], asked["day"])
        kept = self.listing.rrule if self.listing and not self["rhythm"].initial and not asked["rhythm"] else ""
        return super().fields_of_page | {
            "starts_at": time.starts_at,
            "ends_at": time.ends_at,
            "rrule": rule or kept,
            "exceptions": asked["exceptions"],
        }

    @property
    def parts(self) -> dict[str, Any]:
        asked = self.cleaned_data
        return {"exact_place": (asked["exact"], asked["exact_is_private"]), "bring": asked["bring"]}
