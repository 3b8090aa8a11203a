"""What may suit a person, and what they make of it."""

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
from listings.matches_panel import MatchesPanel
from listings.models import Match

DECISIONS = {"agree": services.agree_to_ring, "decline": services.decline_match}


@login_required
@never_cache
def suits(request: HttpRequest) -> HttpResponse:
    return render(request, "listings/suits.html", {"finds": MatchesPanel(request.user)})


@login_required
@require_POST
def decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    match = get_object_or_404(Match.objects.visible_to(request.user).identified(public_id))
    if decision := DECISIONS.get(request.POST.get("do", "")):
        try:
            match = decision(match=match, by=request.user)
        except ListingError as refusal:
            messages.error(request, str(refusal.reason))
        else:
            if match.state == Match.State.AGREED:
                messages.success(request, _("All have said yes. Here is who does what."))
                return redirect("listings:mine")
            messages.success(request, _("That is noted."))
    return redirect("listings:suits")
