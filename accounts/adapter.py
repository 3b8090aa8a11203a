"""What Palier decides differently from django-allauth."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress

from accounts import pseudonyms
from accounts.language import remember_language
from accounts.networks import network_of
from accounts.permissions import can_bear
from accounts.services.errors import PseudonymTakenError

_MISMATCH = _("This name and this password do not go together.")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_taken": PseudonymTakenError.reason,
        "username_password_mismatch": _MISMATCH,
        "email_password_mismatch": _MISMATCH,
        "too_many_login_attempts": _("Too many tries from here. Wait five minutes, then try again."),
    }

    def clean_username(self, username: str, shallow: bool = False) -> str:
        pseudonym = pseudonyms.normalize(username)
        pseudonyms.validate(pseudonym)
        if not shallow and not can_bear(pseudonym):
            raise ValidationError(PseudonymTakenError.reason, code="username_taken")
        return pseudonym

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count failures by (account, network): a stranger's tries elsewhere never lock the owner out (SEC-07)."""
        name = credentials.get("username") or credentials.get("email") or ""
        account = name.lower() if "@" in name else pseudonyms.fold(name)
        return f"{network_of(request)} {account}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write in the language of who reads, not of who asked."""
        reader = context.get("user")
        with translation.override(reader.language if reader else translation.get_language()):
            super().send_mail(template_prefix, email, context)

    def send_notification_mail(
        self, template_prefix: str, user: AbstractBaseUser, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell of a change at a confirmed address only: a mistyped one must not learn what happens here."""
        email = email or EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True).first()
        if email:
            super().send_notification_mail(template_prefix, user, {**(context or {}), "user": user}, email)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        return remember_language(response, user.language)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:home")
