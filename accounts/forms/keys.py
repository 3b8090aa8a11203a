"""allauth's forms for passwords and addresses, worded and drawn like ours."""

from allauth.account import forms as allauth_forms
from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthMFAReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateTOTPForm

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
