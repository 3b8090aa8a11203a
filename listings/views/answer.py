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

from home.zones import tell_hours_of
from listings import services
from listings.errors import ListingError
from listings.forms import ResponseForm
from listings.models import ListingPage, Occurrence, Response

#: What the buttons send, and what it means.
DECISIONS: dict[str, Callable[..., Response]] = {
    "accept": services.accept_response,
    "accept_every": services.accept_every,
    "decline": services.decline_response,
    "decline_every": services.decline_every,
    "take": services.take_offer,
    "withdraw": services.withdraw_response,
    "withdraw_every": services.withdraw_every,
    "done": services.mark_done,
    "no_show": services.mark_no_show,
    "met": services.note_meeting,
    "cancel": services.cancel_response,
}


@login_required
@never_cache
def respond(request: HttpRequest, public_id: UUID) -> HttpResponse:
    listing = get_object_or_404(ListingPage.objects.visible_to(request.user).identified(public_id)).specific
    tell_hours_of(listing.neighbourhood)
    if request.method != "POST":
        return redirect(listing.url)
    form = ResponseForm(request.POST, listing=listing, user=request.user)
    responses = _respond(request, listing, form) if form.is_valid() else []
    if form.errors:
        return render(request, "listings/respond.html", {"form": form, "listing": listing})
    if all(response.state == Response.State.ACCEPTED for response in responses):
        messages.success(request, _("It is promised to you.") if not listing.is_dated else _("You are on the list."))
    else:
        messages.success(request, _("Your answer is on its way. You will be told what comes of it."))
    return redirect(listing.url)


def _respond(request: HttpRequest, listing: ListingPage, form: ResponseForm) -> list[Response]:
    """Answer with what was typed; a refusal stands over the form, with all of it still there."""
    try:
        if listing.is_dated:
            return services.respond_on_dates(listing=listing, by=request.user, occurrences=form.cleaned_data["dates"], **form.answer)
        return [services.respond(listing=listing, by=request.user, **form.answer)]
    except ListingError as refusal:
        form.add_error(None, str(refusal.reason))
        return []


@login_required
@require_POST
def decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    response = get_object_or_404(Response.objects.visible_to(request.user).for_list(), public_id=public_id)
    decision = request.POST.get("do", "")
    if decision in DECISIONS:
        note = {"note": request.POST.get("note", "")[:500].strip()}
        extra = {
            "accept": note,
            "accept_every": note,
            "cancel": {"why": request.POST.get("why", "")[:200].strip()},
        }
        try:
            DECISIONS[decision](response=response, by=request.user, **extra.get(decision, {}))
        except ListingError as refusal:
            messages.error(request, str(refusal.reason))
        else:
            messages.success(request, _("That is noted."))
    return redirect("listings:mine")


@login_required
@require_POST
def bring(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a thing to bring upon oneself for one date, or take that back."""
    occurrence = get_object_or_404(Occurrence.objects.visible_to(request.user).select_related("listing"), public_id=public_id)
    item = get_object_or_404(
        occurrence.listing.bring_items, pk=request.POST.get("item") if request.POST.get("item", "").isdigit() else None
    )
    try:
        if request.POST.get("do") == "drop":
            services.take_back_promise(item=item, occurrence=occurrence, by=request.user)
        else:
            services.promise_to_bring(item=item, occurrence=occurrence, by=request.user)
    except ListingError as refusal:
        messages.error(request, str(refusal.reason))
    else:
        messages.success(request, _("That is noted."))
    return redirect(f"{occurrence.listing.url}#bring")


@login_required
@require_POST
def cancel_date(request: HttpRequest, public_id: UUID) -> HttpResponse:
    occurrence = get_object_or_404(Occurrence.objects.visible_to(request.user).select_related("listing"), public_id=public_id)
    try:
        services.cancel_occurrence(occurrence=occurrence, by=request.user, why=request.POST.get("why", "")[:200].strip())
    except ListingError as refusal:
        messages.error(request, str(refusal.reason))
    else:
        messages.success(request, _("That date is cancelled, and whoever was coming is told."))
    return redirect(occurrence.listing.url)
