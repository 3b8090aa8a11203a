"""Where one stands on the way in, and what can be done once the door is open."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from home.models import Membership
from verification.components import stairs
from verification.models import Postcard, VouchRequest


@require_safe
@never_cache
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the next step: the welcome, the open question, the code, the address, or the choice of a neighbourhood."""
    membership = Membership.objects.of(request.user).current().order_by("-started_at").first()
    if membership is None:
        return redirect("/")
    if membership.state in Membership.ACTIVE_STATES:
        return redirect("verification:welcome")
    if VouchRequest.objects.for_membership(membership).live().exists():
        return redirect("verification:vouch-mine")
    if Postcard.objects.to_prove(membership).exists():
        return redirect("verification:code")
    return redirect("verification:join", membership.neighbourhood_id)


@require_safe
@never_cache
@login_required
def welcome(request: HttpRequest) -> HttpResponse:
    membership = Membership.objects.of(request.user).active().select_related("neighbourhood").first()
    if membership is None:
        return redirect("verification:code")
    if not membership.neighbourhood.is_open:
        # One of the first: the page of the gathering says how far it is.
        return redirect(membership.neighbourhood.url)
    context = {"membership": membership, "neighbourhood": membership.neighbourhood, "stairs": stairs()}
    return render(request, "verification/welcome.html", context)
