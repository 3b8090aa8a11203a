"""Offering a seat, or looking for one."""

from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from listings import limits, timetables
from listings.forms.dates import clock_field, day_field, days_field, read_days
from listings.forms.listing import ListingForm, refuse_contacts
from listings.models import RidePage
from listings.models.ride import WEEK, no_times

POWERS = [("", "—"), (3, "3 CV"), (4, "4 CV"), (5, "5 CV"), (6, "6 CV"), (7, gettext_lazy("7 CV or more"))]


def _number(label: "str | Promise", least: int, most: int, **options: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"class": "input input--short"})
    return forms.IntegerField(label=label, min_value=least, max_value=most, widget=widget, **options)


def _euros(label: "str | Promise", **options: Any) -> forms.DecimalField:
    widget = forms.NumberInput(attrs={"class": "input input--short", "step": "0.01"})
    return forms.DecimalField(label=label, min_value=0, max_digits=6, decimal_places=2, required=False, widget=widget, **options)


def _text(label: "str | Promise", **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=80, widget=forms.TextInput(attrs={"class": "input"}), **options)


class RideForm(ListingForm):
    model = RidePage
    page_fields: ClassVar[list[str]] = [
        *ListingForm.page_fields, "origin", "destination", "via", "first_day", "last_day", "leaves_at", "margin", "minutes", "seats",
        "luggage", "equipment", "motive", "km", "power", "tolls", "parking", "driver_shares", "amount",
    ]  # fmt: skip
    asked: ClassVar[tuple[str, ...]] = ("leaves_at", "margin")

    direction = forms.ChoiceField(
        label=gettext_lazy("You…"),
        choices=[("offer", gettext_lazy("drive and have seats")), ("request", gettext_lazy("look for a seat"))],
        initial="offer",
        widget=forms.RadioSelect(attrs={"class": "choice"}),
    )
    origin = _text(gettext_lazy("From"), help_text=gettext_lazy("A square, a stop, a bridge: never a door."))
    destination = _text(gettext_lazy("To"))
    via = forms.CharField(
        label=gettext_lazy("By way of"), required=False, max_length=300, help_text=gettext_lazy("One stop per line."),
        widget=forms.Textarea(attrs={"class": "input input--low", "rows": 2}),
    )  # fmt: skip
    frequency = forms.ChoiceField(
        label=gettext_lazy("How often?"), choices=[("once", gettext_lazy("once")), ("weekly", gettext_lazy("every week"))], initial="once",
        widget=forms.RadioSelect(attrs={"class": "chip"}),
    )  # fmt: skip
    first_day = day_field(gettext_lazy("The day, or the first day"))
    leaves_at = clock_field(gettext_lazy("Leaves at"), required=False)
    margin = _number(gettext_lazy("Give or take, in minutes"), 0, 180, initial=15, required=False)
    minutes = _number(gettext_lazy("How long it takes, in minutes"), 1, 900, initial=60)
    last_day = day_field(gettext_lazy("Last day"), required=False)
    skipped = days_field(gettext_lazy("Except on"))
    seats = _number(gettext_lazy("Free seats"), 1, 8, initial=3)
    luggage = forms.ChoiceField(
        label=gettext_lazy("Luggage"), choices=RidePage.Luggage.choices, initial="bag", widget=forms.RadioSelect(attrs={"class": "chip"})
    )
    equipment = forms.MultipleChoiceField(
        label=gettext_lazy("On board"), required=False, choices=RidePage.Equipment.choices,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "chip"}),
    )  # fmt: skip
    motive = forms.ChoiceField(
        label=gettext_lazy("What for?"), choices=RidePage.Motive.choices, initial="other", widget=forms.RadioSelect(attrs={"class": "chip"})
    )
    km = forms.DecimalField(
        label=gettext_lazy("How many kilometres?"), min_value=0, max_digits=6, decimal_places=1, required=False,
        widget=forms.NumberInput(attrs={"class": "input input--short", "step": "0.1"}),
    )  # fmt: skip
    power = forms.TypedChoiceField(
        label=gettext_lazy("Fiscal power of the car"), choices=POWERS, coerce=int, required=False, empty_value=None,
        help_text=gettext_lazy("Line P.6 of the registration certificate."), widget=forms.Select(attrs={"class": "input input--short"}),
    )  # fmt: skip
    tolls = _euros(gettext_lazy("Tolls, in euros"))
    parking = _euros(gettext_lazy("Parking, in euros"))
    amount = _euros(gettext_lazy("What each passenger gives, in euros"), help_text=gettext_lazy("Leave it empty to ask for nothing."))
    driver_shares = forms.BooleanField(label=gettext_lazy("I count myself among those who share"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in WEEK:
            day = str(WEEKDAYS[number])
            self.fields[f"out_{number}"] = clock_field(_("%(day)s, there") % {"day": day.capitalize()}, required=False)
            self.fields[f"back_{number}"] = clock_field(_("%(day)s, back") % {"day": day.capitalize()}, required=False)
            if self.listing is not None:
                self.initial |= {f"out_{number}": self.listing.out_times[number], f"back_{number}": self.listing.back_times[number]}

    def _initial(self) -> dict[str, Any]:
        initial = super()._initial()
        if self.listing is not None:
            initial["frequency"] = "weekly" if self.listing.is_weekly else "once"
            initial["skipped"] = "\n".join(date_format(day, "d/m/Y") for day in self.listing.skipped)
        return initial

    @property
    def week(self) -> Iterator[tuple[Any, Any]]:
        """Yield the fields of each weekday, there and back."""
        for number in WEEK:
            yield self[f"out_{number}"], self[f"back_{number}"]

    def clean_first_day(self) -> date:
        day, today = self.cleaned_data["first_day"], timezone.localdate()
        if day < today and not (self.listing and day == self.listing.first_day):
            raise forms.ValidationError(_("That day has passed. Choose a day to come."))
        if day > today + limits.FURTHEST_DATE:
            raise forms.ValidationError(_("That is more than a year away. Choose an earlier day."))
        return day

    def clean_origin(self) -> str:
        return refuse_contacts(self.cleaned_data["origin"])

    def clean_destination(self) -> str:
        return refuse_contacts(self.cleaned_data["destination"])

    def clean_via(self) -> str:
        return refuse_contacts(self.cleaned_data["via"])

    def clean_skipped(self) -> list[date]:
        return read_days(self.cleaned_data["skipped"])

    def _times(self, leg: str) -> list[time | None]:
        return [self.cleaned_data.get(f"{leg}_{number}") for number in WEEK]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        weekly = cleaned.get("frequency") == "weekly"
        if weekly and not any((*self._times("out"), *self._times("back"))):
            self.add_error("frequency", _("Give an hour for at least one day of the week."))
        if not weekly and "leaves_at" not in self.errors:
            self._check_departure(cleaned)
        if cleaned.get("last_day") and cleaned.get("first_day") and cleaned["last_day"] < cleaned["first_day"]:
            self.add_error("last_day", _("The last day comes before the first."))
        if cleaned.get("amount") and cleaned.get("direction") == "offer" and not self.errors:
            self._check_share()
        return cleaned

    def _check_departure(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("leaves_at"):
            self.add_error("leaves_at", _("At what time do you leave?"))
        elif (
            cleaned.get("first_day")
            and not self.listing
            and timetables.moment(cleaned["first_day"], cleaned["leaves_at"]) <= timezone.now()
        ):
            self.add_error("leaves_at", _("That hour has passed."))

    def _check_share(self) -> None:
        if not self.cleaned_data.get("km") or not self.cleaned_data.get("power"):
            self.add_error("km", _("To share the costs, give the kilometres and the power of the car: the official scale needs them."))
            return
        ride = RidePage(**{name: value for name, value in self.fields_of_page.items() if name not in {"body", "street", "title"}})
        if refusal := ride.refusal_of_terms():
            self.add_error("amount", refusal)

    @property
    def fields_of_page(self) -> dict[str, Any]:
        asked = self.cleaned_data
        weekly = asked["frequency"] == "weekly"
        nothing = Decimal(0)
        return super().fields_of_page | {
            "margin": asked["margin"] or 0,
            "km": asked["km"] or nothing,
            "tolls": asked["tolls"] or nothing,
            "parking": asked["parking"] or nothing,
            "amount": asked["amount"] or None,
            "price_mode": RidePage.PriceMode.COST_SHARE if asked["amount"] else RidePage.PriceMode.FREE,
            "leaves_at": None if weekly else asked["leaves_at"],
            "last_day": asked["last_day"] if weekly else None,
            "out_times": self._times("out") if weekly else no_times(),
            "back_times": self._times("back") if weekly else no_times(),
            "skipped": asked["skipped"],
        }
