"""What `home` itself puts on and under a neighbourhood: news and practical information."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from wagtail.models import Page

from accounts.prepared import prepared
from home.models import InfoPage, NewsIndexPage, NewsPage
from home.neighbourhood_sections import Section, provision, section

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from home.models import NeighbourhoodPage


SHOWN_NEWS = 4


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


@prepared
def _latest_news(path: Any, town_path: Any, depth: Any) -> "QuerySet":
    news = NewsPage.objects.concerning(path=path, town_path=town_path, depth=depth)
    return news.newest_first().only("title", "slug", "url_path", "summary", "published_on")[:SHOWN_NEWS]


@section(order=60)
class News(Section):
    """The latest news of the neighbourhood and of its town: one query."""

    template_name = "home/sections/news.html"
    column = "side"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        place = self.neighbourhood
        news = _latest_news(path=place.path, town_path=place.path[: -place.steplen], depth=place.depth + 1)
        own = [item for item in news if item.url_path.startswith(place.url_path)]
        return {"news": news, "more_url": own[0].url.rpartition(own[0].slug)[0] if own else ""}
