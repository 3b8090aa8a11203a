"""What the pages are made of: icons, doors, drawings. Data in, markup out; nothing here asks the database."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from home.drawings import brand as drawn_brand
from home.drawings import diagrams, maps, streets, vignettes
from home.drawn import component

register = template.Library()

SPRITE = "icons/icons.svg"
#: The proof behind a membership's method, drawn.
METHOD_ICONS = {"postcard": "stamp", "vouch": "vouch", "geolocation": "inside", "desk": "townhall"}
_SCENES = {
    "jerzual": streets.jerzual,
    "facade": streets.facade,
    "letterbox": vignettes.letterbox,
    "shutters": vignettes.shutters,
    "calm": vignettes.calm,
    "door": vignettes.closed_door,
    "mark": drawn_brand.mark,
    "word": drawn_brand.word,
    "roofs": drawn_brand.roofs,
}


@register.simple_tag
@cache
def icon(name: str, classname: str = "") -> SafeString:
    """Draw an icon of the sprite, as decoration: `{% icon "bell" "icon--s" %}`. A word always stands next to it."""
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#i-{}"/></svg>',
        f"icon {classname}".strip(),
        static(SPRITE),
        name,
    )


@register.simple_tag
@cache
def door(kind: str, ask: bool = False, size: str = "") -> SafeString:
    """Draw the door of a listing type: solid when someone offers, outlined when someone asks."""
    classname = "door" + (" door--ask" if ask else "") + (f" door--{size}" if size else "")
    return format_html('<span class="{}" data-type="{}" aria-hidden="true">{}</span>', classname, kind, icon(kind))


@cache
def _scene(name: str, options: tuple[tuple[str, Any], ...]) -> SafeString:
    return _SCENES[name](**dict(options))


@register.simple_tag
def scene(name: str, **options: Any) -> SafeString:
    """Draw a scene: `{% scene "jerzual" title=_("…") %}`, `{% scene "facade" seed=page.pk %}`, `{% scene "door" text="404" %}`."""
    if name == "facade":
        # A few streets are enough for all neighbourhoods; each is drawn once per process.
        options["seed"] = int(options.get("seed") or 3) % 24
    return _scene(name, tuple(sorted((key, str(value) if key in {"title", "text"} else value) for key, value in options.items())))


@register.simple_tag
def dots(level: int) -> SafeString:
    """Draw the three dots of a severity."""
    return diagrams.dots(level)


@register.simple_tag
def pledge(done: int, thresholds: Sequence[int]) -> SafeString:
    """Draw the stairs of a group purchase: `done` households, one landing per threshold."""
    return diagrams.pledge(done, thresholds)


@register.simple_tag
def bars(rows: Sequence[tuple[str, int]], title: str) -> SafeString:
    """Draw (label, value) rows as bars. A table with the same numbers stands nearby."""
    return diagrams.bars(rows, title)


@register.simple_tag
def boundary_map(
    title: str,
    areas: Iterable[Mapping[str, Any]] = (),
    pins: Iterable[Mapping[str, Any]] = (),
    circle: Mapping[str, Any] | None = None,
) -> SafeString:
    """Draw boundaries, pins and a circle as SVG: see home.drawings.maps.boundary_map."""
    return maps.boundary_map(title=title, areas=areas or (), pins=pins or (), circle=circle or None)


@register.simple_tag
def heading(text: str, *, level: int | str = "", default: int = 2, url: str = "", classname: str = "", rel: str = "") -> SafeString:
    """Write a heading whose level the page decides, perhaps as a link. Level 0 is a paragraph."""
    chosen = default if level in {"", None} else int(level)
    element = f"h{chosen}" if chosen else "p"
    if url:
        text = format_html('<a href="{}"{}>{}</a>', url, format_html(' rel="{}"', rel) if rel else "", text)
    attributes = format_html(' class="{}"', classname) if classname else ""
    return format_html("<{}{}>{}</{}>", element, attributes, text, element)


@register.simple_tag
def drawn(name: str, **values: Any) -> SafeString:
    """Draw a component that many readers see alike: `{% drawn "alert_card" severity="watch" title=… %}`, see home.drawn."""
    return component(name, **values)


@register.filter
def method_icon(method: str) -> str:
    """Return the icon of a verification method, or the clock while there is none."""
    return METHOD_ICONS.get(method, "clock")
