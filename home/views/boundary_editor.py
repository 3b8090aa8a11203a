"""Redrawing a place's outline in the Wagtail admin, and looking an address up for a point there."""

import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from wagtail.admin import messages
from wagtail.models import Page

from home.drawing_words import drawing_words
from home.forms import BoundaryForm
from home.geocoding import GeocodingError, geocoder, search_address
from home.models import Boundary, NeighbourhoodPage, TownPage
from home.overlaps import overlaps_of
from home.permissions import can_set_boundary
from home.services import set_boundary
from home.tiles import tile_address


def edit_boundary(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show and save the outline of one place, and say which siblings it overlaps."""
    place = _place(request, page_id)
    boundary = Boundary.objects.of_place(place.pk).first() or Boundary()
    form = BoundaryForm(request.POST or None, instance=boundary)
    if request.method == "POST" and form.is_valid():
        set_boundary(place=place, by=request.user, **form.cleaned_data)
        _tell(request, place)
        return redirect("boundary_edit", place.pk)
    if form.is_bound:
        messages.error(request, _("The outline was not saved."))
    context = {
        "page": place,
        "form": form,
        "page_title": _("Boundary"),
        "page_subtitle": place.get_admin_display_title(),
        "header_icon": "globe",
        "tiles": tile_address(),
        "words": drawing_words(),
        "beside": reverse("boundary_beside", args=[place.pk]),
        "overlaps": overlaps_of(place),
        "vertices": boundary.vertex_count if boundary.pk else 0,
    }
    return TemplateResponse(request, "home/admin/boundary_editor.html", context, status=422 if form.is_bound else 200)


@require_safe
def beside(request: HttpRequest, page_id: int) -> HttpResponse:
    """Give the outlines to draw along: the siblings' and the town's, as GeoJSON."""
    place = _place(request, page_id)
    rows = list(Boundary.objects.beside(place).select_related("place")[:100]) if isinstance(place, NeighbourhoodPage) else []
    rows += Boundary.objects.of_places([place.get_parent().pk]).select_related("place")
    features = [{"type": "Feature", "properties": {"name": row.place.title}, "geometry": row.simplified} for row in rows]
    return HttpResponse(json.dumps({"type": "FeatureCollection", "features": features}), content_type="application/geo+json")


@require_POST
@sensitive_post_parameters()
def geocode(request: HttpRequest) -> JsonResponse:
    """Look an address up for the point field of the admin."""
    try:
        found = search_address(request.POST.get("q", "")[:200])
    except GeocodingError as error:
        return JsonResponse({"message": str(error)})
    if found:
        return JsonResponse({"lat": found[0].lat, "lon": found[0].lon})
    known = geocoder().available
    return JsonResponse({"message": _("This address is not known: move the marker on the map.") if known else ""})


def _place(request: HttpRequest, page_id: int) -> TownPage | NeighbourhoodPage:
    page = get_object_or_404(Page.objects.type(TownPage, NeighbourhoodPage), pk=page_id).specific
    if not can_set_boundary(request.user, page):
        raise PermissionDenied
    return page


def _tell(request: HttpRequest, place: Any) -> None:
    messages.success(request, _("The boundary of “%(place)s” is saved.") % {"place": place.title})
    overlaps = overlaps_of(place)
    if overlaps:
        messages.warning(
            request,
            ngettext(
                "It overlaps %(count)s other place: people living there are offered both.",
                "It overlaps %(count)s other places: people living there are offered each of them.",
                len(overlaps),
            )
            % {"count": len(overlaps)},
        )
