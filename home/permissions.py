"""Who may do what in a place. Pure predicates; a curator's rights never leave the curator's own place."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone

from home.models import Membership, NeighbourhoodPage, TownPage

#: [policy, domain.md §3] For so long a new resident sends no text messages: whoever came to annoy is usually found out by then.
NEWCOMER = timedelta(days=30)

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from accounts.models import User
    from home.models.places import PlacePage


def is_curator(user: "User | AnonymousUser", place: "PlacePage") -> bool:
    """Tell whether this person runs this very place. A town's curator runs the town, not its neighbourhoods."""
    if not user.is_authenticated or not user.is_active or place.curator_group_id is None:
        return False
    return user.groups.filter(pk=place.curator_group_id).exists()


def is_operator(user: "User | AnonymousUser") -> bool:
    """Tell whether this person operates the whole portal."""
    return user.is_authenticated and user.is_active and user.is_superuser


def runs_anything(user: "User | AnonymousUser") -> bool:
    """Tell whether this person is at any desk at all: a curator of some place, or the operator."""
    if is_operator(user):
        return True
    runs = Q(neighbourhoodpage__isnull=False) | Q(townpage__isnull=False)
    return user.is_authenticated and user.is_active and user.groups.filter(runs).exists()


def can_appoint(user: "User | AnonymousUser", place: "PlacePage") -> bool:
    """Tell whether this person may name a curator of the place: its own curators, its town's, or the operator."""
    if is_operator(user) or is_curator(user, place):
        return True
    return not isinstance(place, TownPage) and is_curator(user, TownPage.objects.parent_of(place).get())


def can_close(user: "User | AnonymousUser", neighbourhood: "NeighbourhoodPage") -> bool:
    """Tell whether this person may close a neighbourhood: the curators of its town, and the operator; not its own."""
    return is_operator(user) or is_curator(user, TownPage.objects.parent_of(neighbourhood).get())


def can_set_boundary(user: "User | AnonymousUser", place: "PlacePage") -> bool:
    """Tell whether this person may redraw the place's outline: its own curators and the operator."""
    return is_curator(user, place) or is_operator(user)


def is_resident(user: "User | AnonymousUser", neighbourhood: "NeighbourhoodPage", level: int = Membership.Level.LOCATED) -> bool:
    """Tell whether this person is a confirmed resident of the neighbourhood, at this level or above."""
    return Membership.objects.of(user).active().at(neighbourhood).filter(level__gte=level).exists()


def is_newcomer(user: "User | AnonymousUser", neighbourhood: "NeighbourhoodPage") -> bool:
    """Tell whether this person's full proof here is younger than NEWCOMER, or there is none (domain.md, section 3)."""
    settled = Membership.objects.of(user).verified().at(neighbourhood).filter(full_since__lte=timezone.now() - NEWCOMER)
    return not settled.exists()


def place_of(page_id: int) -> "PlacePage | None":
    """Return the town or neighbourhood of this page number, if it is one."""
    return NeighbourhoodPage.objects.among([page_id]).first() or TownPage.objects.filter(pk=page_id).first()


def curators_of(place: "PlacePage") -> "QuerySet[User]":
    """Return the people who run this very place, deputies included."""
    accounts = get_user_model().objects.active()
    return accounts.filter(groups=place.curator_group_id).order_by("pseudonym") if place.curator_group_id else accounts.none()


def deputies_of(place: "PlacePage", user: "User") -> "QuerySet[User]":
    """Return who may stand in for this curator: colleagues, and the curators of the town, who hold rights here already."""
    groups = Q(groups=place.curator_group_id)
    if not isinstance(place, TownPage) and (town := place.town).curator_group_id:
        groups |= Q(groups=town.curator_group_id)
    return get_user_model().objects.active().filter(groups).exclude(pk=user.pk).distinct().order_by("pseudonym")
