"""Who is told about a place: those who decide about it, and those who belong to it."""

from typing import TYPE_CHECKING

from accounts.models import User

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from home.models import NeighbourhoodPage


def reviewers_of(place: "NeighbourhoodPage") -> "QuerySet[User]":
    """Return the curators of the place's town; where there is none, the operators."""
    curators = User.objects.active().filter(groups=place.town.curator_group_id).exclude(groups=None)
    return curators if curators.exists() else User.objects.active().filter(is_superuser=True)


def members_of(place: "NeighbourhoodPage") -> "QuerySet[User]":
    """Return the people who belong, or begin to belong, to a place."""
    return User.objects.active().filter(
        memberships__neighbourhood=place, memberships__state__in=["started", "pending", "confirmed", "expiring"]
    )
