"""What a person changes on the account page. Each form is its own post."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from phonenumber_field.formfields import PhoneNumberField

from accounts import pseudonyms


class DoorplateForm(forms.Form):
    pseudonym = forms.CharField(
        label=_("The name on your door"),
        max_length=pseudonyms.MAXIMUM_LENGTH,
        help_text=_("It draws your plate. You may change it twice a year."),
    )

    def clean_pseudonym(self) -> str:
        pseudonym = pseudonyms.normalize(self.cleaned_data["pseudonym"])
        pseudonyms.validate(pseudonym)
        return pseudonym


class PhoneForm(forms.Form):
    phone = PhoneNumberField(label=_("Phone"), required=False, help_text=_("For urgent alerts by SMS. Leave it empty to have none."))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].widget.attrs |= {"type": "tel", "autocomplete": "tel"}


class LanguageForm(forms.Form):
    language = forms.ChoiceField(label=_("Pages and messages in"), choices=settings.LANGUAGES, widget=forms.RadioSelect)
