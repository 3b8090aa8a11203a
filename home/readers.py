"""Where the reader of a page lives, asked once per request."""

from typing import TYPE_CHECKING

from home.models import NeighbourhoodPage

if TYPE_CHECKING:
    from django.http import HttpRequest

_KEPT = "_home_of_reader"


def home_of_reader(request: "HttpRequest") -> NeighbourhoodPage | None:
    """Return the neighbourhood the reader is a confirmed resident of, or None. At most one query a request."""
    if not hasattr(request, _KEPT):
        user = getattr(request, "user", None)
        found = NeighbourhoodPage.objects.home_of(user).first() if user and user.is_authenticated else None
        setattr(request, _KEPT, found)
    return getattr(request, _KEPT)
