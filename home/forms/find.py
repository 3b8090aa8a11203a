"""Three ways to say where one lives: a town's name, an address, a point."""

from django import forms
from django.utils.translation import gettext_lazy as _


class TownForm(forms.Form):
    ville = forms.CharField(
        label=_("Your town"),
        max_length=100,
        required=False,
        strip=True,
        widget=forms.TextInput(attrs={"class": "input", "type": "search", "autocomplete": "address-level2"}),
    )


class AddressForm(forms.Form):
    q = forms.CharField(label=_("Your address"), max_length=200, strip=True)


class PositionForm(forms.Form):
    lat = forms.FloatField(min_value=-90, max_value=90)
    lon = forms.FloatField(min_value=-180, max_value=180)
