"""May this person: pure predicates about accounts."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from allauth.mfa.utils import is_mfa_enabled

from accounts.models import FormerPseudonym, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

NAME_KEPT = timedelta(days=365)


def can_bear(pseudonym: str, *, user: "User | None" = None) -> bool:
    """Tell whether this name is free for a newcomer, or for this person: nobody has, or had within a year, its look."""
    mine = user.pk if user else None
    if User.objects.named(pseudonym).exclude(pk=mine).exists():
        return False
    former = FormerPseudonym.objects.looking_like(pseudonym).since(timezone.now() - NAME_KEPT)
    return not former.exclude(user_id=mine).exists()


def enters_admin(user: "User | AnonymousUser") -> bool:
    """Tell whether this person has a key to the curators' desk."""
    return user.is_authenticated and user.has_perm("wagtailadmin.access_admin")


def lacks_second_factor(user: "User | AnonymousUser") -> bool:
    """Tell whether this person must set up two-step sign-in before working at the curators' desk (SEC-10)."""
    return settings.PALIER_REQUIRE_MFA_FOR_CURATORS and enters_admin(user) and not is_mfa_enabled(user)


def needs_password_for_sheet(user: "User") -> bool:
    """Tell whether making a recovery sheet takes the password: always, but in the hour of sign-up for the first sheet."""
    newcomer = user.date_joined > timezone.now() - timedelta(hours=1)
    return not newcomer or user.recovery_codes.exists()
