"""The recovery sheet, and coming back with one of its codes."""

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from accounts import pseudonyms
from accounts.forms.wording import PASSWORD_HELP
from accounts.models import User


class SheetForm(forms.Form):
    """Making a sheet takes the password, except right after signing up."""

    password = forms.CharField(
        label=_("Your password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args, needs_password: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not needs_password:
            del self.fields["password"]


class RecoveryForm(forms.Form):
    pseudonym = forms.CharField(
        label=_("Your name on the door"), max_length=pseudonyms.MAXIMUM_LENGTH, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    code = forms.CharField(
        label=_("A code of your recovery sheet"),
        max_length=40,
        help_text=_("Twelve signs. Capitals and hyphens do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class NewPasswordForm(forms.Form):
    password = forms.CharField(
        label=_("New password"), strip=False, help_text=PASSWORD_HELP, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        password_validation.validate_password(password, self.user)
        return password
