"""Leaving a neighbourhood, for good or for another one. Both ask first: what follows cannot be undone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from home.models import Membership
from verification import services
from verification.errors import VerificationError
from verification.views.places import neighbourhood_to_join


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def leave(request: HttpRequest) -> HttpResponse:
    mine = Membership.objects.of(request.user).current().select_related("neighbourhood").first()
    if mine is None:
        return redirect("accounts:home")
    if request.method == "POST":
        services.leave_neighbourhood(membership=mine, by=request.user)
        messages.success(request, _("You have left %(place)s. Your account remains.") % {"place": mine.neighbourhood.title})
        return redirect("accounts:home")
    return render(request, "verification/leave.html", {"membership": mine, "neighbourhood": mine.neighbourhood})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def move(request: HttpRequest, place: str) -> HttpResponse:
    neighbourhood = neighbourhood_to_join(place)
    mine = Membership.objects.of(request.user).current().select_related("neighbourhood").first()
    if mine is None or mine.state not in Membership.ACTIVE_STATES or mine.neighbourhood_id == neighbourhood.pk:
        return redirect("verification:join", neighbourhood.pk)
    refusal = None
    if request.method == "POST":
        try:
            services.move_home(user=request.user, neighbourhood=neighbourhood, by=request.user)
        except VerificationError as error:
            refusal = error
        else:
            messages.success(request, _("You have left %(place)s.") % {"place": mine.neighbourhood.title})
            return redirect("verification:join", neighbourhood.pk)
    context = {"membership": mine, "old": mine.neighbourhood, "neighbourhood": neighbourhood, "refusal": refusal}
    return render(request, "verification/move.html", context)
