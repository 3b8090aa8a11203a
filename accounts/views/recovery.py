"""The recovery sheet, and coming back with it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit

from accounts import pseudonyms, services
from accounts.forms import NewPasswordForm, RecoveryForm, SheetForm
from accounts.models import RecoveryRequest
from accounts.networks import network_of
from accounts.permissions import needs_password_for_sheet

#: The request a session has shown a right code for, and may therefore finish.
SESSION_KEY = "recovery_request"


@sensitive_post_parameters("password")
@never_cache
@login_required
def sheet(request: HttpRequest) -> HttpResponse:
    """Explain the sheet; on POST, make it and show it in the answer itself: the codes are kept nowhere."""
    needs_password = needs_password_for_sheet(request.user)
    form = SheetForm(request.POST if request.method == "POST" else None, needs_password=needs_password)
    if request.method == "POST" and form.is_valid():
        if needs_password and not _password_is_right(request, form.cleaned_data["password"]):
            form.add_error("password", _("This is not your password."))
        else:
            codes = services.make_recovery_sheet(user=request.user)
            context = {"codes": codes, "now": timezone.now(), "return_url": request.build_absolute_uri(reverse("accounts:recovery"))}
            return render(request, "accounts/recovery_sheet.html", context)
    replaces = request.user.recovery_codes.exists()
    return render(request, "accounts/recovery_sheet.html", {"form": form, "replaces": replaces})


def _password_is_right(request: HttpRequest, password: str) -> bool:
    allowed = ratelimit.consume(request, action="reauthenticate", user=request.user)
    return allowed and get_adapter().reauthenticate(request.user, password)


@require_POST
@login_required
def cancel(request: HttpRequest) -> HttpResponse:
    if services.cancel_recoveries(user=request.user, by=request.user):
        messages.success(request, _("The request is cancelled. If your sheet is not with you any more, make a new one."))
    return redirect("accounts:home")


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Take a name and a code: start the delay, say how long is left, or let the person choose a password."""
    form = RecoveryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = f"{network_of(request)} {pseudonyms.fold(form.cleaned_data['pseudonym'])}"
        if not ratelimit.consume(request, action="recovery_code", key=account):
            return ratelimit.respond_429(request)
        try:
            found = services.enter_recovery_code(**form.cleaned_data)
        except services.RecoveryRefusedError as error:
            form.add_error(None, str(error))
        else:
            if found.state != RecoveryRequest.State.READY:
                return render(request, "accounts/recovery_waiting.html", {"recovery": found})
            request.session[SESSION_KEY] = str(found.public_id)
            return redirect("accounts:recovery-password")
    return render(request, "accounts/recovery.html", {"form": form})


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Choose the new password, in the session that showed a right code."""
    unfinished = RecoveryRequest.objects.unfinished().select_related("user")
    recovery = get_object_or_404(unfinished, public_id=request.session.get(SESSION_KEY))
    form = NewPasswordForm(request.POST or None, user=recovery.user)
    if request.method == "POST" and form.is_valid():
        try:
            services.complete_recovery(request=recovery, password=form.cleaned_data["password"])
        except services.RecoveryRefusedError as error:
            form.add_error(None, str(error))
        else:
            request.session.pop(SESSION_KEY)
            messages.success(request, _("Your new password is set. Sign in with it."))
            return redirect("account_login")
    return render(request, "accounts/recovery_password.html", {"form": form})
