"""Where the reader of a page lives, asked once per request."""

from typing import TYPE_CHECKING, Any

from accounts.prepared import prepared
from home.belonging import belonging_of
from home.models import NeighbourhoodPage

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

_KEPT = "_home_of_reader"


def home_of_reader(request: "HttpRequest") -> NeighbourhoodPage | None:
    """Return the open neighbourhood the reader is a confirmed resident of, or None.

    At most two queries a request: where the reader belongs, and the page itself unless it is the one shown.
    """
    if not hasattr(request, _KEPT):
        setattr(request, _KEPT, _home_of(request))
    return getattr(request, _KEPT)


def _home_of(request: "HttpRequest") -> NeighbourhoodPage | None:
    user = getattr(request, "user", None)
    belonging = belonging_of(request) if user and user.is_authenticated else None
    if belonging is None or not belonging.homes:
        return None
    shown = getattr(request, "shown_place", None)
    if shown is not None and shown.pk in belonging.homes and shown.is_open:
        return shown
    return next((page for number in belonging.homes for page in _open_place(pk=number)), None)


@prepared
def _open_place(pk: Any) -> "QuerySet":
    return NeighbourhoodPage.objects.filter(pk=pk, state__in=["live", "dormant"])
