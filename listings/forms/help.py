"""Lending a hand or an object, or asking for one."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy

from listings.forms.listing import ListingForm, refuse_contacts
from listings.models import HelpPage


class HelpForm(ListingForm):
    model = HelpPage
    page_fields: ClassVar[list[str]] = [*ListingForm.page_fields, "form", "skill", "when", "longest_days", "care", "at_once"]
    asked: ClassVar[tuple[str, ...]] = ("longest_days",)

    direction = forms.ChoiceField(
        label=gettext_lazy("You…"),
        choices=[("offer", gettext_lazy("offer")), ("request", gettext_lazy("ask"))],
        initial="offer",
        widget=forms.RadioSelect(attrs={"class": "choice"}),
    )
    form = forms.ChoiceField(
        label=gettext_lazy("What is it about?"),
        choices=HelpPage.Form.choices,
        initial="hand",
        widget=forms.RadioSelect(attrs={"class": "chip"}),
    )
    skill = forms.ChoiceField(
        label=gettext_lazy("Kind of help"), choices=[("", "—"), *HelpPage.Skill.choices], widget=forms.Select(attrs={"class": "input"})
    )
    when = forms.CharField(
        label=gettext_lazy("When?"), required=False, max_length=200, widget=forms.TextInput(attrs={"class": "input"}),
        help_text=gettext_lazy("Such as: on Saturdays, or before the frost."),
    )  # fmt: skip
    longest_days = forms.IntegerField(
        label=gettext_lazy("Lent for how many days at most?"), min_value=1, max_value=60, initial=7, required=False,
        widget=forms.NumberInput(attrs={"class": "input input--short"}),
    )  # fmt: skip
    care = forms.CharField(
        label=gettext_lazy("What to take care of"), required=False, max_length=200, widget=forms.TextInput(attrs={"class": "input"})
    )
    at_once = forms.BooleanField(label=gettext_lazy("The first to ask for free days gets them, without waiting for me"), required=False)

    def clean_when(self) -> str:
        return refuse_contacts(self.cleaned_data["when"])

    def clean_care(self) -> str:
        return refuse_contacts(self.cleaned_data["care"])

    def clean_longest_days(self) -> int:
        return self.cleaned_data["longest_days"] or 7
