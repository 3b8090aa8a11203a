"""A shop describes itself: what everybody reads, and what only invoices need."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.validators import RegexValidator
from django.utils.html import linebreaks, strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ads import limits
from ads.hours import block_of, lines_of, spans_of
from ads.siren import clean_number
from home.blocks.contact import DAYS
from home.geo import point_of, point_text
from home.locate import contains

if TYPE_CHECKING:
    from ads.models import Business
    from home.models import NeighbourhoodPage

_OF_FIRM = ("name", "legal_name", "vat_number", "street", "postcode", "town", "contact_email", "contact_phone")


def _line(label: Any, length: int, *, required: bool = True, hint: Any = "", **attrs: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "input", **attrs})
    return forms.CharField(label=label, max_length=length, required=required, help_text=hint, widget=widget)


class BusinessForm(forms.Form):
    PUBLIC: ClassVar[list[str]] = ["name", "trade", "words"]
    PRIVATE: ClassVar[list[str]] = ["number", "legal_name", "street", "postcode", "town", "vat_number", "contact_email", "contact_phone"]

    name = _line(gettext_lazy("Name of the shop"), 80)
    trade = _line(gettext_lazy("Trade"), 80, hint=gettext_lazy("As on the sign: bakery, bicycles, hairdresser."))
    words = forms.CharField(
        label=gettext_lazy("What are you known for?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"class": "input letter", "rows": 4}),
    )
    number = _line(
        gettext_lazy("SIREN or SIRET"), 20, hint=gettext_lazy("Nine or fourteen digits, with or without spaces."), inputmode="numeric"
    )
    legal_name = _line(gettext_lazy("Name of the firm"), 120, hint=gettext_lazy("As it stands on your invoices."))
    street = _line(gettext_lazy("Street and number"), 120)
    postcode = forms.CharField(
        label=gettext_lazy("Postcode"),
        validators=[RegexValidator(r"^[0-9]{5}$", gettext_lazy("A postcode has five digits."))],
        widget=forms.TextInput(attrs={"class": "input input--short", "inputmode": "numeric"}),
    )
    town = _line(gettext_lazy("Town"), 60)
    vat_number = _line(gettext_lazy("VAT number"), 20, required=False, hint=gettext_lazy("Only if you have one: FR and eleven signs."))
    contact_email = forms.EmailField(label=gettext_lazy("E-mail"), required=False, widget=forms.EmailInput(attrs={"class": "input"}))
    contact_phone = _line(gettext_lazy("Phone"), 20, required=False)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)

    def __init__(self, *args: Any, neighbourhood: "NeighbourhoodPage", business: "Business | None" = None, **kwargs: Any) -> None:
        self.neighbourhood, self.business = neighbourhood, business
        super().__init__(*args, initial=self._initial(), **kwargs)
        lines = lines_of(business.page.hours) if business and business.page else [""] * len(DAYS)
        for (key, label), line in zip(DAYS, lines, strict=True):
            self.fields[f"day_{key}"] = _line(str(label).capitalize(), 60, required=False)
            self.initial[f"day_{key}"] = line

    def _initial(self) -> dict[str, Any]:
        if self.business is None:
            return {}
        page = self.business.page
        initial = {name: getattr(self.business, name) for name in _OF_FIRM}
        initial |= {"number": self.business.siret or self.business.siren, "trade": page.trade}
        initial["words"] = strip_tags(page.description.replace("</p>", "\n\n").replace("<br>", "\n")).strip()
        if point := point_of(page.location):
            initial |= {"lat": point[0], "lon": point[1]}
        return initial

    def clean_number(self) -> tuple[str, str]:
        return clean_number(self.cleaned_data["number"])

    def clean_vat_number(self) -> str:
        number = self.cleaned_data["vat_number"].replace(" ", "").upper()
        if number and not (number.startswith("FR") and len(number) == 13 and number[4:].isdecimal()):
            raise forms.ValidationError(_("A French VAT number is FR, two signs, and your SIREN."))
        return number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for key, _label in DAYS:
            try:
                spans_of(cleaned.get(f"day_{key}", ""))
            except forms.ValidationError as refusal:
                self.add_error(f"day_{key}", refusal)
        vat, number = cleaned.get("vat_number"), cleaned.get("number")
        if vat and number and vat[4:] != number[0]:
            self.add_error("vat_number", _("The last nine digits of your VAT number are your SIREN: these two differ."))
        if self._point and not contains(self.neighbourhood.pk, *self._point):
            self.add_error(None, _("The place you marked is outside the neighbourhood."))
        return cleaned

    @property
    def _point(self) -> tuple[float, float] | None:
        lat, lon = self.cleaned_data.get("lat"), self.cleaned_data.get("lon")
        return None if lat is None or lon is None else (lat, lon)

    @property
    def days(self) -> list[forms.BoundField]:
        return [self[f"day_{key}"] for key, _label in DAYS]

    @property
    def fields_of_business(self) -> dict[str, Any]:
        values = {name: self.cleaned_data[name] for name in _OF_FIRM}
        values["siren"], values["siret"] = self.cleaned_data["number"]
        return values

    @property
    def fields_of_page(self) -> dict[str, Any]:
        """Return what the page gets. The words are escaped: only curators write markup."""
        data = self.cleaned_data
        return {
            "trade": data["trade"],
            "description": linebreaks(data["words"], autoescape=True) if data["words"] else "",
            "hours": block_of(data["name"], [data[f"day_{key}"] for key, _label in DAYS]),
            "address": f"{data['street']}, {data['postcode']} {data['town']}",
            "location": point_text(*self._point) if self._point else "",
        }


class WordForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Your word of the week"),
        max_length=limits.POST_LENGTH,
        help_text=gettext_lazy("Free, once a week, on your page and in the list of shops."),
        widget=forms.Textarea(attrs={"class": "input input--low letter", "rows": 3}),
    )
