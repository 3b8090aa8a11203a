"""Where a page stands in the tree, and what is new in a town."""

from django import template
from django.utils.safestring import SafeString

from wagtail.models import Page

from home.drawn import part
from home.models import NewsPage, TownPage

register = template.Library()


@register.simple_tag
def trail(page: Page) -> list[dict[str, str]]:
    """Return the way from the portal's home down to the page's parent: labels and addresses, in one query."""
    above = list(page.get_ancestors().exclude(depth=1).values_list("title", "url_path")) if page.depth else []
    if not above:
        return []
    _home, root = above[0]
    return [{"label": title, "url": f"/{path[len(root) :]}"} for title, path in above]


@register.simple_tag(takes_context=True)
def town_news(context: template.Context, town: TownPage) -> list[dict[str, str]]:
    """Return the latest news a town published for all its neighbourhoods, in one query."""
    root = town.get_url(context.get("request")) or "/"
    news = NewsPage.objects.of_town(town).newest_first().only("title", "slug", "url_path", "summary")[:4]
    return [{"title": item.title, "summary": item.summary, "url": root + item.url_path[len(town.url_path) :]} for item in news]


@register.simple_tag(takes_context=True)
def facade(context: template.Context) -> SafeString | str:
    """Draw the head of an open neighbourhood's page for a visitor, or for who lives there; nothing for who lives elsewhere."""
    page, own = context["page"], context.get("my_neighbourhood") or None
    if not page.is_open or (own and own.pk != page.pk):
        return ""
    return part(
        "home/_facade.html",
        holes={"pseudonym": context["request"].user.pseudonym} if own else {},
        place=page.pk,
        title=page.title,
        town=context["town_title"],
        colour=page.plaque,
        residents=context["residents"],
        at_home=own is not None,
    )
