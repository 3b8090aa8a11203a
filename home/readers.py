"""Where the reader of a page lives, asked once per request."""

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.prepared import prepared
from home.belonging import belonging_of
from home.models import NeighbourhoodPage
from home.zones import zone_named

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from accounts.models import User

_KEPT = "_home_of_reader"


def home_of_reader(request: "HttpRequest") -> NeighbourhoodPage | None:
    """Return the open neighbourhood the reader is a confirmed resident of, or None.

    At most one query a request; below the reader's own neighbourhood none but the one that says where they belong.
    """
    if not hasattr(request, _KEPT):
        setattr(request, _KEPT, _home_of(request))
    return getattr(request, _KEPT)


def home_zone_of(user: "User") -> ZoneInfo:
    """Return the time zone of the neighbourhood a person lives in, for what is told to them alone; the portal's where they live in none."""
    return next((place.zone for place in _home(user=user.pk, now=timezone.now())), zone_named(""))


def _home_of(request: "HttpRequest") -> NeighbourhoodPage | None:
    user = getattr(request, "user", None)
    if not user or not user.is_authenticated:
        return None
    shown = getattr(request, "shown_place", None)
    if shown is not None and shown.is_open and (belonging := belonging_of(request)) and shown.pk in belonging.homes:
        return shown
    return next(iter(_home(user=user.pk, now=timezone.now())), None)


@prepared
def _home(user: Any, now: Any) -> "QuerySet":
    return NeighbourhoodPage.objects.lived_in_by(user, now)[:1]
