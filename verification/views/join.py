"""Asking to belong to a neighbourhood: which proof. Each proof has its own page beside this one."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from home.models import Membership
from verification.components import stairs
from verification.views.places import is_done, neighbourhood_to_join
from verification.ways import ways_into


@require_safe
@never_cache
@login_required
def join(request: HttpRequest, place: str) -> HttpResponse:
    """Offer the proofs that count here; choosing one leads to its page."""
    neighbourhood = neighbourhood_to_join(place)
    mine = Membership.objects.of(request.user).current().first()
    if is_done(mine, neighbourhood):
        return redirect("verification:welcome")
    if mine and mine.state in Membership.ACTIVE_STATES and mine.neighbourhood_id != neighbourhood.pk:
        return redirect("verification:move", neighbourhood.pk)
    ways = ways_into(neighbourhood, mine if mine and mine.neighbourhood_id == neighbourhood.pk else None)
    for way in ways:
        if request.GET.get("preuve") == way.method:
            return redirect(way.url(neighbourhood))
    context = {"neighbourhood": neighbourhood, "town": neighbourhood.town, "membership": mine, "ways": ways, "stairs": stairs()}
    return render(request, "verification/join.html", context)
