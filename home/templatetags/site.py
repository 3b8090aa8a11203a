"""The frame around every page: who reads, where, and what the header offers them."""

from typing import Any, NamedTuple

from django import template
from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info

from accounts.plates import plate
from home import navigation
from home.belonging import belonging_of
from home.drawn import part

register = template.Library()


class Shown(NamedTuple):
    """A link of the frame in plain values: the same ones are drawn once (home.drawn)."""

    url: str
    label: str
    icon: str
    current: bool
    waiting: int


@register.simple_tag(takes_context=True)
def site_frame(context: template.Context) -> dict[str, Any]:
    """Gather what the header and footer show. Every part may be missing: error pages have no request.

    The place is the reader's own neighbourhood, or the page's `neighbourhood` for a visitor.
    """
    request = context.get("request")
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    own = context.get("my_neighbourhood") if signed_in else None
    place = own or context.get("neighbourhood") or None

    def links(zone: str) -> tuple[Shown, ...]:
        found = navigation.links(zone=zone, place=place, request=request)
        return tuple(Shown(link.url, link.label, link.entry.icon, link.current, link.waiting) for link in found)

    belonging = belonging_of(request) if own and own.curator_group_id else None
    return {
        "user": user if signed_in else None,
        "place": place,
        "is_curator": bool(own and belonging and own.pk in belonging.curated),
        "nav": links("nav") if place else (),
        "tools": links("tools"),
        "footer": {zone: links(zone) for zone in ("about", "together", "plainly")},
        "languages": tuple((code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES if code != get_language()),
        "path": request.get_full_path() if request else "/",
    }


@register.simple_tag
def site_header(frame: dict[str, Any]) -> SafeString:
    """Draw the header. The name and the plate of who reads are put into what all readers share."""
    user, place = frame["user"], frame["place"]
    holes = {"path": frame["path"]} | ({"name": user.pseudonym, "plate": plate(user.pseudonym)} if user else {})
    return part(
        "site/header.html",
        holes=holes,
        signed_in=user is not None,
        place_url=place.url if place else "",
        place_title=place.title if place else "",
        nav=frame["nav"],
        tools=frame["tools"],
        is_curator=frame["is_curator"],
        languages=frame["languages"],
    )


@register.simple_tag
def site_footer(frame: dict[str, Any]) -> SafeString:
    """Draw the footer."""
    return part("site/footer.html", holes={"path": frame["path"]}, languages=frame["languages"], **frame["footer"])


@register.simple_tag
def site_part(name: str) -> SafeString:
    """Draw a part of the frame that is the same on every page: `{% site_part "scripts" %}`."""
    return part(f"site/{name}.html")
