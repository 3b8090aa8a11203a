"""Pages of the tree found by their address, in one or two statements that are written once; Wagtail's own walk takes two for each level."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db import models

from wagtail.models import Page

from accounts.prepared import prepared


@prepared
def _at_url_path(url_path: Any) -> models.QuerySet:
    return Page.objects.filter(url_path=url_path).order_by()[:1]  # in the tree's order PostgreSQL may read the whole tree


#: What kind of page stood at an address that ends like this: below most neighbourhoods the same (« annonces », « agenda »). A guess, no more.
_kinds: dict[str, type[Page]] = {}
_MOST_KINDS = 512


@cache
def _guessed(model: type[Page]) -> Callable[..., list[Page]]:
    return prepared(lambda url_path: model.objects.filter(url_path=url_path).order_by()[:1])


@cache
def _of_type(model: type[Page]) -> Callable[..., list[Page]]:
    return prepared(lambda number: model.objects.filter(pk=number))


def page_at(url_path: str, place: Page) -> Page | None:
    """Return the page at this path of the tree, as what it is, and with the neighbourhood it belongs to at hand."""
    for page in _found_at(url_path):
        if getattr(page, "neighbourhood_id", None) == place.pk:
            page.neighbourhood = place
        return page
    return None


def _found_at(url_path: str) -> list[Page]:
    """Ask for a page of the kind that stood at such an address before; where there is none, for what stands there."""
    ending = url_path.rstrip("/").rpartition("/")[2]
    if model := _kinds.get(ending):
        found = _guessed(model)(url_path=url_path)
        if found and found[0].specific_class is model:
            return found
    for page in _at_url_path(url_path=url_path):
        model = page.specific_class or Page
        if len(_kinds) >= _MOST_KINDS:
            _kinds.clear()
        _kinds[ending] = model
        return _of_type(model)(number=page.pk)
    return []
