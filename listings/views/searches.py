"""Searches one keeps: saving, changing, stopping, and what each has found."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from home.models import NeighbourhoodPage
from home.readers import home_of_reader
from listings import components, limits, services
from listings.errors import ListingError
from listings.models import ListingPage, SavedSearch
from listings.sections import index_url


@login_required
@never_cache
def searches(request: HttpRequest) -> HttpResponse:
    mine = SavedSearch.objects.visible_to(request.user).for_list()
    found = [components.saved_search(search) for search in mine]
    return render(request, "listings/searches.html", {"searches": found, "listings_url": index_url(home_of_reader(request))})


@login_required
@never_cache
def search(request: HttpRequest, public_id: UUID) -> HttpResponse:
    kept = get_object_or_404(SavedSearch.objects.visible_to(request.user).for_list().identified(public_id))
    found = ListingPage.objects.visible_to(request.user).open().found_by(kept).newest_first().for_cards()
    context = {"search": components.saved_search(kept), "results": found[: limits.MAP_SIZE]}
    return render(request, "listings/search.html", context)


@login_required
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    number = request.POST.get("place", "")
    place = get_object_or_404(NeighbourhoodPage.objects.open(), pk=number if number.isdigit() else None)
    query = QueryDict(request.POST.get("query", "")[:500].lstrip("?"))
    try:
        services.save_search(user=request.user, neighbourhood=place, query=query, pace=_pace(request.POST.get("pace", "")))
    except ListingError as refusal:
        messages.error(request, str(refusal.reason))
    else:
        messages.success(request, _("We tell you of new listings like these. You stop it here in one tap."))
    return redirect("listings:searches")


@login_required
@require_POST
def change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    kept = get_object_or_404(SavedSearch.objects.visible_to(request.user).for_list().identified(public_id))
    step = request.POST.get("do", "")
    if step == "stop":
        services.stop_search(search=kept, by=request.user)
        messages.success(request, _("Stopped. Nothing more will come of this search."))
    elif step in SavedSearch.Pace:
        services.save_search(user=request.user, neighbourhood=kept.neighbourhood, query=kept.asked, pace=step)
        messages.success(request, _("That is noted."))
    return redirect("listings:searches")


def _pace(asked: str) -> str:
    return asked if asked in SavedSearch.Pace else SavedSearch.Pace.DAY
