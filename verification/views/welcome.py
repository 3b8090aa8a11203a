"""The door is open: what can be done now."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from home.models import Membership
from verification.components import stairs


@require_safe
@never_cache
@login_required
def welcome(request: HttpRequest) -> HttpResponse:
    membership = Membership.objects.of(request.user).active().select_related("neighbourhood").first()
    if membership is None:
        return redirect("verification:code")
    context = {"membership": membership, "neighbourhood": membership.neighbourhood, "stairs": stairs()}
    return render(request, "verification/welcome.html", context)
