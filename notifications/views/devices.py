"""Browsers that want notifications: what the page's script and the service worker ask for."""

from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from notifications.preference_forms import RenewForm, SubscribeForm
from notifications.services import SubscriptionRefused, remove_browser, renew_browser, send_trial, subscribe_browser

WORKER = Path(settings.BASE_DIR, "static", "js", "service-worker.js")


@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Serve the service worker from the site's root, which is what it may then answer for."""
    return HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")


@never_cache
@require_POST
@login_required
def subscribe(request: HttpRequest) -> HttpResponse:
    form = SubscribeForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": _("This browser did not say how to reach it.")}, status=400)
    try:
        subscribe_browser(user=request.user, session_key=request.session.session_key or "", **form.cleaned_data)
    except SubscriptionRefused as refusal:
        return JsonResponse({"error": refusal.message}, status=400)
    return JsonResponse({"ok": True}, status=201)


@csrf_exempt
@never_cache
@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """Take a browser's new address from its service worker, which has no form and no token.

    The proof is the old secret, which only that browser and we know; a forged request without it changes nothing.
    """
    form = RenewForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": _("This browser did not say how to reach it.")}, status=400)
    try:
        renew_browser(**form.cleaned_data)
    except SubscriptionRefused as refusal:
        return JsonResponse({"error": refusal.message}, status=400)
    return JsonResponse({"ok": True})


@require_POST
@login_required
def remove(request: HttpRequest, number: int) -> HttpResponse:
    if remove_browser(user=request.user, number=number):
        messages.success(request, _("That browser gets no more notifications."))
    return redirect("notifications:preferences")


@require_POST
@login_required
def trial(request: HttpRequest) -> HttpResponse:
    try:
        number = send_trial(user=request.user)
    except SubscriptionRefused as refusal:
        messages.error(request, refusal.message)
    else:
        text = ngettext("A trial notification is on its way.", "A trial notification is on its way to %(number)s browsers.", number)
        messages.success(request, text % {"number": number})
    return redirect("notifications:preferences")
