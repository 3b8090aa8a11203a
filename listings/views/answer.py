"""Answering a listing, and deciding about an answer."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from listings import services
from listings.errors import ListingError
from listings.forms import ResponseForm
from listings.models import ListingPage, Response

#: What the buttons send, and what it means.
DECISIONS: dict[str, Callable[..., Response]] = {
    "accept": services.accept_response,
    "decline": services.decline_response,
    "withdraw": services.withdraw_response,
    "done": services.mark_done,
    "no_show": services.mark_no_show,
    "cancel": services.cancel_response,
}


@login_required
@never_cache
def respond(request: HttpRequest, public_id: UUID) -> HttpResponse:
    listing = get_object_or_404(ListingPage.objects.visible_to(request.user).identified(public_id)).specific
    if request.method != "POST":
        return redirect(listing.url)
    form = ResponseForm(request.POST, listing=listing)
    if not form.is_valid():
        return render(request, "listings/respond.html", {"form": form, "listing": listing})
    try:
        response = services.respond(listing=listing, by=request.user, **form.answer)
    except ListingError as refusal:
        messages.error(request, str(refusal.reason))
        return redirect(listing.url)
    if response.state == Response.State.ACCEPTED:
        messages.success(request, _("It is promised to you."))
    else:
        messages.success(request, _("Your answer is on its way. You will be told what comes of it."))
    return redirect(listing.url)


@login_required
@require_POST
def decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    response = get_object_or_404(Response.objects.visible_to(request.user).for_list(), public_id=public_id)
    decision = request.POST.get("do", "")
    if decision in DECISIONS:
        extra = {
            "accept": {"note": request.POST.get("note", "")[:500].strip()},
            "cancel": {"why": request.POST.get("why", "")[:200].strip()},
        }
        try:
            DECISIONS[decision](response=response, by=request.user, **extra.get(decision, {}))
        except ListingError as refusal:
            messages.error(request, str(refusal.reason))
        else:
            messages.success(request, _("That is noted."))
    return redirect("listings:mine")
