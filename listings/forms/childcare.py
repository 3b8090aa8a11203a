"""Looking after children, or looking for somebody who does."""

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from listings import amounts, limits, timetables
from listings.childcare_hours import SitterAge
from listings.forms.dates import clock_field, day_field, days_field, read_days
from listings.forms.listing import ListingForm, refuse_contacts
from listings.models import ChildcarePage, ListingPage
from listings.models.childcare import PERIOD_NAMES, PERIODS, WEEK, usual_hours

CELLS = [(f"{day}-{period}", f"{day}-{period}") for day in WEEK for period in PERIODS]


def _chips(label: "str | Promise", choices: Any, initial: str, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, initial=initial, widget=forms.RadioSelect(attrs={"class": "chip"}), **options)


class ChildcareForm(ListingForm):
    model = ChildcarePage
    page_fields: ClassVar[list[str]] = [
        *ListingForm.page_fields, "sitter_age", "ages", "children", "home", "going_home", "experience", "first_aid", "languages",
        "first_day", "last_day", "starts", "ends", "grid", "season", "skipped", "meet_first", "amount",
    ]  # fmt: skip
    asked: ClassVar[tuple[str, ...]] = ("starts", "ends", "grid", "sitter_age")

    direction = forms.ChoiceField(
        label=gettext_lazy("You…"),
        choices=[
            ("request", gettext_lazy("look for somebody to look after your children")),
            ("offer", gettext_lazy("offer to look after children")),
        ],
        initial="request",
        widget=forms.RadioSelect(attrs={"class": "choice"}),
    )
    ages = forms.MultipleChoiceField(
        label=gettext_lazy("How old are the children?"), choices=ChildcarePage.AgeBand.choices,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "chip"}),
    )  # fmt: skip
    children = forms.IntegerField(
        label=gettext_lazy("How many children?"), min_value=1, max_value=8, initial=1, help_text=gettext_lazy("If you offer: how many at most."),
        widget=forms.NumberInput(attrs={"class": "input input--short"}),
    )  # fmt: skip
    frequency = _chips(gettext_lazy("How often?"), [("once", gettext_lazy("once")), ("weekly", gettext_lazy("every week"))], "once")
    first_day = day_field(gettext_lazy("The day, or the first day"))
    starts = clock_field(gettext_lazy("From"), required=False)
    ends = clock_field(gettext_lazy("To"), required=False)
    grid = forms.MultipleChoiceField(label=gettext_lazy("Which parts of the week?"), required=False, choices=CELLS)
    last_day = day_field(gettext_lazy("Last day"), required=False)
    season = _chips(gettext_lazy("When in the year?"), ChildcarePage.Season.choices, "always")
    skipped = days_field(gettext_lazy("Except on"))
    home = _chips(gettext_lazy("Where?"), ChildcarePage.Home.choices, "family")
    amount = forms.DecimalField(
        label=gettext_lazy("What an hour costs, in euros"), min_value=0, max_value=limits.HIGHEST_RATE, max_digits=5, decimal_places=2,
        initial=0, widget=forms.NumberInput(attrs={"class": "input input--short", "step": "0.01"}),
        error_messages={"invalid": gettext_lazy("This is not an amount. Write a number from 0 to 30.")},
    )  # fmt: skip
    meet_first = forms.BooleanField(
        label=gettext_lazy("We meet first, all together, before anything is agreed for good"), required=False, initial=True
    )
    sitter_age = _chips(gettext_lazy("How old are you?"), SitterAge.choices, "", required=False)
    experience = forms.CharField(
        label=gettext_lazy("Your experience"), required=False, max_length=300,
        widget=forms.Textarea(attrs={"class": "input input--low", "rows": 2}),
    )  # fmt: skip
    first_aid = forms.BooleanField(label=gettext_lazy("I have learned first aid"), required=False)
    languages = forms.CharField(
        label=gettext_lazy("Languages you speak"), required=False, max_length=100, widget=forms.TextInput(attrs={"class": "input"})
    )
    going_home = forms.ChoiceField(
        label=gettext_lazy("How does the sitter get home?"),
        choices=ChildcarePage.Return.choices,
        initial="walked",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].help_text = _("No name and no picture of a child, no surname and no number: neighbours answer you here.")
        self.fields["amount"].help_text = self._usual_rates()
        hours = self.listing.hours if self.listing is not None else usual_hours()
        for number, period in enumerate(PERIODS):
            name = capfirst(str(PERIOD_NAMES[period]))
            self.fields[f"{period}_from"] = clock_field(_("%(part)s, from") % {"part": name}, required=False)
            self.fields[f"{period}_to"] = clock_field(_("%(part)s, to") % {"part": name}, required=False)
            self.initial |= {f"{period}_from": hours[2 * number], f"{period}_to": hours[2 * number + 1]}

    def _initial(self) -> dict[str, Any]:
        initial = super()._initial()
        if self.listing is not None:
            initial["frequency"] = "weekly" if self.listing.is_weekly else "once"
            initial["skipped"] = "\n".join(date_format(day, "d/m/Y") for day in self.listing.skipped)
            initial["amount"] = self.listing.amount or 0
        return initial

    def _usual_rates(self) -> str:
        """Say what neighbours ask for, once there are enough of them to say it."""
        words = _("Write 0 for a favour between neighbours.")
        least, most, count = ListingPage.objects.visible_to(self.user).open().at(self.neighbourhood).of_kinds(["childcare"]).rates()
        if count < limits.RATES_SHOWN_FROM:
            return words
        usual = _("In the neighbourhood: from %(least)s to %(most)s €.") % {
            "least": amounts.plain(least),
            "most": amounts.plain(most),
        }
        return f"{usual} {words}"

    @property
    def table(self) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """Yield each day of the week with its three boxes."""
        chosen = set(self["grid"].value() or [])
        for day in WEEK:
            name = str(WEEKDAYS[day]).capitalize()
            yield name, [{"value": f"{day}-{part}", "part": PERIOD_NAMES[part], "checked": f"{day}-{part}" in chosen} for part in PERIODS]

    @property
    def parts_of_day(self) -> list[tuple[str, Any, Any]]:
        """Return the fields of the hours of each part of the day."""
        return [(capfirst(str(PERIOD_NAMES[part])), self[f"{part}_from"], self[f"{part}_to"]) for part in PERIODS]

    def clean_first_day(self) -> date:
        day, today = self.cleaned_data["first_day"], timezone.localdate()
        if day < today and not (self.listing and day == self.listing.first_day):
            raise forms.ValidationError(_("That day has passed. Choose a day to come."))
        if day > today + limits.FURTHEST_DATE:
            raise forms.ValidationError(_("That is more than a year away. Choose an earlier day."))
        return day

    def clean_experience(self) -> str:
        return refuse_contacts(self.cleaned_data["experience"])

    def clean_languages(self) -> str:
        return refuse_contacts(self.cleaned_data["languages"])

    def clean_skipped(self) -> list[date]:
        return read_days(self.cleaned_data["skipped"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        weekly = cleaned.get("frequency") == "weekly"
        if weekly and not cleaned.get("grid"):
            self.add_error("grid", _("Tick at least one part of the week."))
        if not weekly:
            self._check_single(cleaned)
        if cleaned.get("last_day") and cleaned.get("first_day") and cleaned["last_day"] < cleaned["first_day"]:
            self.add_error("last_day", _("The last day comes before the first."))
        if cleaned.get("direction") == "offer" and not cleaned.get("sitter_age"):
            self.add_error("sitter_age", _("Say how old you are: one sits from 16 on."))
        if not self.errors:
            page = ChildcarePage(**{name: value for name, value in self.fields_of_page.items() if name not in {"body", "street", "title"}})
            if refusal := page.refusal_of_terms():
                self.add_error("grid" if weekly else "ends", refusal)
        return cleaned

    def _check_single(self, cleaned: dict[str, Any]) -> None:
        for name in ("starts", "ends"):
            if name not in self.errors and not cleaned.get(name):
                self.add_error(name, _("From when to when?"))
        if self.errors.keys() & {"starts", "ends", "first_day"}:
            return
        if cleaned["starts"] == cleaned["ends"]:
            self.add_error("ends", _("It ends when it starts. Choose a later hour."))
        elif not self.listing and timetables.moment(cleaned["first_day"], cleaned["starts"]) <= timezone.now():
            self.add_error("starts", _("That hour has passed."))

    @property
    def fields_of_page(self) -> dict[str, Any]:
        asked = self.cleaned_data
        weekly, offered = asked["frequency"] == "weekly", asked["direction"] == "offer"
        usual = usual_hours()
        names = [f"{part}_{end}" for part in PERIODS for end in ("from", "to")]
        return super().fields_of_page | {
            "price_mode": ChildcarePage.PriceMode.PAID if asked["amount"] else ChildcarePage.PriceMode.FREE,
            "amount": asked["amount"] or None,
            "starts": None if weekly else asked["starts"],
            "ends": None if weekly else asked["ends"],
            "grid": sorted(asked["grid"]) if weekly else [],
            "hours": [asked.get(name) or usual[number] for number, name in enumerate(names)],
            "last_day": asked["last_day"] if weekly else None,
            "season": asked["season"] if weekly else ChildcarePage.Season.ALWAYS,
            "sitter_age": asked["sitter_age"] if offered else "",
        }
