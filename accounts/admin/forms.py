"""Wagtail's forms about people, less what Palier does not know: first name, last name, and a password set by somebody else."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wagtail.users import forms as wagtail_forms

from allauth.account.models import EmailAddress

from accounts.models import User
from accounts.permissions import can_bear
from accounts.services.errors import PseudonymTakenError

_FIELDS = [User.USERNAME_FIELD, "email", "language", "is_superuser", "groups"]


class _PersonForm:
    def clean_pseudonym(self) -> str:
        pseudonym = self.cleaned_data["pseudonym"]
        if not can_bear(pseudonym, user=self.instance if self.instance.pk else None):
            raise ValidationError(PseudonymTakenError.reason, code="username_taken")
        return pseudonym


class UserCreationForm(_PersonForm, wagtail_forms.UserCreationForm):
    """A colleague. No password: they choose it by asking for a reset at their address."""

    first_name = last_name = None
    email = forms.EmailField(label=_("E-mail"), help_text=_("They choose their password by “Forgotten password” at this address."))

    class Meta(wagtail_forms.UserCreationForm.Meta):
        fields = _FIELDS

    def save(self, commit: bool = True) -> User:
        user = super().save(commit=False)
        user.set_unusable_password()
        if commit:
            user.save()
            self.save_m2m()
            EmailAddress.objects.create(user=user, email=user.email.lower(), primary=True, verified=True)
        return user


class UserEditForm(_PersonForm, wagtail_forms.UserEditForm):
    """The address is shown on the person's own page only: an operator who could change it could take the account."""

    first_name = last_name = email = None

    class Meta(wagtail_forms.UserEditForm.Meta):
        fields = [User.USERNAME_FIELD, "language", "is_active", "is_superuser", "groups"]
