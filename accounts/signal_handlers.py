"""What follows from what allauth and Django do to an account."""

import time
from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from allauth.account.signals import password_changed, password_reset, password_set

from accounts.middleware import SIGNED_IN_AT
from accounts.models import User
from accounts.services import cancel_recoveries, revoke_all_tokens


@receiver(user_logged_in)
def start_clock(request: HttpRequest, **kwargs: Any) -> None:
    """Note when this session began: its life is counted from here."""
    request.session[SIGNED_IN_AT] = time.time()


@receiver([password_changed, password_reset, password_set])
def forget_recoveries(user: User, **kwargs: Any) -> None:
    """Close pending recoveries: the owner is back by another way."""
    cancel_recoveries(user=user)


@receiver([password_changed, password_reset, password_set])
def end_programs(user: User, **kwargs: Any) -> None:
    """End the keys of programs with the sessions: whoever changes a password may fear that somebody else holds one."""
    revoke_all_tokens(user=user)
