"""What every page of the portal has in common: an address that costs nothing to know."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from wagtail.models import Page

from home.zones import zone_named


class TreePage(Page):
    """A page of the portal, its home included."""

    #: Nobody puts a password on a page: it is public, or it is not published.
    private_page_options: ClassVar[list[str]] = []

    class Meta:
        abstract = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take a row as Django does. Nothing else comes with one: modelcluster would look through all fields for what might, for each page."""
        if args and not kwargs:
            models.Model.__init__(self, *args)
        else:
            super().__init__(*args, **kwargs)

    def get_url(self, request: HttpRequest | None = None, current_site: Any = None) -> str:
        """Return the path below the home page, whose own is "/".

        There is one home (`HomePage.max_count`), so nothing has to be asked; Wagtail would ask the database for the site
        and Redis for its root, for every page it links to.
        """
        return "/" + self.url_path.lstrip("/").partition("/")[2]

    url = property(get_url)

    @property
    def told_by(self) -> str | None:
        """The clock this page's hours are told by (`NeighbourhoodPage.clock`); None where it is the reader's own."""
        return getattr(getattr(self, "neighbourhood", self), "clock", None)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Tell the hours by the clock of the place, whoever reads; `LocalHoursMiddleware` ends that with the answer."""
        if self.told_by is not None:
            timezone.activate(zone_named(self.told_by))
        return super().serve(request, *args, **kwargs)

    def get_view_restrictions(self) -> list[Any]:
        """Return none, without asking for those of every page above: pages here are public or not published."""
        return []
