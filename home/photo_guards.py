"""Who may see a restricted photo. Upper rooms answer for what is theirs, from their own `photo_guards.py`."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from home.permissions import is_operator

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from home.models import Photo

Guard = Callable[["Photo", "User | AnonymousUser"], bool]
_guards: list[Guard] = []


def photo_guard(guard: Guard) -> Guard:
    """Register a predicate: does this person see the photo, because of something of mine that shows it?"""
    _guards.append(guard)
    return guard


def can_see_photo(user: "User | AnonymousUser", photo: "Photo") -> bool:
    """Tell whether this person may see the photo: everybody, its sender, the operator, or whom a guard lets in."""
    if not photo.restricted or is_operator(user):
        return True
    if user.is_authenticated and photo.uploaded_by_user_id == user.pk:
        return True
    return any(guard(photo, user) for guard in _guards)
