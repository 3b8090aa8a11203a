"""Listings in templates. What is shown is prepared in listings.components."""

import json
from typing import TYPE_CHECKING, Any

from django import template
from django.utils.safestring import mark_safe

from home.drawn import component, part
from listings import answers, cards, components, kinds, purchase_components, structured
from listings.models import total
from listings.sections import index_url

if TYPE_CHECKING:
    from decimal import Decimal

    from django.utils.safestring import SafeString

    from home.models import Photo
    from listings.models import ListingPage, Pledge, Response

register = template.Library()
#: What could end the element that holds JSON, or start a comment in it.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.filter
def together(given: "list[Response]") -> "list[answers.Answers]":
    """Put what one person answered to several dates of a listing together."""
    return answers.together(given)


@register.simple_tag
def listing_card(listing: "ListingPage", level: int = 3) -> "SafeString":
    """Draw a listing of a list: `{% listing_card listing level=2 %}`."""
    return component("listing_card", **components.card(listing, level))


@register.simple_tag(takes_context=True)
def results_head(context: template.Context) -> "SafeString":
    """Draw what stands above a list: how many there are, the filters in force, and the ways to look at it. What was typed is put in afterwards."""
    filters = context["filters"]
    chips = [
        part("listings/_active_filter.html", holes={"label": one.label, "without": one.without}, kind=one.kind) for one in filters.active
    ]
    return part(
        "listings/_results_head.html",
        holes={
            "chips": mark_safe("".join(chips)),  # noqa: S308 - each is drawn by a template
            "as_list": filters.as_list,
            "as_map": filters.as_map,
            "everything": filters.everything,
        },
        active=len(chips),
        number=context["results"].paginator.count,
        on_map=filters.view_name == "map",
        is_outsider=not context.get("my_neighbourhood"),
    )


@register.simple_tag(takes_context=True)
def listing_panel(context: template.Context, listing: "ListingPage") -> components.ListingPanel:
    """Prepare a listing for the reader of this page: `{% listing_panel page as panel %}`."""
    request = context["request"]
    if listing.kind == "group":
        return purchase_components.GroupPanel(listing, request.user, filling=request.GET.get("fill", ""))
    return components.ListingPanel(listing, request.user)


@register.simple_tag(takes_context=True)
def open_doors(context: template.Context, doors: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lead the doors of the front page into the reader's own neighbourhood, each to what it names; others find theirs first."""
    place = context.get("my_neighbourhood")
    if not place or not (url := index_url(place)):
        return doors
    known = {kind.key for kind in kinds.all_kinds()}
    return [{**door, "url": f"{url}?kind={door['kind']}" if door["kind"] in known else url} for door in doors]


@register.simple_tag
def linked_data(panel: components.ListingPanel) -> "SafeString":
    """Write a public listing as schema.org for machines; nothing on any other page. It holds no script: the type says so to browsers."""
    data = structured.describe(panel.listing, panel.next_date)
    if not data:
        return mark_safe("")
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - whatever could end the element is escaped


@register.simple_tag
def thumbnail(photo: "Photo") -> str:
    """Return the address of a small square of a photo."""
    return components.address(photo, "thumb", 96)


@register.filter
def kind_label(key: str) -> str:
    """Return the name of a kind of listing."""
    return str(kinds.get(key).label)


@register.filter
def line(listing: "ListingPage") -> str:
    """Return what stands under a listing's title, in the reader's language."""
    return cards.for_reader(listing.summary, listing.summary_en)


@register.filter
def kind_accepted(key: str) -> str:
    """Return what a person reads whose answer to a listing of this kind is accepted."""
    return str(kinds.get(key).accepted)


@register.filter
def has_own_course(key: str) -> bool:
    """Tell whether a kind has its own way to the end: its steps are on its own page."""
    return kinds.get(key).has_own_course


@register.simple_tag
def pledge_amount(pledge: "Pledge") -> str:
    """Write what one participant pays in all."""
    return purchase_components.euros(total(list(pledge.lines.all())))


@register.filter
def euros(amount: "Decimal") -> str:
    """Write an amount, with cents only where there are some."""
    return purchase_components.euros(amount)
