"""The account page: one page, one small form per thing a person may change."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from allauth.mfa.utils import is_mfa_enabled

from accounts import services
from accounts.forms import DoorplateForm, LanguageForm, PhoneForm
from accounts.language import remember_language
from accounts.models import RecoveryCode
from accounts.querysets import addresses_of


def _page(request: HttpRequest, **forms: Any) -> HttpResponse:
    user = request.user
    context = {
        "doorplate_form": DoorplateForm(initial={"pseudonym": user.pseudonym}),
        "phone_form": PhoneForm(initial={"phone": user.phone}),
        "language_form": LanguageForm(initial={"language": user.language}),
        "addresses": addresses_of(user),
        "codes_left": RecoveryCode.objects.of(user).unused().count(),
        "two_steps": is_mfa_enabled(user),
        "form": next(iter(forms.values()), None),
    } | forms
    return render(request, "accounts/home.html", context)


@require_GET
@never_cache
@login_required
def home(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_http_methods(["POST"])
@login_required
def doorplate(request: HttpRequest) -> HttpResponse:
    form = DoorplateForm(request.POST)
    if form.is_valid():
        try:
            services.rename(user=request.user, pseudonym=form.cleaned_data["pseudonym"])
        except (services.AccountError, ValidationError) as error:
            form.add_error("pseudonym", error if isinstance(error, ValidationError) else str(error))
        else:
            messages.success(request, _("Your plate is on the door."))
            return redirect("accounts:home")
    return _page(request, doorplate_form=form)


@require_http_methods(["POST"])
@login_required
def phone(request: HttpRequest) -> HttpResponse:
    form = PhoneForm(request.POST)
    if form.is_valid():
        services.change_phone(user=request.user, phone=form.cleaned_data["phone"])
        messages.success(request, _("Your phone number is kept.") if form.cleaned_data["phone"] else _("No phone number is kept."))
        return redirect("accounts:home")
    return _page(request, phone_form=form)


@require_http_methods(["POST"])
@login_required
def language(request: HttpRequest) -> HttpResponse:
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return _page(request, language_form=form)
    chosen = form.cleaned_data["language"]
    services.change_language(user=request.user, language=chosen)
    with translation.override(chosen):
        messages.success(request, _("Pages and messages are now in English."))
    return remember_language(redirect("accounts:home"), chosen)
