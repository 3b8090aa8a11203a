"""The neighbour's side: the link somebody shows, the list of those who ask, and taking a word back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.networks import network_of
from verification import services
from verification.errors import LimitReachedError, VerificationError
from verification.models import Vouch, VouchRequest
from verification.permissions import accepts_vouches
from verification.vouching.components import budget, missing, said_yes
from verification.vouching.forms import VouchForm
from verification.vouching.permissions import neighbourhood_to_vouch_in, vouch_obstacle, voucher_obstacle
from verification.vouching.rules import Obstacle


@never_cache
def vouch(request: HttpRequest, token: str) -> HttpResponse:
    """Show who asks to those who may know, the place alone to everybody else; a POST answers.

    A stranger who finds a link learns that somebody asks somewhere: no pseudonym, no sentence, nobody who said yes.
    """
    found = get_object_or_404(VouchRequest.objects.select_related("user", "membership", "neighbourhood").linked(token))
    refusal = vouch_obstacle(request.user, found.membership)
    context = {"request_": found, "neighbourhood": found.neighbourhood, "is_over": not _is_open(found), "refusal": refusal}
    context["given"] = Vouch.objects.of(request.user).given().filter(request=found).first()
    context["may_know"] = (
        request.user.is_authenticated and not (refusal and refusal.obstacle == Obstacle.ELSEWHERE) and not context["is_over"]
    )
    form = VouchForm(request.POST or None)
    if request.method == "POST" and context["may_know"]:
        if request.POST.get("answer") == "unknown":
            services.pass_over(request=found, by=request.user)
            messages.success(request, _("Thank you. Nobody learns that you said so."))
            return redirect("verification:vouch-list")
        if form.is_valid() and _vouches(request, found, form):
            return redirect("verification:vouch-list")
    if context["may_know"]:
        context |= {"yes": said_yes(found), "missing": missing(found), "budget": budget(request.user)}
    return render(request, "verification/vouching/vouch.html", {**context, "form": form})


@require_safe
@never_cache
@login_required
def requests(request: HttpRequest) -> HttpResponse:
    """List who asks the neighbours, and one's own words."""
    home = neighbourhood_to_vouch_in(request.user)
    context = {
        "neighbourhood": home,
        "refusal": voucher_obstacle(request.user),
        "requests": VouchRequest.objects.visible_to(request.user).select_related("user", "membership")[:50],
        "wanted_back": Vouch.objects.of(request.user).wanted_back().select_related("request__user"),
        "given": Vouch.objects.of(request.user).with_withdrawable().select_related("request__user")[:20],
        "budget": budget(request.user),
    }
    return render(request, "verification/vouching/list.html", context)


@require_POST
@login_required
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Vouch.objects.of(request.user), pk=pk)
    try:
        services.withdraw_vouch(vouch=found, by=request.user)
    except VerificationError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your word is taken back. Nobody is told that it was yours."))
    return redirect("verification:vouch-list")


def _is_open(found: VouchRequest) -> bool:
    return accepts_vouches(found.neighbourhood) and VouchRequest.objects.live().filter(pk=found.pk).exists()


def _vouches(request: HttpRequest, found: VouchRequest, form: VouchForm) -> bool:
    """Vouch; put a refusal on the form."""
    try:
        services.give_vouch(request=found, by=request.user, network=network_of(request))
    except LimitReachedError as refusal:
        form.limit = refusal
        form.add_error(None, str(refusal))
    except VerificationError as refusal:
        form.add_error(None, str(refusal))
    else:
        messages.success(request, _("You vouch for %(name)s. Thank you.") % {"name": found.user.pseudonym})
        return True
    return False
