"""Advertisements in templates: `{% ad_slot "neighbourhood-home" neighbourhood.pk %}`. Chosen by page and week, and by nothing else."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString

from ads import components, drawings
from ads.invoices import pdf
from ads.querysets.campaigns import showing
from home.drawn import component

register = template.Library()


@register.simple_tag
def ad_slot(key: str, place: int | None, level: int = 3) -> SafeString | str:
    """Show what stands in a spot this week, or nothing: one query, the same for every reader. `place` is the neighbourhood's number."""
    placement = showing(place=place, key=key) if place else None
    if placement is None:
        return ""
    return component("ad", **components.ad(placement, level=level))


@register.simple_tag
def ad_preview(values: dict[str, Any]) -> SafeString:
    """Draw an advertisement that is not shown yet."""
    return component("ad", **values)


@register.simple_tag
def ad_chart(days: Iterable[components.Day], title: str) -> SafeString:
    """Draw views and clicks by day; a table with the same numbers stands nearby."""
    return drawings.by_day(days, title)


@register.filter
def euros(amount: object) -> str:
    """Write an amount of euros as the French do."""
    return pdf.euros(amount)


@register.filter
def cents(amount: int) -> str:
    """Write an amount of cents as euros."""
    return pdf.euros(components.Decimal(amount) / 100)
