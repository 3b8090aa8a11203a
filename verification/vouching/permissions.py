"""Who may vouch, decide and revoke. Pure predicates over `rules`; curators are not trusted users (requirements F14)."""

from typing import TYPE_CHECKING

from django.utils import timezone

from home.models import NeighbourhoodPage
from home.permissions import can_appoint
from verification.permissions import accepts_vouches
from verification.vouching import rules, standings

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from home.models import Membership
    from verification.models import VouchRequest


def vouch_obstacle(user: "User | AnonymousUser", membership: "Membership") -> rules.Refusal | None:
    """Return why this person may not vouch for the holder of that membership now, or None; it says when a limit ends (VER-06)."""
    if not user.is_authenticated or not user.is_active:
        return rules.Refusal(rules.Obstacle.ELSEWHERE)
    return rules.obstacle(standings.of([user.pk])[user.pk], standings.of_applicant(membership), timezone.now())


def can_vouch(user: "User | AnonymousUser", membership: "Membership") -> bool:
    """Tell whether this person may vouch for the holder of that membership now."""
    return accepts_vouches(membership.neighbourhood) and vouch_obstacle(user, membership) is None


def neighbourhood_to_vouch_in(user: "User") -> NeighbourhoodPage | None:
    """Return the home of this person, where alone they may vouch, or None."""
    return NeighbourhoodPage.objects.home_of(user).first()


def voucher_obstacle(user: "User") -> rules.Refusal | None:
    """Return why this person may vouch for nobody at all now, or None."""
    standing = standings.of([user.pk])[user.pk]
    if standing.place is None:
        return rules.Refusal(rules.Obstacle.ELSEWHERE)
    return rules.obstacle(standing, rules.Standing(person=0, place=standing.place), timezone.now())


def can_decide(user: "User | AnonymousUser", request: "VouchRequest") -> bool:
    """Tell whether this person decides on a held request: who runs the place, and is neither newcomer nor voucher there."""
    if not can_appoint(user, request.neighbourhood) or user.pk == request.user_id:
        return False
    return not request.vouches.filter(voucher=user).exists()


def can_revoke(user: "User | AnonymousUser", membership: "Membership") -> bool:
    """Tell whether this person may end somebody's membership: who runs the place, and not their own."""
    return can_appoint(user, membership.neighbourhood) and user.pk != membership.user_id
