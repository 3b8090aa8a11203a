"""What changes an account. Signing in and out, passwords and e-mail addresses are django-allauth's."""

from accounts.services.errors import AccountError, PseudonymTakenError, RecoveryRefusedError, TooManyNamesError
from accounts.services.profile import change_language, change_phone, rename
from accounts.services.recovery import (
    announce_recovery,
    begin_delay,
    cancel_recoveries,
    complete_recovery,
    enter_recovery_code,
    make_recovery_sheet,
    note_recovery,
    open_recovery,
)
from accounts.services.tokens import bearer, create_token, revoke_all_tokens, revoke_token

__all__ = [
    "AccountError",
    "PseudonymTakenError",
    "RecoveryRefusedError",
    "TooManyNamesError",
    "announce_recovery",
    "bearer",
    "begin_delay",
    "cancel_recoveries",
    "change_language",
    "change_phone",
    "complete_recovery",
    "create_token",
    "enter_recovery_code",
    "make_recovery_sheet",
    "note_recovery",
    "open_recovery",
    "rename",
    "revoke_all_tokens",
    "revoke_token",
]
