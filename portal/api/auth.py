"""Who asks: a key in the `Authorization` header, or nobody. Cookies do not count here, so no other site can use one's session."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from ninja.errors import HttpError
from ninja.security import HttpBearer

from accounts.models import User
from accounts.services import bearer


class Key(HttpBearer):
    """A member's key. A wrong or ended one is refused, never taken for a visitor (TEN-10)."""

    def authenticate(self, request: HttpRequest, token: str) -> User:
        user = bearer(token)
        if user is None:
            raise HttpError(401, "This key does not open anything.")
        return user


def visitor(request: HttpRequest) -> AnonymousUser | None:
    """Let somebody without a key read what is public."""
    return AnonymousUser() if "Authorization" not in request.headers else None


MEMBER = [Key()]
ANYBODY = [visitor, Key()]
