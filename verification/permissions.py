"""Who may do what about proofs of residence. Pure predicates and reads; curators are not trusted users (requirements F14)."""

from typing import TYPE_CHECKING

from django.db.models import Q
from django.db.models.functions import Length, Substr

from wagtail.models import Page

from home.models import Boundary, NeighbourhoodPage, TownPage
from home.models.places import VerificationMethod
from home.permissions import can_appoint, is_operator

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from accounts.models import User


def can_print(user: "User | AnonymousUser", neighbourhood: NeighbourhoodPage) -> bool:
    """Tell whether this person prints and posts the cards of a neighbourhood: its curators, its town's, and operators."""
    return can_appoint(user, neighbourhood)


def can_hand_codes(user: "User | AnonymousUser", neighbourhood: NeighbourhoodPage) -> bool:
    """Tell whether this person receives newcomers at the desk of a neighbourhood: its curators, its town's, and operators."""
    return can_appoint(user, neighbourhood)


def can_set_policy(user: "User | AnonymousUser", neighbourhood: NeighbourhoodPage) -> bool:
    """Tell whether this person decides which proofs count here: the place's curators, its town's, and operators."""
    return can_appoint(user, neighbourhood)


def neighbourhoods_printed_by(user: "User | AnonymousUser") -> "QuerySet[NeighbourhoodPage]":
    """Return the neighbourhoods whose cards this person prints: the list behind `can_print`."""
    everywhere = NeighbourhoodPage.objects.order_by("title")
    if is_operator(user):
        return everywhere
    if not user.is_authenticated or not user.is_active:
        return everywhere.none()
    groups = user.groups.values("pk")
    towns = TownPage.objects.filter(curator_group__in=groups).values("path")
    parent_path = Substr("path", 1, Length("path") - Page.steplen)
    return everywhere.annotate(parent_path=parent_path).filter(Q(curator_group__in=groups) | Q(parent_path__in=towns))


def can_join(neighbourhood: NeighbourhoodPage) -> bool:
    """Tell whether a neighbourhood takes new residents: one that is archived or was never founded does not."""
    closed = {NeighbourhoodPage.State.ARCHIVED, NeighbourhoodPage.State.LAPSED}
    return neighbourhood.live and neighbourhood.state not in closed


def accepts_postcards(neighbourhood: NeighbourhoodPage) -> bool:
    """Tell whether the neighbourhood's policy counts a postcard as a proof."""
    return VerificationMethod.POSTCARD in neighbourhood.methods


def accepts_positions(neighbourhood: NeighbourhoodPage) -> bool:
    """Tell whether the neighbourhood's policy counts a position, and has a boundary to compare it with."""
    return VerificationMethod.GEOLOCATION in neighbourhood.methods and Boundary.objects.of_place(neighbourhood.pk).exists()


def accepts_desk_codes(neighbourhood: NeighbourhoodPage) -> bool:
    """Tell whether the neighbourhood's policy counts having been seen at the desk."""
    return VerificationMethod.DESK in neighbourhood.methods


def accepts_vouches(neighbourhood: NeighbourhoodPage) -> bool:
    """Tell whether the neighbourhood's policy counts the word of two neighbours as a proof."""
    return VerificationMethod.VOUCH in neighbourhood.methods
