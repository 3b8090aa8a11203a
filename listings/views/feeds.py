"""Feeds of a neighbourhood's public listings. Everybody gets the same, whoever asks."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import override
from django.views.decorators.http import require_safe

from home.conditional import conditional_answer
from home.models import NeighbourhoodPage
from listings import feeds, kinds, limits
from listings.filters import ListingFilter
from listings.models import ListingPage

#: Seconds a reader may keep a feed.
AGE = 300
LANGUAGE = "fr"
ALL = "tout"


@require_safe
def feed(request: HttpRequest, place: int, kind: str, form: str) -> HttpResponse:
    """Give the newest public listings, of one kind or of all."""
    if form not in feeds.WRITERS or (kind != ALL and kind not in {one.key for one in kinds.all_kinds()}):
        raise Http404
    page = get_object_or_404(NeighbourhoodPage.objects.open(), pk=place)
    found = ListingPage.objects.visible_to(AnonymousUser()).open().at(page)
    if kind != ALL:
        found = found.of_kinds([kind])
    rows = list(found.newest_first().for_cards()[: limits.FEED_SIZE])
    with override(LANGUAGE):
        body = feeds.write_feed(page, rows, form=form, kind="" if kind == ALL else kind, address=request.path)
    content_type = f"application/{form}+xml; charset=utf-8"
    return conditional_answer(request, body, content_type, AGE, public=True, changed_at=feeds.changed_at(rows))


@require_safe
def geojson(request: HttpRequest, place: int) -> HttpResponse:
    """Give the squares of the map, narrowed by the same questions as the list."""
    page = get_object_or_404(NeighbourhoodPage.objects.open(), pk=place)
    filters = ListingFilter(request.GET, neighbourhood=page)
    found = filters.apply(ListingPage.objects.visible_to(AnonymousUser())).open().located()
    rows = list(found.newest_first().for_cards()[: limits.FEED_SIZE])
    return conditional_answer(request, feeds.write_map(rows), feeds.GEOJSON, AGE, public=True)
