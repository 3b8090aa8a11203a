"""What every template may know about the reader's place."""

from typing import TYPE_CHECKING

from django.utils.functional import SimpleLazyObject

from home.readers import home_of_reader

if TYPE_CHECKING:
    from django.http import HttpRequest


def place(request: "HttpRequest") -> dict[str, object]:
    """Give `my_neighbourhood`: the reader's own, or None. Asked only when a template asks."""
    return {"my_neighbourhood": SimpleLazyObject(lambda: home_of_reader(request))}
