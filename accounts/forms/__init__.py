"""Forms of the account pages."""

from accounts.forms.entrance import ResetPasswordForm, SignInForm, SignupForm
from accounts.forms.profile import DoorplateForm, LanguageForm, PhoneForm
from accounts.forms.recovery import NewPasswordForm, RecoveryForm, SheetForm

__all__ = [
    "DoorplateForm",
    "LanguageForm",
    "NewPasswordForm",
    "PhoneForm",
    "RecoveryForm",
    "ResetPasswordForm",
    "SheetForm",
    "SignInForm",
    "SignupForm",
]
