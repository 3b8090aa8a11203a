"""What the floors of `_floor_work` answer, from the listings of the neighbourhood whose number stands in the address."""

from functools import cache
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.urls import path

from listings.models import ListingPage

_COLUMNS = ("title", "url_path", "summary", "street", "kind", "direction", "published_at", "author__pseudonym")
_CARD = """<article class="card" data-type="{{ row.kind }}">
  <span class="door{% if row.direction == "request" %} door--ask{% endif %}" aria-hidden="true"><svg class="icon"><use href="#i-{{ row.kind }}"/></svg></span>
  <h3 class="card__title"><a href="{{ row.url_path }}">{{ row.title }}</a></h3>
  {% if row.summary %}<p class="soft">{{ row.summary }}</p>{% endif %}
  <p class="small">{{ row.author__pseudonym|default:"Un ancien voisin" }}, {% if row.street %}{{ row.street }}, {% endif %}{{ row.published_at|date:"j F" }}</p>
</article>"""
_PAGE = f"""<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Quartier</title></head><body>
{{% for row in alerts %}}<section class="alert"><h2>{{{{ row.title }}}}</h2><p>{{{{ row.published_at|date:"H:i" }}}}</p></section>{{% endfor %}}
<main>{{% for row in listings %}}{_CARD}{{% endfor %}}</main>
<aside>{{% for row in ads %}}{_CARD}{{% endfor %}}</aside></body></html>"""
_JSON = """SELECT json_build_object('items', (SELECT json_agg(item) FROM (
    SELECT l.public_id AS id, l.kind, l.direction, p.title, l.summary, l.neighbourhood_id AS place, p.url_path AS url, l.street, l.cell,
    u.pseudonym AS author, l.published_at FROM listings_listingpage l JOIN wagtailcore_page p ON p.id = l.page_ptr_id
    LEFT JOIN accounts_user u ON u.id = l.author_id WHERE l.neighbourhood_id = %s AND l.state = 'open' AND l.audience = 'public'
    ORDER BY l.published_at DESC, l.page_ptr_id DESC LIMIT 20) item))::text"""


def page(_request: HttpRequest, place: int) -> HttpResponse:
    """Answer with twenty listings, four that stand for shops and two for alerts: three statements, a template of Django's."""
    given = {"listings": _rows(place, 0, 20), "ads": _rows(place, 20, 24), "alerts": _rows(place, 24, 26)}
    return HttpResponse(_template().render(given))


def values(_request: HttpRequest, place: int) -> JsonResponse:
    """Answer with twenty listings as JSON, by `.values()`."""
    return JsonResponse({"items": _rows(place, 0, 20)})


def ready_json(_request: HttpRequest, place: int) -> HttpResponse:
    """Answer with twenty listings as JSON that PostgreSQL writes in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_JSON, [place])
        return HttpResponse(cursor.fetchone()[0], content_type="application/json")


def _rows(place: int, first: int, last: int) -> list[dict[str, Any]]:
    found = ListingPage.objects.filter(neighbourhood=place, state="open", audience="public").newest_first()
    return list(found.values(*_COLUMNS)[first:last])


@cache
def _template() -> Any:
    return engines["django"].from_string(_PAGE)


urlpatterns = [path("page/<int:place>", page), path("values/<int:place>", values), path("json/<int:place>", ready_json)]
