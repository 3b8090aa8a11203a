"""Listings in templates. What is shown is prepared in listings.components."""

from typing import TYPE_CHECKING

from django import template

from home.drawn import component
from listings import components, kinds

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from home.models import Photo
    from listings.models import ListingPage

register = template.Library()


@register.simple_tag
def listing_card(listing: "ListingPage", level: int = 3) -> "SafeString":
    """Draw a listing of a list: `{% listing_card listing level=2 %}`."""
    return component("listing_card", **components.card(listing, level))


@register.simple_tag(takes_context=True)
def listing_panel(context: template.Context, listing: "ListingPage") -> components.ListingPanel:
    """Prepare a listing for the reader of this page: `{% listing_panel page as panel %}`."""
    return components.ListingPanel(listing, context["request"].user)


@register.simple_tag
def thumbnail(photo: "Photo") -> str:
    """Return the address of a small square of a photo."""
    return components.address(photo, "thumb", 96)


@register.filter
def kind_label(key: str) -> str:
    """Return the name of a kind of listing."""
    return str(kinds.get(key).label)


@register.filter
def kind_accepted(key: str) -> str:
    """Return what a person reads whose answer to a listing of this kind is accepted."""
    return str(kinds.get(key).accepted)
