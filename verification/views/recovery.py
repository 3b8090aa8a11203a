"""Coming back by a card to one's home. Open to everybody, and telling nobody who lives where."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from allauth.core import ratelimit

from accounts import pseudonyms
from accounts.models import RecoveryRequest
from accounts.networks import network_of
from accounts.views.recovery import SESSION_KEY
from verification import services
from verification.errors import AddressRefusedError, WrongCodeError
from verification.forms import RecoveryCardForm, RecoveryCodeForm


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_card(request: HttpRequest) -> HttpResponse:
    """Take a name and an address; the answer is the same whether they belong together or not."""
    form = RecoveryCardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not may_try(request, form.cleaned_data["pseudonym"]):
            return ratelimit.respond_429(request)
        if _wish(form):
            messages.success(
                request, _("If this name was verified at this address, a card is on its way: three to five days after printing.")
            )
            return redirect("verification:recovery-code")
    return render(request, "verification/recovery_card.html", {"form": form})


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    """Take a name and the code of a card: start the delay, say how long is left, or let the person choose a password."""
    return take_code(request, RecoveryCodeForm, services.enter_recovery_card, "verification/recovery_code.html")


def take_code(request: HttpRequest, form_class: type[Form], enter: Callable[..., RecoveryRequest], template: str) -> HttpResponse:
    """Show the form and hand what was typed to `enter`, which raises WrongCodeError: then wait, or choose a password."""
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not may_try(request, form.cleaned_data["pseudonym"]):
            return ratelimit.respond_429(request)
        try:
            found = enter(**form.cleaned_data)
        except WrongCodeError as refusal:
            form.add_error(None, str(refusal))
        else:
            if found.state != RecoveryRequest.State.READY:
                return render(request, "accounts/recovery_waiting.html", {"recovery": found})
            request.session[SESSION_KEY] = str(found.public_id)
            return redirect("accounts:recovery-password")
    return render(request, template, {"form": form})


def may_try(request: HttpRequest, pseudonym: str) -> bool:
    """Count by (account, network), as for the sheet: a stranger never closes this door to the owner."""
    account = f"{network_of(request)} {pseudonyms.fold(pseudonym)}"
    return bool(ratelimit.consume(request, action="recovery_code", key=account))


@sensitive_variables("form")
def _wish(form: RecoveryCardForm) -> bool:
    try:
        services.wish_for_card(pseudonym=form.cleaned_data["pseudonym"], address=form.address())
    except AddressRefusedError as refusal:
        form.add_error(refusal.field, str(refusal))
        return False
    return True
