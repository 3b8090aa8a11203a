"""Who decides about which places. The lists behind `home.permissions.can_close` and the desk."""

from typing import TYPE_CHECKING

from django.db.models.functions import Length, Substr

from wagtail.models import Page

from home.models import NeighbourhoodPage
from home.permissions import is_operator
from verification.founding.querysets import town_paths_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from home.querysets import NeighbourhoodQuerySet


def places_closed_by(user: "User | AnonymousUser") -> "NeighbourhoodQuerySet":
    """Return the places this person may close, or whose export may fetch: those of one's towns; all for the operator."""
    ever_open = NeighbourhoodPage.objects.filter(state__in=["live", "dormant", "archived"]).order_by("title")
    if is_operator(user):
        return ever_open
    if not user.is_authenticated or not user.is_active:
        return ever_open.none()
    parent = Substr("path", 1, Length("path") - Page.steplen)
    return ever_open.alias(parent_path=parent).filter(parent_path__in=town_paths_of(user))


def decides_somewhere(user: "User | AnonymousUser") -> bool:
    """Tell whether the desk of places is this person's: a curator of a town, or the operator."""
    return is_operator(user) or (user.is_authenticated and user.is_active and town_paths_of(user).exists())
