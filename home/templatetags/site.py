"""The frame around every page: who reads, where, and what the header offers them."""

from typing import Any

from django import template
from django.conf import settings
from django.utils.translation import get_language, get_language_info

from home import navigation
from home.permissions import is_curator

register = template.Library()


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
    return {
        "user": user if signed_in else None,
        "place": place,
        "is_curator": bool(own) and is_curator(user, own),
        "nav": navigation.links(zone="nav", place=place, request=request) if place else [],
        "tools": navigation.links(zone="tools", place=place, request=request),
        "footer": {zone: navigation.links(zone=zone, place=place, request=request) for zone in ("about", "together", "plainly")},
        "languages": [get_language_info(code) for code, _name in settings.LANGUAGES if code != get_language()],
        "path": request.get_full_path() if request else "/",
    }
