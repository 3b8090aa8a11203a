"""What was given and received, and the time account it moved."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from listings import limits, services
from listings.errors import ListingError
from listings.hours_panel import HoursPanel
from listings.models import Leg, TimeEntry, TimeTransfer

SAYINGS = {"given": services.say_given, "received": services.say_received}


@login_required
@never_cache
def hours(request: HttpRequest) -> HttpResponse:
    entries = TimeEntry.objects.visible_to(request.user).newest_first().for_list()
    page = Paginator(entries, limits.SHOWN_ENTRIES).get_page(request.GET.get("page"))
    return render(request, "listings/hours.html", {"page_of_entries": page, "hours": HoursPanel(request.user, page)})


@login_required
@require_POST
def leg(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = get_object_or_404(Leg.objects.visible_to(request.user).select_related("response__listing"), public_id=public_id)
    if say := SAYINGS.get(request.POST.get("do", "")):
        try:
            say(leg=found, by=request.user)
        except ListingError as refusal:
            messages.error(request, str(refusal.reason))
        else:
            messages.success(request, _("That is noted."))
    return redirect("listings:mine")


@login_required
@require_POST
def return_hours(request: HttpRequest, public_id: UUID) -> HttpResponse:
    transfer = get_object_or_404(TimeTransfer.objects.visible_to(request.user).identified(public_id))
    try:
        services.return_hours(transfer=transfer, by=request.user)
    except ListingError as refusal:
        messages.error(request, str(refusal.reason))
    else:
        messages.success(request, _("The hours are given back."))
    return redirect("listings:hours")
