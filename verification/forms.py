"""What people type on the way in: an address, a code, a reference."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.pseudonyms import MAXIMUM_LENGTH
from home.models.places import VerificationMethod
from verification import codes
from verification.addresses import Address
from verification.models import DeskCode, PlacePolicy
from verification.services import Policy


class AddressForm(forms.Form):
    """An address as the post reads it. What the post cannot deliver to is refused by the service, field by field."""

    recipient = forms.CharField(
        label=_("Name on the letterbox"),
        help_text=_("The post needs it; your neighbours never see it."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    street = forms.CharField(
        label=_("Number and street"),
        help_text=_("For instance 5 bis rue Haute. In a hamlet, the name of the place."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "address-line1"}),
    )
    apartment = forms.CharField(
        label=_("Flat, floor, staircase"), max_length=60, required=False, widget=forms.TextInput(attrs={"autocomplete": "address-line2"})
    )
    building = forms.CharField(
        label=_("Building, residence"), max_length=60, required=False, widget=forms.TextInput(attrs={"autocomplete": "address-line3"})
    )
    locality = forms.CharField(
        label=_("Locality"), max_length=60, required=False, widget=forms.TextInput(attrs={"autocomplete": "address-level3"})
    )
    postcode = forms.CharField(
        label=_("Postcode"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "numeric", "class": "input--short"}),
    )
    town = forms.CharField(label=_("Town"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "address-level2"}))
    show_street = forms.BooleanField(
        label=_("Show my street to my neighbours"), help_text=_("Without the number. Leave it unticked to show nothing."), required=False
    )

    def address(self) -> Address:
        """Return the cleaned address."""
        return Address(**{name: value for name, value in self.cleaned_data.items() if name != "show_street"})


class DeskForm(forms.Form):
    """What a curator notes of somebody at the counter: the kind of paper, and an address that is hashed at once."""

    evidence = forms.ChoiceField(label=_("What did they show you?"), choices=DeskCode.Evidence, widget=forms.RadioSelect)
    street = forms.CharField(label=_("Number and street"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    apartment = forms.CharField(
        label=_("Flat, floor, staircase"), max_length=60, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    building = forms.CharField(
        label=_("Building, residence"), max_length=60, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    locality = forms.CharField(label=_("Locality"), max_length=60, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    postcode = forms.CharField(label=_("Postcode"), max_length=12, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    town = forms.CharField(label=_("Town"), max_length=60)
    recipient = forms.CharField(
        label=_("Name on the letterbox"),
        help_text=_("Only where houses have no number. It is part of the fingerprint and not kept."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def address(self) -> Address:
        """Return the cleaned address."""
        return Address(**{name: value for name, value in self.cleaned_data.items() if name != "evidence"})


class CodeInput(forms.TextInput):
    """Eight boxes: what is shown again after a refusal fits them, without hyphen or spaces."""

    def format_value(self, value: str | None) -> str:
        return codes.read(value or "")


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code of the postcard"),
        help_text=_("Eight letters and digits. Never an O or an I; the hyphen is optional."),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "class": "code",
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "maxlength": "12",
            }
        ),
    )

    def clean_code(self) -> str:
        """Refuse what no card bears, so that a slip of the finger costs no try."""
        code = codes.read(self.cleaned_data["code"])
        if not codes.is_possible(code):
            raise forms.ValidationError(_("A code has eight letters and digits. Copy all of them."))
        return code


class RecoveryCardForm(AddressForm):
    """Who wants to come back, and the home the account was verified at."""

    pseudonym = forms.CharField(
        label=_("Your name on the door"), max_length=MAXIMUM_LENGTH, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    show_street = None
    field_order = ("pseudonym",)

    def address(self) -> Address:
        return Address(**{name: value for name, value in self.cleaned_data.items() if name != "pseudonym"})


class RecoveryCodeForm(CodeForm):
    pseudonym = forms.CharField(
        label=_("Your name on the door"), max_length=MAXIMUM_LENGTH, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    field_order = ("pseudonym", "code")


class RecoveryVouchersForm(forms.Form):
    """Who wants to come back by the two neighbours who let them in."""

    pseudonym = forms.CharField(
        label=_("Your name on the door"), max_length=MAXIMUM_LENGTH, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )


class RecoveryWordsForm(RecoveryVouchersForm):
    code = forms.CharField(
        label=_("The code you kept"),
        max_length=40,
        help_text=_("Twelve signs. Capitals and hyphens do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class RecoveryWordForm(forms.Form):
    """What a neighbour declares who helps somebody back in."""

    number = forms.CharField(
        label=_("The number they told you"),
        max_length=20,
        help_text=_("Six digits. Ask them for it: never read one to them."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "class": "input--short"}),
    )
    spoken = forms.BooleanField(
        label=_("I spoke with this person face to face, or rang them up on a number I had before."),
        error_messages={"required": _("Speak with them first. A message or an e-mail is not enough: anybody can write one.")},
    )


class PositionForm(forms.Form):
    """What the browser says of where it is, or of why it cannot. Nothing of it is ever written back into a page."""

    lat = forms.FloatField(min_value=-90, max_value=90)
    lon = forms.FloatField(min_value=-180, max_value=180)
    accuracy = forms.FloatField()


class ObjectionForm(forms.Form):
    reference = forms.CharField(
        label=_("Reference of the card"),
        help_text=_("Ten letters and digits, printed small under the square code."),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "input--short"}
        ),
    )


class PolicyForm(forms.ModelForm):
    """Which proofs count in a neighbourhood, what a position gives, and its limits."""

    methods = forms.MultipleChoiceField(
        label=_("Proofs that count"),
        choices=VerificationMethod,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The postcard and the desk are the strongest: only those confirmed by them can vouch for others."),
    )
    geolocation_gives_level_2 = forms.BooleanField(
        label=_("Three positions, on three days and once at night, are a full proof"),
        required=False,
        help_text=_("Otherwise a position lets one read and answer, and no more. A browser can be told to lie about where it is."),
    )
    field_order = ("methods", "geolocation_gives_level_2")

    class Meta:
        model = PlacePolicy
        fields = ("cards_per_day", "desk_codes_per_day", "desk_words")

    def __init__(self, *args: Any, policy: Policy, **kwargs: Any) -> None:
        super().__init__(*args, initial={**vars(policy), "methods": list(policy.methods)}, **kwargs)

    def chosen(self) -> Policy:
        """Return what was chosen."""
        return Policy(**{**self.cleaned_data, "methods": tuple(self.cleaned_data["methods"])})
