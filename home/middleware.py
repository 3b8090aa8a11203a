"""Keeps curators to the screens and pages of their own places, before any view of Wagtail's admin runs (TEN-01, TEN-07).

Some of those views check no page at all (moving to, cancelling a review), others list the whole site to anybody who may
enter (reports, tasks, the choosers' API): the crawl in tests/home/test_isolation.py found them.
"""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from wagtail.models import Page

from home.page_rights import reachable_pages
from home.readers import home_of_reader
from home.services import note_visit
from home.zones import ReadersZone

#: In the session: the day whose visit to the desk is written down already.
SEEN_ON = "desk_seen_on"

#: Screens about the whole site.
OPERATORS_ONLY = (
    "wagtailadmin_reports:",
    "wagtailadmin_workflows:",
    "wagtailadmin_api:documents:",
    "wagtailadmin_api:images:",
    "wagtailadmin_error_test",
)
#: Where an address names pages by their number.
_PAGE_ROOMS = ("wagtailadmin_pages:", "wagtailadmin_explore", "wagtailadmin_choose_page", "wagtailadmin_api:pages:detail")
_NOT_PAGES = {"revision_id", "revision_id_a", "revision_id_b", "task_state_id", "workflow_state_id"}


class LocalHoursMiddleware:
    """Tells hours by the clock where the reader lives, until a page of a place overseas puts its own in force (`TreePage.serve`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(ReadersZone(lambda: home_of_reader(request))):
            return self.get_response(request)


class OwnScreensMiddleware:
    """Answers "not found" to a curator who asks for a screen or a page that is not theirs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Callable, args: list[Any], kwargs: dict[str, Any]) -> None:
        name = request.resolver_match.view_name
        note_presence(request)
        if not name.startswith("wagtailadmin_") or not request.user.is_authenticated or request.user.is_superuser:
            return
        if name.startswith(OPERATORS_ONLY):
            raise Http404
        if name.startswith(_PAGE_ROOMS):
            named = [*args, *(value for key, value in kwargs.items() if key not in _NOT_PAGES)]
            wanted = {int(value) for value in named if str(value).isdigit()}
            if wanted and Page.objects.filter(reachable_pages(request.user), pk__in=wanted).count() < len(wanted):
                raise Http404


def note_presence(request: HttpRequest) -> None:
    """Write down, once a day and session, that somebody who runs a place is at the desk: the date, not what they look at."""
    if not request.resolver_match.route.startswith("admin/") or not request.user.is_authenticated:
        return
    today = timezone.localdate().isoformat()
    if request.session.get(SEEN_ON) != today:
        note_visit(request.user)
        request.session[SEEN_ON] = today
