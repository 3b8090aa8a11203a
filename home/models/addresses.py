"""Pages of the tree found by their address, in two statements that are written once; Wagtail's own walk takes two for each level."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db import models

from wagtail.models import Page

from accounts.prepared import prepared


@prepared
def _at_url_path(url_path: Any) -> models.QuerySet:
    return Page.objects.filter(url_path=url_path).order_by()[:1]  # in the tree's order PostgreSQL may read the whole tree


@cache
def _of_type(model: type[Page]) -> Callable[..., list[Page]]:
    return prepared(lambda number: model.objects.filter(pk=number))


def page_at(url_path: str, place: Page) -> Page | None:
    """Return the page at this path of the tree, as what it is, and with the neighbourhood it belongs to at hand."""
    for page in _at_url_path(url_path=url_path):
        for specific in _of_type(page.specific_class or Page)(number=page.pk):
            if getattr(specific, "neighbourhood_id", None) == place.pk:
                specific.neighbourhood = place
            return specific
    return None
