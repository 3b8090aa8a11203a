"""What waits for the curators of a place. Another place's things do not exist for them: 404."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from ads import limits, services
from ads.components import for_desk
from ads.errors import AdsError
from ads.models import Business, Campaign, Payment, Placement, Refund
from ads.querysets.places import neighbourhoods_run_by


@login_required
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    user = request.user
    context = {
        "shops": Business.objects.run_by(user).waiting().select_related("page", "neighbourhood")[: limits.PAGE_SIZE],
        "transfers": Payment.objects.confirmed_by_me(user).select_related("campaign__business")[: limits.PAGE_SIZE],
        "refunds": Refund.objects.to_wire(user).select_related("payment__campaign__business")[: limits.PAGE_SIZE],
        "ads": for_desk(Placement.objects.run_by(user).to_decide().with_everything()),
        "runs": neighbourhoods_run_by(user).exists(),
    }
    return render(request, "ads/desk.html", context)


@login_required
@require_POST
def decide_shop(request: HttpRequest, public_id: UUID) -> HttpResponse:
    shop = get_object_or_404(Business.objects.run_by(request.user), public_id=public_id)
    why = request.POST.get("why", "")
    steps: dict[str, Callable[[], object]] = {
        "list": lambda: services.list_business(business=shop, by=request.user),
        "refuse": lambda: services.refuse_business(business=shop, by=request.user, why=why),
    }
    return _carry_out(request, steps)


@login_required
@require_POST
def decide_ad(request: HttpRequest, public_id: UUID, place: int) -> HttpResponse:
    neighbourhood = get_object_or_404(neighbourhoods_run_by(request.user), pk=place)
    campaign = get_object_or_404(Campaign.objects.standing_at(neighbourhood), public_id=public_id)
    asked = {"campaign": campaign, "neighbourhood": neighbourhood, "by": request.user}
    why = request.POST.get("why", "")
    steps: dict[str, Callable[[], object]] = {
        "approve": lambda: services.approve_ad(**asked),
        "refuse": lambda: services.refuse_ad(**asked, why=why),
        "resume": lambda: services.resume_ad(**asked),
        "stop": lambda: services.stop_ad(**asked, why=why),
    }
    return _carry_out(request, steps)


@login_required
@require_POST
def confirm_payment(request: HttpRequest, public_id: UUID) -> HttpResponse:
    payment = get_object_or_404(Payment.objects.confirmed_by_me(request.user), public_id=public_id)
    return _carry_out(request, {"confirm": lambda: services.confirm_transfer(payment=payment, by=request.user)})


@login_required
@require_POST
def confirm_refund(request: HttpRequest, public_id: UUID) -> HttpResponse:
    refund = get_object_or_404(Refund.objects.to_wire(request.user), public_id=public_id)
    return _carry_out(request, {"confirm": lambda: services.confirm_refund(refund=refund, by=request.user)})


def _carry_out(request: HttpRequest, steps: dict[str, Callable[[], object]]) -> HttpResponse:
    """Do what the pressed button says, tell what came of it, and go back to the desk."""
    step = steps.get(request.POST.get("do", ""))
    if step is None:
        raise Http404
    try:
        step()
    except AdsError as refusal:
        messages.error(request, str(refusal.reason))
    else:
        messages.success(request, _("That is noted."))
    return redirect("ads:desk")
