"""What every page of the portal has in common: an address that costs nothing to know."""

from typing import Any, ClassVar

from django.http import HttpRequest

from wagtail.models import Page


class TreePage(Page):
    """A page of the portal, its home included."""

    #: Nobody puts a password on a page: it is public, or it is not published.
    private_page_options: ClassVar[list[str]] = []

    class Meta:
        abstract = True

    def get_url(self, request: HttpRequest | None = None, current_site: Any = None) -> str:
        """Return the path below the home page, whose own is "/".

        There is one home (`HomePage.max_count`), so nothing has to be asked; Wagtail would ask the database for the site
        and Redis for its root, for every page it links to.
        """
        return "/" + self.url_path.lstrip("/").partition("/")[2]

    url = property(get_url)

    def get_view_restrictions(self) -> list[Any]:
        """Return none, without asking for those of every page above: pages here are public or not published."""
        return []
