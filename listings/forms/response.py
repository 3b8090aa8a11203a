"""A neighbour's answer."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from listings.models import ListingPage


class ResponseForm(forms.Form):
    slot = forms.ChoiceField(label=gettext_lazy("When can you come?"), required=False, widget=forms.RadioSelect)
    quantity = forms.IntegerField(
        label=gettext_lazy("How many"),
        min_value=1,
        initial=1,
        required=False,
        widget=forms.NumberInput(attrs={"class": "input input--short"}),
    )
    message = forms.CharField(
        label=gettext_lazy("A word"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"class": "input input--low letter", "rows": 3}),
    )

    def __init__(self, *args: Any, listing: "ListingPage", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        windows = getattr(listing, "pickup_windows", [])
        if windows:
            other = _("Another time")
            self.fields["slot"].choices = [(window, window) for window in [*windows, other]]
            self.fields["slot"].initial = windows[0]
        else:
            del self.fields["slot"]
        if (listing.capacity or 1) > 1:
            self.fields["quantity"].max_value = listing.capacity
            self.fields["quantity"].widget.attrs["max"] = listing.capacity
        else:
            del self.fields["quantity"]

    @property
    def answer(self) -> dict[str, Any]:
        """Return what the service needs."""
        cleaned = self.cleaned_data
        return {"slot": cleaned.get("slot", ""), "quantity": cleaned.get("quantity") or 1, "message": cleaned["message"]}
