"""Coming back by the two neighbours who let one in: asking, their word, and the code that was kept."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from allauth.core import ratelimit

from verification import services
from verification.errors import VerificationError, WrongCodeError
from verification.forms import RecoveryVouchersForm, RecoveryWordForm, RecoveryWordsForm
from verification.models import Vouch
from verification.views.recovery import may_try, take_code


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_vouchers(request: HttpRequest) -> HttpResponse:
    """Take a name; give a code to keep and a number to tell, whoever is named. They are shown in this answer alone."""
    form = RecoveryVouchersForm(request.POST or None)
    context = {"form": form}
    if request.method == "POST" and form.is_valid():
        if not may_try(request, form.cleaned_data["pseudonym"]):
            return ratelimit.respond_429(request)
        context["code"], context["number"] = services.wish_for_vouchers(**form.cleaned_data)
    return render(request, "verification/recovery_vouchers.html", context)


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    """Take a name and the code that was kept: say how long is left, or let the person choose a password."""
    return take_code(request, RecoveryWordsForm, services.enter_recovery_words, "verification/recovery_vouchers_code.html")


@sensitive_post_parameters("number")
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def give_word(request: HttpRequest, pk: int) -> HttpResponse:
    """Let one of the two say that it is the person they vouched for who asks."""
    mine = Vouch.objects.of(request.user).wanted_back().select_related("request__user")
    vouch = get_object_or_404(mine, pk=pk)
    form = RecoveryWordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="recovery_code", key=f"word {vouch.pk}"):
            return ratelimit.respond_429(request)
        try:
            services.give_word(vouch=vouch, number=form.cleaned_data["number"], by=request.user)
        except VerificationError as refusal:
            form.add_error("number" if isinstance(refusal, WrongCodeError) else None, str(refusal))
        else:
            messages.success(request, _("Thank you. Once both of you have said yes, three days begin in which the owner may still say no."))
            return redirect("verification:vouch-list")
    return render(request, "verification/vouching/recovery_word.html", {"form": form, "person": vouch.request.user})
