"""What every template may know about the reader's place."""

from typing import TYPE_CHECKING

from django.utils.functional import SimpleLazyObject

from home.models import NeighbourhoodPage

if TYPE_CHECKING:
    from django.http import HttpRequest


def place(request: "HttpRequest") -> dict[str, object]:
    """Give `my_neighbourhood`: the reader's own, or None. One query, and only when a template asks."""

    def find() -> NeighbourhoodPage | None:
        user = getattr(request, "user", None)
        return NeighbourhoodPage.objects.home_of(user).first() if user and user.is_authenticated else None

    return {"my_neighbourhood": SimpleLazyObject(find)}
