"""Proving by position. What the browser sends is compared and forgotten: no value of it goes back into the page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from home.models import Membership, NeighbourhoodPage
from verification import policy, services
from verification.components import stairs
from verification.errors import LocationRefusedError, VerificationError
from verification.forms import PositionForm
from verification.permissions import accepts_positions
from verification.views.places import is_done, neighbourhood_to_join


@sensitive_post_parameters()
@never_cache
@login_required
def join_by_position(request: HttpRequest, place: str) -> HttpResponse:
    neighbourhood = neighbourhood_to_join(place)
    mine = Membership.objects.of(request.user).current().first()
    if is_done(mine, neighbourhood):
        return redirect("verification:welcome")
    refusal = None
    if request.method == "POST":
        refusal = _compare(request, neighbourhood)
        if refusal is None:
            return redirect("verification:welcome")
    context = {
        "neighbourhood": neighbourhood,
        "town": neighbourhood.town,
        "accepts_positions": accepts_positions(neighbourhood),
        "progress": services.position_progress(user=request.user, neighbourhood=neighbourhood),
        "days_needed": policy.LOCATION_DAYS,
        "most": policy.LOCATION_ACCURACY,
        "refusal": refusal,
        "stairs": stairs(),
    }
    return render(request, "verification/join_position.html", context)


@sensitive_variables("form")
def _compare(request: HttpRequest, neighbourhood: NeighbourhoodPage) -> VerificationError | None:
    """Compare what the browser sent; return the refusal, if it is one."""
    form = PositionForm(request.POST)
    if not form.is_valid():
        return _no_position(request.POST.get("problem", ""))
    try:
        _membership, progress = services.join_by_position(
            user=request.user, neighbourhood=neighbourhood, by=request.user, **form.cleaned_data
        )
    except VerificationError as refusal:
        return refusal
    if progress.can_give_level_2 and progress.level < Membership.Level.VERIFIED:
        messages.success(request, _("Your position is inside the boundary, and this day counts. Come back another day to go on."))
    else:
        messages.success(request, _("Your position is inside the boundary. It is erased."))
    return None


def _no_position(problem: str) -> VerificationError:
    """Say what to do when the browser gave no position, for the reason its script found."""
    words = {
        "denied": _(
            "Your browser was told not to give your position. Press the sign left of the address of this page, allow the position "
            "for this site, and try again. Or choose another proof: none of them needs it."
        ),
        "timeout": _("Your device found no position in time. Go near a window or outside, wait a moment and try again."),
    }
    unavailable = _("Your device gave no position. Turn on its location service and try again, or choose another proof.")
    return LocationRefusedError(problem if problem in words else "unavailable", words.get(problem, unavailable))
