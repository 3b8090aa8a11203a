"""Giving an object, or looking for one."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from listings import limits
from listings.forms.listing import ListingForm, refuse_contacts
from listings.models import GiveawayPage


class GiveawayForm(ListingForm):
    model = GiveawayPage
    page_fields: ClassVar[list[str]] = [*ListingForm.page_fields, "category", "condition", "size", "quantity", "pickup", "deadline", "rule"]
    field_order: ClassVar[list[str]] = [
        "direction",
        "title",
        "category",
        "condition",
        "size",
        "quantity",
        "words",
        "pickup",
        "deadline",
        "rule",
        "street",
    ]

    direction = forms.ChoiceField(
        label=gettext_lazy("You…"),
        choices=[("offer", gettext_lazy("give an object")), ("request", gettext_lazy("look for an object"))],
        initial="offer",
        widget=forms.RadioSelect(attrs={"class": "choice"}),
    )
    category = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        choices=[("", "—"), *GiveawayPage.Category.choices],
        widget=forms.Select(attrs={"class": "input"}),
    )
    condition = forms.ChoiceField(
        label=gettext_lazy("Condition"),
        choices=GiveawayPage.Condition.choices,
        initial="good",
        widget=forms.RadioSelect(attrs={"class": "chip"}),
    )
    size = forms.ChoiceField(
        label=gettext_lazy("Size"), choices=GiveawayPage.Size.choices, initial="bag", widget=forms.RadioSelect(attrs={"class": "chip"})
    )
    quantity = forms.IntegerField(
        label=gettext_lazy("How many"),
        min_value=1,
        max_value=99,
        initial=1,
        widget=forms.NumberInput(attrs={"class": "input input--short"}),
    )
    pickup = forms.CharField(
        label=gettext_lazy("When can it be fetched?"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("One time per line, such as: Wednesday, 6 pm to 8 pm."),
        widget=forms.Textarea(attrs={"class": "input input--low", "rows": 3}),
    )
    deadline = forms.DateField(
        label=gettext_lazy("To be fetched before"),
        required=False,
        widget=forms.DateInput(attrs={"class": "input input--short", "type": "date"}, format="%Y-%m-%d"),
    )
    rule = forms.ChoiceField(
        label=gettext_lazy("Who gets it?"), choices=GiveawayPage.Rule.choices, initial="first", widget=forms.RadioSelect
    )

    def clean_pickup(self) -> str:
        return refuse_contacts(self.cleaned_data["pickup"])

    def clean_deadline(self) -> date | None:
        deadline, today = self.cleaned_data["deadline"], timezone.localdate()
        if deadline and deadline < today and deadline != (self.listing and self.listing.deadline):
            raise forms.ValidationError(_("That day has passed. Choose a day to come."))
        if deadline and deadline > today + limits.LIFETIME:
            raise forms.ValidationError(_("A listing lives sixty days at most. Choose an earlier day."))
        return deadline

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("rule") == GiveawayPage.Rule.DRAW and not cleaned.get("deadline") and "deadline" not in self.errors:
            self.add_error("deadline", _("A draw needs its day."))
        return cleaned
