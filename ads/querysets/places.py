"""The places a person runs: what every screen of a curator begins with (F14)."""

from typing import TYPE_CHECKING

from django.db.models import Q
from django.db.models.functions import Length, Substr

from wagtail.models import Page

from home.models import NeighbourhoodPage, TownPage
from home.permissions import is_operator

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from accounts.models import User


def neighbourhoods_run_by(user: "User | AnonymousUser") -> "QuerySet[NeighbourhoodPage]":
    """Return the neighbourhoods whose shops this person decides about: their curators', their town's, all for operators."""
    everywhere = NeighbourhoodPage.objects.order_by("title")
    if is_operator(user):
        return everywhere
    if not user.is_authenticated or not user.is_active:
        return everywhere.none()
    groups = user.groups.values("pk")
    towns = TownPage.objects.filter(curator_group__in=groups).values("path")
    parent_path = Substr("path", 1, Length("path") - Page.steplen)
    return everywhere.annotate(parent_path=parent_path).filter(Q(curator_group__in=groups) | Q(parent_path__in=towns))


def towns_run_by(user: "User | AnonymousUser") -> "QuerySet[TownPage]":
    """Return the towns whose rate cards this person writes: their curators', all for operators."""
    if is_operator(user):
        return TownPage.objects.order_by("title")
    if not user.is_authenticated or not user.is_active:
        return TownPage.objects.none()
    return TownPage.objects.filter(curator_group__in=user.groups.values("pk")).order_by("title")
