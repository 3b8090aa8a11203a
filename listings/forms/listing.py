"""What the form of every kind of listing asks."""

import re
from decimal import Decimal
from html import unescape
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.html import linebreaks, strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.locate import contains
from listings import limits
from listings.forms.asked import mark_asked
from listings.forms.pictures import PicturesForm
from listings.models import ListingPage

if TYPE_CHECKING:
    from accounts.models import User
    from home.models import NeighbourhoodPage

_PHONE = re.compile(r"(?:\+33|0)\s?[1-9](?:[\s.\-]?\d{2}){4}")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_HOUSE_NUMBER = re.compile(r"^\s*\d")
_GAP = re.compile(r"\n{3,}")
_END_OF_PARAGRAPH = re.compile(r"</(?:p|li)>")


def refuse_contacts(text: str) -> str:
    """Keep phone numbers and addresses out of what neighbours read: an answer reaches the author without them."""
    if found := _PHONE.search(text) or _MAIL.search(text):
        raise forms.ValidationError(
            _("Take “%(contact)s” out. You can give it to one person when you accept their answer."), params={"contact": found[0]}
        )
    return text


class ListingForm(PicturesForm):
    """Subclass with a `model`, further fields, and the names of those that go to the page in `page_fields`."""

    model: ClassVar[type[ListingPage]]
    page_fields: ClassVar[list[str]] = ["direction", "title", "audience"]
    #: Not required of everybody, and not optional where they matter.
    asked: ClassVar[tuple[str, ...]] = ()

    direction = forms.ChoiceField(
        label=gettext_lazy("You…"),
        choices=ListingPage.Direction.choices,
        initial="offer",
        widget=forms.RadioSelect(attrs={"class": "choice"}),
    )
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=limits.TITLE_LENGTH,
        min_length=3,
        help_text=gettext_lazy("As you would say it on the landing."),
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    words = forms.CharField(
        label=gettext_lazy("Your words"),
        max_length=3000,
        help_text=gettext_lazy("No surname and no number: neighbours answer you here."),
        widget=forms.Textarea(attrs={"class": "input letter", "rows": 6}),
    )
    street = forms.CharField(
        label=gettext_lazy("Your street, as shown"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Without the number. Leave it empty to show no street."),
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    audience = forms.ChoiceField(
        label=gettext_lazy("Who may see this listing?"),
        choices=ListingPage.Audience.choices,
        initial="neighbourhood",
        widget=forms.RadioSelect,
    )

    def __init__(
        self, *args: Any, user: "User", neighbourhood: "NeighbourhoodPage", listing: ListingPage | None = None, **kwargs: Any
    ) -> None:
        self.user, self.neighbourhood, self.listing = user, neighbourhood, listing
        super().__init__(*args, initial=self._initial(), **kwargs)
        self.order_fields(self.field_order)
        allowed = self.model.audiences()
        self.fields["audience"].choices = [choice for choice in ListingPage.Audience.choices if choice[0] in allowed]
        self.takes_pictures = self.model.takes_pictures
        self.add_picture_fields()
        mark_asked(self, *self.asked)

    def _initial(self) -> dict[str, Any]:
        if self.listing is None:
            mine = self.neighbourhood.memberships.of(self.user).active().first()
            return {"street": mine.street if mine else ""}
        initial = {name: getattr(self.listing, name) for name in self.page_fields}
        return initial | {"street": self.listing.street, "words": plain(self.listing.body)}

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """Return what the field begins with; a whole number as people write it: 55 km, not 55.0."""
        value = super().get_initial_for_field(field, field_name)
        return int(value) if isinstance(value, Decimal) and value == int(value) else value

    def clean_title(self) -> str:
        return refuse_contacts(self.cleaned_data["title"])

    def clean_words(self) -> str:
        return refuse_contacts(self.cleaned_data["words"])

    def clean_street(self) -> str:
        street = self.cleaned_data["street"]
        if _HOUSE_NUMBER.match(street):
            raise forms.ValidationError(_("Leave the house number out: it is never shown."))
        return street

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.position and not contains(self.neighbourhood.pk, *self.position):
            self.add_error(None, _("The place you marked is outside your neighbourhood."))
        return cleaned

    @property
    def position(self) -> tuple[float, float] | None:
        lat, lon = self.cleaned_data.get("lat"), self.cleaned_data.get("lon")
        return None if lat is None or lon is None else (lat, lon)

    @property
    def parts(self) -> dict[str, Any]:
        """Return what the service keeps beside the page; most kinds have nothing there."""
        return {}

    @property
    def fields_of_page(self) -> dict[str, Any]:
        """Return what the service writes to the page. The words are escaped: only curators write markup."""
        values = {name: self.cleaned_data[name] for name in self.page_fields}
        return values | {"street": self.cleaned_data["street"], "body": linebreaks(self.cleaned_data["words"], autoescape=True)}


def plain(body: str) -> str:
    """Return rich text as it stands in a text field: paragraphs apart, no markup."""
    text = _END_OF_PARAGRAPH.sub("\n\n", body.replace("<br>", "\n").replace("<br/>", "\n"))
    return _GAP.sub("\n\n", unescape(strip_tags(text))).strip()
