"""The agenda of a neighbourhood: what takes place, day after day, and the same as a calendar file."""

from itertools import groupby
from typing import Any, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext_lazy as _

from wagtail.url_routing import RouteResult

from home.models import NeighbourhoodPage, TreePage
from home.page_forms import PlaceBoundForm
from listings import ical, limits
from listings.models.occurrence import Occurrence


class AgendaPage(TreePage):
    SLUG = "agenda"
    FILE = "ics"

    neighbourhood = models.OneToOneField(NeighbourhoodPage, on_delete=models.RESTRICT, editable=False, related_name="agenda")

    base_form_class = PlaceBoundForm
    is_creatable = False  # every neighbourhood is given one
    parent_page_types = ["home.NeighbourhoodPage"]
    subpage_types: ClassVar[list[str]] = []
    max_count_per_parent = 1
    search_fields: ClassVar[list] = []

    class Meta:
        verbose_name = _("agenda of a neighbourhood")
        verbose_name_plural = _("agendas of neighbourhoods")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if path_components == [self.FILE] and self.live:
            return RouteResult(self, kwargs={"as_file": True})
        return super().route(request, path_components)

    def serve(self, request: HttpRequest, *args: Any, as_file: bool = False, **kwargs: Any) -> HttpResponse:
        if as_file:
            return self.as_calendar()
        response = super().serve(request, *args, **kwargs)
        patch_vary_headers(response, ["Cookie"])
        if request.user.is_authenticated:
            patch_cache_control(response, private=True, no_store=True)
        return response

    def as_calendar(self) -> HttpResponse:
        """Return what everybody may know, for anybody's calendar: never an exact place."""
        since = ical.memory()
        dates = Occurrence.objects.visible_to(AnonymousUser()).of_kind("meetup").at(self.neighbourhood).ended_after(since).for_agenda()
        entries = [ical.Entry(date, date.listing.meetuppage.area) for date in dates.order_by("starts_at", "pk")[: limits.AGENDA_SIZE * 4]]
        return ical.answer(self.neighbourhood.title, entries, file_name=self.neighbourhood.slug, private=False)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        dates = Occurrence.objects.visible_to(request.user).of_open_listings().of_kind("meetup").at(self.neighbourhood)
        shown = list(dates.not_over().for_agenda().order_by("starts_at", "pk")[: limits.AGENDA_SIZE])
        days = groupby(shown, key=lambda date: timezone.localdate(date.starts_at))
        return {
            **context,
            "neighbourhood": self.neighbourhood,
            "days": [(day, list(found)) for day, found in days],
            "file_url": f"{self.get_url(request)}{self.FILE}/",
            "is_guest": not NeighbourhoodPage.objects.home_of(request.user).exists(),
        }
