"""Exchanging a service for another, or hours."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from listings import tags
from listings.forms.listing import ListingForm, refuse_contacts
from listings.hours import in_words
from listings.models import ExchangePage

#: What the first question means: mode and direction.
DEALS = {"swap": ("swap", "offer"), "give": ("time", "offer"), "ask": ("time", "request")}
LENGTHS = (30, 60, 90, 120, 180, 240)


def _skills(label: object, hint: object) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "input", "autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=250, help_text=hint, widget=widget)


class ExchangeForm(ListingForm):
    model = ExchangePage
    page_fields: ClassVar[list[str]] = ["title", "audience", "gives", "wants", "minutes", "times", "at_once"]
    asked: ClassVar[tuple[str, ...]] = ("gives", "wants", "minutes", "times")

    direction = None
    deal = forms.ChoiceField(
        label=gettext_lazy("You…"),
        choices=[
            ("swap", gettext_lazy("swap one service for another")),
            ("give", gettext_lazy("give hours, which your time account counts")),
            ("ask", gettext_lazy("ask for hours, and give them back to whomever you like")),
        ],
        initial="swap",
        widget=forms.RadioSelect(attrs={"class": "choice"}),
    )
    gives = _skills(
        gettext_lazy("What you give"), gettext_lazy("A few words each, separated by commas, such as: sewing, alterations. Five at most.")
    )
    wants = _skills(gettext_lazy("What you look for"), gettext_lazy("The same way, such as: plumbing, English lessons."))
    minutes = forms.TypedChoiceField(
        label=gettext_lazy("How long each time?"), coerce=int, initial=60, required=False, empty_value=60,
        widget=forms.RadioSelect(attrs={"class": "chip"}),
    )  # fmt: skip
    times = forms.IntegerField(
        label=gettext_lazy("How many times in all?"), min_value=1, max_value=10, initial=1, required=False,
        widget=forms.NumberInput(attrs={"class": "input input--short"}),
    )  # fmt: skip
    at_once = forms.BooleanField(label=gettext_lazy("The first to answer gets it, without waiting for me"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["minutes"].choices = [(length, in_words(length)) for length in LENGTHS]

    def _initial(self) -> dict[str, Any]:
        initial = super()._initial()
        if self.listing is not None:
            initial |= {name: ", ".join(getattr(self.listing, name)) for name in ("gives", "wants")}
            mode = (self.listing.mode, self.listing.direction)
            initial["deal"] = next(deal for deal, meaning in DEALS.items() if meaning == mode)
        return initial

    def clean_gives(self) -> list[str]:
        return self._clean_skills("gives")

    def clean_wants(self) -> list[str]:
        return self._clean_skills("wants")

    def _clean_skills(self, name: str) -> list[str]:
        found = tags.split(refuse_contacts(self.cleaned_data[name]))
        if len(found) > tags.MOST:
            raise forms.ValidationError(_("Five at most."))
        if long := next((tag for tag in found if len(tag) > tags.LONGEST), None):
            raise forms.ValidationError(_("Say it shorter: “%(skill)s”."), params={"skill": long})
        return found

    def clean_times(self) -> int:
        return self.cleaned_data["times"] or 1

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        deal = cleaned.get("deal", "")
        if deal in {"swap", "give"} and not cleaned.get("gives") and "gives" not in self.errors:
            self.add_error("gives", _("Say what you give."))
        if deal in {"swap", "ask"} and not cleaned.get("wants") and "wants" not in self.errors:
            self.add_error("wants", _("Say what you look for."))
        return cleaned

    @property
    def fields_of_page(self) -> dict[str, Any]:
        """Return what the service writes to the page; a skill that the chosen way has no place for is left out."""
        fields = super().fields_of_page
        fields["mode"], fields["direction"] = DEALS[self.cleaned_data["deal"]]
        if fields["mode"] == ExchangePage.Mode.TIME:
            fields["wants" if fields["direction"] == "offer" else "gives"] = []
        return fields
