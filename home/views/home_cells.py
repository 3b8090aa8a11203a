"""A person's choice to share roughly where they live, so that alerts around them reach them. The point itself is dropped at once."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from home.cells import box
from home.forms import AddressForm, PositionForm
from home.geocoding import GeocodingError, geocoder, search_address
from home.models import HomeCell, NeighbourhoodPage
from home.services import HomeCellRefused, forget_home_cell, keep_home_cell
from home.tiles import tile_address


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
def home_cell(request: HttpRequest) -> HttpResponse:
    """Show the square that is kept, if any; keep another by point, position or address; or forget it."""
    if request.method != "POST":
        return _show(request)
    if "forget" in request.POST:
        forget_home_cell(user=request.user)
        messages.success(request, _("Forgotten. You get every alert of your neighbourhood again."))
        return redirect("home:home-cell")
    try:
        keep_home_cell(user=request.user, **_point(request))
    except (HomeCellRefused, GeocodingError) as refusal:
        text = " ".join(refusal.messages) if isinstance(refusal, HomeCellRefused) else str(refusal)
        return _show(request, status=422, problem=text, asked=request.POST.get("q", "")[:200])
    messages.success(request, _("Kept: only the square, never the point."))
    return redirect("home:home-cell")


def _point(request: HttpRequest) -> dict[str, float]:
    """Read the point a form means. Raises HomeCellRefused or GeocodingError, with the reason to read."""
    position = PositionForm(request.POST)
    if position.is_valid():
        return position.cleaned_data
    address = AddressForm(request.POST)
    if not address.is_valid():
        raise HomeCellRefused(_("Choose a point on the map, use your position, or write your address."))
    found = search_address(address.cleaned_data["q"])
    if not found:
        raise HomeCellRefused(_("This address is not known here. Choose the point on the map instead."))
    return {"lat": found[0].lat, "lon": found[0].lon}


def _show(request: HttpRequest, *, status: int = 200, problem: str = "", asked: str = "") -> HttpResponse:
    kept = HomeCell.objects.of(request.user).first()
    place = NeighbourhoodPage.objects.home_of(request.user).first()
    context = {
        "kept": kept,
        "place": place,
        "problem": problem,
        "asked": asked,
        "addresses_known": geocoder().available,
        "tiles": tile_address(),
        "boundaries": reverse("home:boundary", args=[place.pk]) if place else "",
        "shown_areas": _areas(place, kept),
    }
    return render(request, "home/home_cell.html", context, status=status)


def _areas(place: NeighbourhoodPage | None, kept: HomeCell | None) -> list[dict[str, Any]]:
    boundary = getattr(place, "boundary", None)
    areas = [{"name": place.title, "geometry": boundary.simplified}] if boundary else []
    if kept:
        west, south, east, north = box(kept.square)
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        areas.append({"name": "", "geometry": {"type": "Polygon", "coordinates": [ring]}, "zone": True})
    return areas
