"""Outlines for maps, as GeoJSON: simplified, public, kept by browsers for a few minutes."""

import json
from hashlib import md5
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from wagtail.models import Page

from home.models import Boundary, HomePage, NeighbourhoodPage, TownPage

#: Seconds a browser keeps outlines without asking again.
MAX_AGE = 300
_TOWNS_SHOWN = 300


@require_safe
def boundary(request: HttpRequest, page_id: int) -> HttpResponse:
    """Give a neighbourhood's outline; a town's with those of its neighbourhoods; or, for the portal, the towns'."""
    page = Page.objects.live().public().filter(pk=page_id).specific().first()
    rows = list(_boundaries(page).select_related("place").only("level", "simplified", "place__title", "place__url_path")) if page else []
    if not rows:
        raise Http404
    body = json.dumps({"type": "FeatureCollection", "features": [_feature(row) for row in rows]}, separators=(",", ":"))
    etag = quote_etag(md5(body.encode(), usedforsecurity=False).hexdigest())
    answer = HttpResponse(body, content_type="application/geo+json", headers={"ETag": etag})
    patch_cache_control(answer, public=True, max_age=MAX_AGE)
    return get_conditional_response(request, etag=etag, response=answer)


def _boundaries(page: Page) -> QuerySet[Boundary]:
    known = Boundary.objects.public()
    if isinstance(page, HomePage):
        return known.of_places(TownPage.objects.live().with_neighbourhoods().order_by("name_key")[:_TOWNS_SHOWN])
    if isinstance(page, TownPage):
        ids = NeighbourhoodPage.objects.open().in_town(page).values_list("pk", flat=True)
        return known.of_places([page.pk, *ids]).order_by("-level", "place_id")
    return known.of_place(page.pk)


def _feature(row: Boundary) -> dict[str, Any]:
    url = "/" + row.place.url_path.split("/", 2)[2]
    properties = {"name": row.place.title, "level": row.level, "url": url}
    return {"type": "Feature", "id": row.place_id, "properties": properties, "geometry": row.simplified}
