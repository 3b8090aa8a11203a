"""How to be seen at the desk: where it is, what to bring, and where the code of the slip is typed."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from home.models import Membership
from verification import policy
from verification.components import stairs
from verification.permissions import accepts_desk_codes
from verification.services import policy_of
from verification.views.places import is_done, neighbourhood_to_join


@require_safe
@never_cache
@login_required
def join_at_desk(request: HttpRequest, place: str) -> HttpResponse:
    neighbourhood = neighbourhood_to_join(place)
    if is_done(Membership.objects.of(request.user).current().first(), neighbourhood):
        return redirect("verification:welcome")
    context = {
        "neighbourhood": neighbourhood,
        "town": neighbourhood.town,
        "desk_words": policy_of(neighbourhood).desk_words,
        "counts_here": accepts_desk_codes(neighbourhood),
        "hours": policy.DESK_CODE_LIFE.total_seconds() // 3600,
        "stairs": stairs(),
    }
    return render(request, "verification/join_desk.html", context)
