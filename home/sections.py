"""What `home` itself puts under a new neighbourhood: news and practical information."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wagtail.models import Page

from home.models import InfoPage, NewsIndexPage
from home.neighbourhood_sections import provision

if TYPE_CHECKING:
    from home.models import NeighbourhoodPage


def _add_once(neighbourhood: "NeighbourhoodPage", model: type[Page], title: str, **fields: object) -> None:
    if not model.objects.child_of(neighbourhood).exists():
        neighbourhood.refresh_from_db()
        neighbourhood.add_child(instance=model(title=title, **fields))


@provision(order=10)
def news(neighbourhood: "NeighbourhoodPage") -> None:
    """Give a neighbourhood its list of news."""
    _add_once(neighbourhood, NewsIndexPage, _("News"))


@provision(order=80)
def practical_information(neighbourhood: "NeighbourhoodPage") -> None:
    """Give a neighbourhood its first information page."""
    _add_once(neighbourhood, InfoPage, _("Practical information"))
