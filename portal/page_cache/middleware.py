"""Says, inside Django, which answers the page cache may keep, and forbids every other cache to keep the rest."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import patch_vary_headers

from wagtail.models import Page

from portal.page_cache.tokens import PLACE_HEADER, place_of


class PageCacheMiddleware:
    """Mark a visitor's tree page as keepable; send a signed-in person's pages as private (SEC-17)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        visitor = not getattr(request, "user", None) or not request.user.is_authenticated
        if not visitor:
            if not response.has_header("Cache-Control"):
                response["Cache-Control"] = "private, no-store"
            return response
        place = getattr(request, "page_cache_place", None)
        if place and self._keepable(request, response):
            response[PLACE_HEADER] = place
            response["Cache-Control"] = "public, max-age=0, must-revalidate"
            patch_vary_headers(response, ["Cookie", "Accept-Language"])
        return response

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        page = (response.context_data or {}).get("page")
        if isinstance(page, Page):
            request.page_cache_place = place_of(page.path)
        return response

    @staticmethod
    def _keepable(request: HttpRequest, response: HttpResponse) -> bool:
        return (
            request.method in {"GET", "HEAD"}
            and response.status_code == 200
            and not response.streaming
            and not response.cookies
            and not response.has_header("Cache-Control")
            and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
            and not request.META.get("QUERY_STRING")
            and not getattr(request, "is_preview", False)
        )
