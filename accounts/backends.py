"""The one way a password becomes a person."""

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import RecoveryRequest, User
from accounts.prepared import prepared

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.db.models import QuerySet


@prepared
def _account(pk: Any) -> "QuerySet":
    pending = RecoveryRequest.objects.of(OuterRef("pk")).unfinished()
    return User.objects.filter(pk=pk).annotate(is_being_recovered=Exists(pending))


class SignInBackend(AuthenticationBackend):
    """Sign in by e-mail or by anything that looks like the pseudonym: « lavandiere » finds « Lavandière ».

    The name decides which of the two is tried, so that one password is compared whether or not the account exists:
    the time of the answer does not tell.
    """

    def get_user(self, user_id: int) -> "User | None":
        """Return whose session this is, while the account may sign in, and whether somebody asks for it: one statement, written once."""
        found = _account(pk=user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None

    def _authenticate(self, request: "HttpRequest | None", **credentials: str) -> "AbstractBaseUser | None":
        name = credentials.get("username") or credentials.get(User.USERNAME_FIELD) or credentials.get("email") or ""
        password = credentials.get("password") or ""
        if "@" in name:
            return self._authenticate_by_email(name, password)
        return self._check_password(User.objects.named(name).first() if name else None, password)
