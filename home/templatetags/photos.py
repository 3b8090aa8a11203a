"""Photos in templates: `{% photo photo "card" %}`. No query, no file: sizes are made when a browser asks."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from home.models import Photo
from home.photos import PHOTO_SIZES

register = template.Library()


@register.simple_tag
def photo(shown: Photo | None, size: str = "card", alt: str | None = None, eager: bool = False, classname: str = "") -> SafeString | str:
    """Draw a photo in one of the sizes of `home.photos`; `alt=""` when the text beside it says what it shows."""
    if shown is None:
        return ""
    wanted = PHOTO_SIZES[size]
    addresses = {width: reverse("home:photo", args=[shown.public_id, size, width]) for width in wanted.widths}
    width = wanted.widths[0]
    return format_html(
        '<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}" loading="{}" decoding="async"{}>',
        addresses[width],
        ", ".join(f"{address} {step}w" for step, address in addresses.items()),
        wanted.sizes,
        width,
        wanted.height(width, shown),
        shown.description if alt is None else alt,
        "eager" if eager else "lazy",
        format_html(' class="{}"', classname) if classname else "",
    )
