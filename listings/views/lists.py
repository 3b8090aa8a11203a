"""One's own listings and answers, the curators' list, and the buttons that go with them."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from listings import limits, services
from listings.errors import ListingError
from listings.models import ListingPage, Response

if TYPE_CHECKING:
    from accounts.models import User


@login_required
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    written = ListingPage.objects.written_by(request.user).latest_first().for_author(request.user)
    given = Response.objects.given_by(request.user).with_talk(request.user).for_list().order_by("-asked_at")
    page = Paginator(written, limits.PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page_of_listings": page,
        "answers": given[: limits.MAP_SIZE],
        "calendar_key": getattr(request.user, "calendar_key", None),
        "trader_question": getattr(request.user, "trader_question", None),
        "base_url": settings.PALIER_BASE_URL,
    }
    return render(request, "listings/mine.html", context)


@login_required
@never_cache
def held(request: HttpRequest) -> HttpResponse:
    waiting = ListingPage.objects.moderated_by(request.user).held().order_by("pk").for_cards()
    return render(request, "listings/held.html", {"listings": waiting[: limits.PAGE_SIZE]})


@login_required
@require_POST
def transition(request: HttpRequest, public_id: UUID) -> HttpResponse:
    listing = get_object_or_404(ListingPage.objects.visible_to(request.user).identified(public_id))
    step = request.POST.get("do", "")
    try:
        _make(step, listing, request.user, request.POST.get("why", "")[:200].strip())
    except ListingError as refusal:
        messages.error(request, str(refusal.reason))
    else:
        messages.success(request, _("That is noted."))
    return redirect("listings:held" if step in {"approve", "remove"} else "listings:mine")


def _make(step: str, listing: ListingPage, by: "User", why: str) -> ListingPage:
    match step:
        case "pause":
            return services.pause_listing(listing=listing, by=by)
        case "resume":
            return services.resume_listing(listing=listing, by=by)
        case "renew":
            return services.renew_listing(listing=listing, by=by)
        case "withdraw" | "done":
            return services.close_listing(listing=listing, by=by, done=step == "done", outcome=why)
        case "approve":
            return services.approve_listing(listing=listing, by=by)
        case "remove":
            return services.remove_listing(listing=listing, by=by, why=why)
    raise Http404
