"""The door: signing up, signing in, asking for a new password."""

from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import ResetPasswordForm as AllauthResetPasswordForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from phonenumber_field.formfields import PhoneNumberField

from accounts import pseudonyms
from accounts.forms.wording import PASSWORD_HELP, without_placeholders
from accounts.models import User
from accounts.services.errors import PseudonymTakenError

if TYPE_CHECKING:
    from django.forms import BoundField


class SignupForm(AllauthSignupForm):
    """A pseudonym and a password are enough. E-mail and phone are ways back in, and for messages."""

    phone = PhoneNumberField(label=_("Phone"), required=False, help_text=_("For urgent alerts by SMS. Your neighbours never see it."))
    age_confirmed = forms.BooleanField()
    field_order = ["username", "password1", "email", "phone", "age_confirmed"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        without_placeholders(self)
        name = self.fields["username"]
        name.label, name.help_text = _("The name on your door"), _("A pseudonym: what your neighbours will see.")
        name.widget.attrs |= {"autocomplete": "username", "minlength": pseudonyms.MINIMUM_LENGTH, "autocapitalize": "words"}
        self.fields["password1"].help_text = PASSWORD_HELP
        self.fields["email"].label = _("E-mail")
        self.fields["email"].help_text = _("A way back in if you forget your password. Your neighbours never see it.")
        self.fields["phone"].widget.attrs |= {"type": "tel", "autocomplete": "tel"}
        self.fields["age_confirmed"].label = format_lazy(
            _("I will keep to the neighbourhood charter, and I am {age} or older."), age=settings.PALIER_MINIMUM_AGE
        )
        # The honeypot of allauth hides itself with an inline style, which our content policy refuses.
        trap = self.fields[settings.ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD]
        trap.widget.attrs = {"tabindex": "-1", "autocomplete": "off"}
        trap.label = _("Leave this field empty")

    def visible(self) -> "list[BoundField]":
        """Return the fields a person fills in: all but the trap for robots."""
        return [field for field in self.visible_fields() if field.name != settings.ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD]

    @property
    def trap(self) -> "BoundField":
        return self[settings.ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD]

    def signup(self, request: HttpRequest, user: User) -> None:
        user.phone = self.cleaned_data["phone"]
        user.age_confirmed = True
        user.language = get_language() or settings.LANGUAGE_CODE
        user.save(update_fields=["phone", "age_confirmed", "language"])

    def try_save(self, request: HttpRequest) -> "tuple[User | None, HttpResponse | None]":
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            # Two people chose look-alike names in the same second: the database let one of them in.
            messages.error(request, PseudonymTakenError.reason)
            return None, redirect("account_signup")


class SignInForm(AllauthLoginForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        without_placeholders(self)
        self.fields["login"].label = _("Your name on the door, or your e-mail")
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        self.fields["password"].help_text = ""


class ResetPasswordForm(AllauthResetPasswordForm):
    """A reset goes to a verified address only: a mistyped one must not hand the account to a stranger."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        without_placeholders(self)

    def clean_email(self) -> str:
        email = super().clean_email()
        self.users = list(User.objects.active().with_address(email))
        return email
