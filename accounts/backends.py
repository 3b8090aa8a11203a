"""The one way a password becomes a person."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


class SignInBackend(AuthenticationBackend):
    """Sign in by e-mail or by anything that looks like the pseudonym: « lavandiere » finds « Lavandière ».

    The name decides which of the two is tried, so that one password is compared whether or not the account exists:
    the time of the answer does not tell.
    """

    def _authenticate(self, request: "HttpRequest | None", **credentials: str) -> "AbstractBaseUser | None":
        name = credentials.get("username") or credentials.get(User.USERNAME_FIELD) or credentials.get("email") or ""
        password = credentials.get("password") or ""
        if "@" in name:
            return self._authenticate_by_email(name, password)
        return self._check_password(User.objects.named(name).first() if name else None, password)
