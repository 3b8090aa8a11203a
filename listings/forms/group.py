"""Organising a group purchase."""

from datetime import date, time
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from listings import limits, timetables
from listings.forms.dates import clock_field, day_field
from listings.forms.listing import ListingForm, refuse_contacts
from listings.forms.products import ProductsForm
from listings.models import GroupBuyPage

EXTENSIONS = [
    (0, gettext_lazy("it fails at once")),
    (1, gettext_lazy("one more time is given")),
    (2, gettext_lazy("two more times are given")),
]


class GroupForm(ProductsForm, ListingForm):
    model = GroupBuyPage
    page_fields: ClassVar[list[str]] = [
        "title", "audience", "supplier", "measure", "threshold", "most_extensions", "extension_days", "payment", "area", "helpers_wanted",
    ]  # fmt: skip
    #: The fields of the form behind GroupBuyPage.BOUND_FIELDS.
    bound_fields: ClassVar[tuple[str, ...]] = (
        "measure", "threshold", "opens_on", "closes_on", "closes_time", "most_extensions", "extension_days", "payment",
    )  # fmt: skip

    direction = None
    supplier = forms.CharField(
        label=gettext_lazy("Supplier"), max_length=120, widget=forms.TextInput(attrs={"class": "input"}),
        help_text=gettext_lazy("Who sells it, and from where."),
    )  # fmt: skip
    measure = forms.ChoiceField(
        label=gettext_lazy("It is ordered from how many…"), choices=GroupBuyPage.Measure.choices, initial="participants",
        widget=forms.RadioSelect(attrs={"class": "chip"}),
    )  # fmt: skip
    threshold = forms.DecimalField(
        label=gettext_lazy("How much is enough?"), min_value=1, max_digits=8, decimal_places=2, initial=5,
        help_text=gettext_lazy("Below it nothing is ordered, and nobody owes anything."),
        widget=forms.NumberInput(attrs={"class": "input input--short", "step": "any"}),
    )  # fmt: skip
    opens_on = day_field(gettext_lazy("Pledges from"), required=False, help_text=gettext_lazy("Leave it empty to begin at once."))
    closes_on = day_field(gettext_lazy("Pledges until"))
    closes_time = clock_field(gettext_lazy("At what time"))
    most_extensions = forms.TypedChoiceField(
        label=gettext_lazy("If there is not enough on that day"), choices=EXTENSIONS, coerce=int, initial=1, widget=forms.RadioSelect
    )
    extension_days = forms.IntegerField(
        label=gettext_lazy("How many days each time?"), min_value=1, max_value=30, initial=7,
        widget=forms.NumberInput(attrs={"class": "input input--short"}),
    )  # fmt: skip
    payment = forms.ChoiceField(
        label=gettext_lazy("How does one pay?"), choices=GroupBuyPage.Payment.choices, initial="pickup", widget=forms.RadioSelect
    )
    area = forms.CharField(
        label=gettext_lazy("Where is it handed out, roughly?"), max_length=120, widget=forms.TextInput(attrs={"class": "input"}),
        help_text=gettext_lazy("What everybody who reads the listing may know, such as: on the quay."),
    )  # fmt: skip
    exact = forms.CharField(
        label=gettext_lazy("Where, exactly?"), required=False, max_length=200,
        help_text=gettext_lazy("Told only to those who take part, once it is settled."),
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )  # fmt: skip
    helpers_wanted = forms.IntegerField(
        label=gettext_lazy("How many helpers do you need to hand it out?"), required=False, min_value=0, max_value=20, initial=0,
        widget=forms.NumberInput(attrs={"class": "input input--short"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_rows()
        self.is_bound_by_pledges = bool(self.listing and self.listing.responses.live().exists())
        if self.is_bound_by_pledges:
            for name in self.bound_fields:
                self.fields[name].disabled = True

    def _initial(self) -> dict[str, Any]:
        initial = super()._initial()
        if (listing := self.listing) is None:
            return initial | {"closes_time": "20:00"}
        closes = timezone.localtime(listing.closes_at)
        initial |= {"closes_on": closes.date(), "closes_time": closes.time().replace(second=0, microsecond=0)}
        initial["opens_on"] = timezone.localdate(listing.opens_at) if listing.opens_at else None
        if place := getattr(listing, "exact_place", None):
            initial["exact"] = place.words
        return initial

    def clean_area(self) -> str:
        return refuse_contacts(self.cleaned_data["area"])

    def clean_supplier(self) -> str:
        return refuse_contacts(self.cleaned_data["supplier"])

    def clean_closes_on(self) -> date:
        day, today = self.cleaned_data["closes_on"], timezone.localdate()
        if self.is_bound_by_pledges:
            return day
        if day < today:
            raise forms.ValidationError(_("That day has passed. Choose a day to come."))
        if day > today + limits.LIFETIME:
            raise forms.ValidationError(_("A listing lives sixty days at most. Choose an earlier day."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.is_bound_by_pledges:
            return cleaned
        if cleaned.get("measure") != GroupBuyPage.Measure.AMOUNT and cleaned.get("threshold") and cleaned["threshold"] % 1:
            self.add_error("threshold", _("This is a whole number."))
        if {"closes_on", "closes_time"} <= cleaned.keys():
            closes = timetables.moment(cleaned["closes_on"], cleaned["closes_time"])
            if closes <= timezone.now():
                self.add_error("closes_time", _("That hour has passed."))
            if cleaned.get("opens_on") and cleaned["opens_on"] >= cleaned["closes_on"]:
                self.add_error("opens_on", _("It would close before it opens."))
            if any(slot[0] < closes for slot in self.pickup_hours):
                self.add_error("day_0", _("The pick-up begins before the last day to pledge."))
        return cleaned

    @property
    def fields_of_page(self) -> dict[str, Any]:
        asked = self.cleaned_data
        fields = super().fields_of_page | {"helpers_wanted": asked["helpers_wanted"] or 0, "price_mode": GroupBuyPage.PriceMode.COST_SHARE}
        if self.is_bound_by_pledges:
            return {name: value for name, value in fields.items() if name not in GroupBuyPage.BOUND_FIELDS}
        opens = timetables.moment(asked["opens_on"], time.min) if asked["opens_on"] else None
        return fields | {"opens_at": opens, "closes_at": timetables.moment(asked["closes_on"], asked["closes_time"])}

    @property
    def parts(self) -> dict[str, Any]:
        return {"exact_place": (self.cleaned_data["exact"], True), "products": self.products, "slots": self.pickup_hours}
