"""allauth's forms for passwords and addresses, worded and drawn like ours."""

from django.utils.translation import gettext_lazy as _

from allauth.account import forms as allauth_forms
from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthMFAReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm as AllauthAddWebAuthnForm
from allauth.mfa.webauthn.forms import EditWebAuthnForm as AllauthEditWebAuthnForm

from accounts.forms.wording import PASSWORD_HELP, without_placeholders


class _Plain:
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        without_placeholders(self)
        if "password1" in self.fields:
            self.fields["password1"].help_text = PASSWORD_HELP


class AddEmailForm(_Plain, allauth_forms.AddEmailForm):
    pass


class ChangePasswordForm(_Plain, allauth_forms.ChangePasswordForm):
    pass


class SetPasswordForm(_Plain, allauth_forms.SetPasswordForm):
    pass


class ResetPasswordKeyForm(_Plain, allauth_forms.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(_Plain, allauth_forms.ReauthenticateForm):
    pass


class AuthenticateForm(_Plain, AllauthAuthenticateForm):
    pass


class MFAReauthenticateForm(_Plain, AllauthMFAReauthenticateForm):
    pass


class ActivateTOTPForm(_Plain, AllauthActivateTOTPForm):
    pass


class _NamedKey:
    """A key with a name of its own, which allauth leaves in English."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of this key")


class AddWebAuthnForm(_NamedKey, AllauthAddWebAuthnForm):
    pass


class EditWebAuthnForm(_NamedKey, AllauthEditWebAuthnForm):
    pass
