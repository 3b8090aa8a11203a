"""Why an account could not be changed, in words the person can read."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class AccountError(Exception):
    """A refusal. `str()` gives the sentence to show."""

    reason: "str | Promise" = ""

    def __str__(self) -> str:
        return str(self.reason)


class PseudonymTakenError(AccountError):
    reason = _("This name is taken, or looks too much like one that is. Add a word or a number to yours.")


class TooManyNamesError(AccountError):
    reason = _("You have changed your name as often as one may in a year. The next change is possible from %(day)s.")

    def __init__(self, again_at: datetime) -> None:
        super().__init__()
        self.again_at = again_at

    def __str__(self) -> str:
        return str(self.reason) % {"day": date_format(timezone.localtime(self.again_at), "DATE_FORMAT")}


class RecoveryRefusedError(AccountError):
    """One sentence for an unknown name, a wrong code, a used one and a cancelled request: it must teach nothing."""

    reason = _("This name and this code do not open anything. Check both on your recovery sheet.")


class TooManyTokensError(AccountError):
    reason = _("You have enough keys: revoke one first.")
