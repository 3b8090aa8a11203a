"""Who may do what about shops and their advertisements. Pure predicates; curators are not trusted users (F14)."""

from typing import TYPE_CHECKING

from ads.querysets.places import neighbourhoods_run_by

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from ads.models import Business
    from home.models import NeighbourhoodPage


def runs(user: "User | AnonymousUser", neighbourhood: "NeighbourhoodPage") -> bool:
    """Tell whether this person decides about the shops and advertisements of a neighbourhood."""
    return neighbourhoods_run_by(user).filter(pk=neighbourhood.pk).exists()


def owns(user: "User | AnonymousUser", business: "Business") -> bool:
    """Tell whether this shop is this person's."""
    return user.is_authenticated and business.owner_id == user.pk


def may_decide(user: "User | AnonymousUser", business: "Business", neighbourhood: "NeighbourhoodPage") -> bool:
    """Tell whether this person decides about a shop or its advertisement in a neighbourhood. Nobody decides about their own."""
    return not owns(user, business) and runs(user, neighbourhood)
