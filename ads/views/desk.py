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
from ads.errors import AdsError
from ads.models import Business


@login_required
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    shops = Business.objects.run_by(request.user).waiting().select_related("page", "neighbourhood")
    return render(request, "ads/desk.html", {"shops": shops[: limits.PAGE_SIZE]})


@login_required
@require_POST
def decide_shop(request: HttpRequest, public_id: UUID) -> HttpResponse:
    shop = get_object_or_404(Business.objects.run_by(request.user), public_id=public_id)
    why = request.POST.get("why", "")
    steps: dict[str, Callable[[], object]] = {
        "list": lambda: services.list_business(business=shop, by=request.user),
        "refuse": lambda: services.refuse_business(business=shop, by=request.user, why=why),
    }
    return carry_out(request, steps)


def carry_out(request: HttpRequest, steps: dict[str, Callable[[], object]]) -> HttpResponse:
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
