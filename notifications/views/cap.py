"""Alerts for machines: one message as CAP 1.2, and feeds of the portal, a town or a neighbourhood."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from home.conditional import conditional_answer
from home.models import HomePage, NeighbourhoodPage, TownPage
from notifications.cap.feeds import messages_in_feed, write_feed
from notifications.cap.writing import CONTENT_TYPE, LANGUAGE, write_cap
from notifications.models import Alert, AlertMessage

#: Seconds a reader may keep a feed: an alert is about minutes.
FEED_AGE = 60
MESSAGE_AGE = 3600


@require_safe
def cap(request: HttpRequest, public_id: UUID, version: int) -> HttpResponse:
    """Give one message. Frozen when it was sent, so it may be kept; exercises are for those who live there."""
    alert = get_object_or_404(Alert.objects.visible_to(request.user), public_id=public_id)
    chain = list(AlertMessage.objects.chain_of(alert, up_to=version))
    if not chain or chain[-1].version != version:
        raise Http404
    return conditional_answer(request, write_cap(chain[-1], chain[:-1]), CONTENT_TYPE, MESSAGE_AGE, public=not alert.is_drill)


@require_safe
def feed(request: HttpRequest, page: int | None = None) -> HttpResponse:
    """Give the feed of the portal, or of the town or neighbourhood whose page this is."""
    title, places = _places(page)
    with override(LANGUAGE[:2]):
        messages = messages_in_feed(Alert.objects.in_places(places).values("pk"))
        body = write_feed(title=_("Alerts: %(place)s") % {"place": title}, address=request.path, messages=messages)
    return conditional_answer(request, body, "application/atom+xml; charset=utf-8", FEED_AGE, public=True)


def _places(page: int | None) -> tuple[str, object]:
    opened = NeighbourhoodPage.objects.open()
    if page is None:
        portal = HomePage.objects.first()
        return (portal.title if portal else "Palier"), opened
    if town := TownPage.objects.live().filter(pk=page).first():
        return town.title, opened.in_town(town)
    place = get_object_or_404(opened, pk=page)
    return place.title, opened.filter(pk=place.pk)
