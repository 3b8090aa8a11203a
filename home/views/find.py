"""Find your neighbourhood: by position, on a map, by address, by the name of the town.

A position or an address comes in the body of a POST, is answered at once and forgotten: it is in no address, log or row.
These views change nothing, so their forms carry no token and stand on pages that are kept for everybody.
"""

import json
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from home.finding import Exists, areas_of_portal, towns_meant, what_exists
from home.forms import AddressForm, PositionForm, TownForm
from home.geocoding import FoundAddress, GeocodingError, search_address
from home.locate import locate
from home.located import PlaceHit
from home.models import HomePage, TownPage
from home.tiles import tile_address

_TOWNS_SHOWN = 20


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
def find(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _show(request, **_answer(request))
    form = TownForm(request.GET)
    name = form.cleaned_data["ville"] if form.is_valid() else ""
    return _show(request, asked=name, towns=TownPage.objects.live().named_like(name) if name else None)


def _answer(request: HttpRequest) -> dict[str, Any]:
    """Say what a position or an address leads to."""
    position = PositionForm(request.POST)
    if request.POST.get("lat"):
        if position.is_valid():
            return {"exists": _exists(**position.cleaned_data)}
        return {"refused": True}
    address = AddressForm(request.POST)
    if not address.is_valid():
        return {}
    asked = address.cleaned_data["q"]
    try:
        found = search_address(asked)
    except GeocodingError as error:
        return {"asked": asked, "problem": str(error), "towns": towns_meant(asked)}
    if len(found) == 1:
        return {"asked": asked, "exists": _exists(found[0].lat, found[0].lon)}
    return {"asked": asked, "addresses": found, "towns": None if found else towns_meant(asked)}


def _exists(lat: float, lon: float) -> Exists:
    return what_exists(locate(lat, lon))


def _show(
    request: HttpRequest,
    *,
    asked: str = "",
    towns: QuerySet[TownPage] | None = None,
    exists: Exists | None = None,
    addresses: list[FoundAddress] | None = None,
    problem: str = "",
    refused: bool = False,
) -> HttpResponse:
    context = {
        "asked": asked,
        "searched": towns is not None,
        "towns": list(towns[:_TOWNS_SHOWN]) if towns is not None else [],
        "exists": exists,
        "addresses": addresses,
        "problem": problem,
        "refused": refused,
    }
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "home/_find_results.html", context)
    return render(request, "home/find.html", context | _map(exists))


def _map(exists: Exists | None) -> dict[str, Any]:
    """Return what the map shows: the town that was found, or the towns of the portal."""
    portal = HomePage.objects.first()
    page = exists.town if exists and exists.town else portal
    return {
        "shown_areas": exists.areas if exists and exists.areas else areas_of_portal(),
        "boundaries": reverse("home:boundary", args=[page.pk]) if page else "",
        "tiles": tile_address(),
    }


@csrf_exempt
@require_POST
@sensitive_post_parameters()
def position(request: HttpRequest) -> JsonResponse:
    """Answer a position with the places that hold it, as JSON: `{"lat": …, "lon": …}` in, town and neighbourhoods out."""
    try:
        given = json.loads(request.body) if request.content_type == "application/json" else request.POST.dict()
        lat, lon = float(given["lat"]), float(given["lon"])
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"error": "lat and lon are needed, in degrees"}, status=400)
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return JsonResponse({"error": "not a point on Earth"}, status=400)
    found = locate(lat, lon)
    answer = JsonResponse({"town": _public(found.town), "neighbourhoods": [_public(hit) for hit in found.neighbourhoods]})
    answer["Cache-Control"] = "no-store"
    return answer


def _public(hit: PlaceHit | None) -> dict[str, Any] | None:
    return {"id": hit.page_id, "name": hit.title, "url": hit.url} if hit else None
