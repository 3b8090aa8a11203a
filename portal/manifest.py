"""What a telephone needs to install the portal on its home screen."""

from django.http import HttpRequest, JsonResponse
from django.templatetags.static import static
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

_THEME = "#1c3f87"
_PAPER = "#f7f5f2"


@require_safe
@cache_control(public=True, max_age=86400)
@vary_on_headers("Accept-Language", "Cookie")
def manifest(request: HttpRequest) -> JsonResponse:
    """Return the web app manifest in the reader's language."""
    icons = [
        {"src": static(f"icons/palier-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": "any"} for size in (192, 512)
    ]
    icons.append({"src": static("icons/palier-maskable.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"})
    icons.append({"src": static("icons/palier.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"})
    return JsonResponse(
        {
            "id": "/",
            "name": _("Palier, the neighbourhood on your landing"),
            "short_name": "Palier",
            "description": _("Exchange, help and alerts between verified neighbours"),
            "lang": get_language(),
            "start_url": "/",
            "scope": "/",
            "display": "standalone",
            "theme_color": _THEME,
            "background_color": _PAPER,
            "icons": icons,
        },
        content_type="application/manifest+json",
    )
