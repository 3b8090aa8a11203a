"""Official alerts as drafts, for those who run a place: take one over, or put it aside."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from home.models import NeighbourhoodPage
from home.zones import tell_hours_of
from notifications.models import OfficialMessage
from notifications.models.alert import HEADLINE_LENGTH
from notifications.permissions import runs_place
from notifications.services import put_aside

if TYPE_CHECKING:
    from accounts.models import User


@never_cache
@require_safe
@login_required
def official(request: HttpRequest, neighbourhood: int) -> HttpResponse:
    place = _place(request, neighbourhood)
    drafts = OfficialMessage.objects.waiting_for(place)
    return render(request, "notifications/official.html", {"neighbourhood": place, "drafts": drafts})


def beginning(place: NeighbourhoodPage, pk: int) -> dict[str, Any]:
    """Return an official message as the beginning of an alert; nothing when it is not one of this place's drafts."""
    found = _draft(place, pk)
    if found is None:
        return {}
    return {
        "official": found.pk,
        "category": found.category,
        "severity": found.severity,
        "headline": (found.headline or found.event)[:HEADLINE_LENGTH],
        "description": f"{found.description}\n\n{found.source.name}".strip()[:1500],
        "instruction": found.instruction[:600],
    }


def decided(place: NeighbourhoodPage, pk: int | None, by: "User") -> None:
    """Note that an alert was begun from this draft and sent: it waits for nobody else."""
    if pk and (found := _draft(place, pk)):
        put_aside(message=found, neighbourhood=place, by=by)


def _draft(place: NeighbourhoodPage, pk: int) -> OfficialMessage | None:
    return next((message for message in OfficialMessage.objects.waiting_for(place) if message.pk == pk), None)


@require_POST
@login_required
def aside(request: HttpRequest, neighbourhood: int, pk: int) -> HttpResponse:
    place = _place(request, neighbourhood)
    found = _draft(place, pk)
    if found is None:
        raise Http404
    put_aside(message=found, neighbourhood=place, by=request.user)
    return redirect("notifications:official", place.pk)


def _place(request: HttpRequest, pk: int) -> NeighbourhoodPage:
    place = get_object_or_404(NeighbourhoodPage.objects.open(), pk=pk)
    if not runs_place(request.user, place):
        raise Http404
    tell_hours_of(place)
    return place
