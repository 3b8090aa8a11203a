"""A person's number: confirmed by a code; and what providers of text messages call back."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.networks import network_of
from notifications.channels.sms.numbers import hidden
from notifications.channels.sms.providers import PROVIDERS, Receipt, Stop, Unsigned
from notifications.preference_forms import PhoneCodeForm
from notifications.services import PhoneRefused, confirm_phone, gets_texts, is_code_open, record_receipts, send_phone_code, stop_texts

#: Seconds for which the same signed callback is refused (SMS-05).
REPLAY = 600


@never_cache
@require_safe
@login_required
def phone(request: HttpRequest) -> HttpResponse:
    return _page(request, PhoneCodeForm())


@require_POST
@login_required
def ask_code(request: HttpRequest) -> HttpResponse:
    try:
        send_phone_code(user=request.user, network=network_of(request))
    except PhoneRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("A code is on its way to your phone."))
    return redirect("notifications:phone")


@require_POST
@login_required
def confirm(request: HttpRequest) -> HttpResponse:
    form = PhoneCodeForm(request.POST)
    if form.is_valid():
        try:
            confirm_phone(user=request.user, typed=form.cleaned_data["code"])
        except PhoneRefused as refusal:
            form.add_error("code", refusal)
        else:
            messages.success(request, _("Your number is confirmed. Emergencies reach you by text message."))
            return redirect("notifications:preferences")
    return _page(request, form)


def _page(request: HttpRequest, form: PhoneCodeForm) -> HttpResponse:
    context = {
        "form": form,
        "number": hidden(str(request.user.phone or "")),
        "code_open": is_code_open(request.user),
        "gets_texts": gets_texts(request.user),
    }
    return render(request, "notifications/phone.html", context, status=422 if form.errors else 200)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def sms_callback(request: HttpRequest, provider: str) -> HttpResponse:
    """Take receipts and STOPs from the provider in use. The signature is the proof; the same one twice is a replay."""
    if provider != settings.PALIER_SMS_PROVIDER or provider not in PROVIDERS:
        raise Http404
    address = settings.PALIER_BASE_URL + urlsplit(request.get_full_path()).path
    query, body = request.GET.dict(), request.POST.dict()
    try:
        found = PROVIDERS[provider]().read(url=address, headers=request.headers, query=query, body=body)
    except Unsigned:
        return HttpResponse(status=403)
    signature = request.headers.get("X-Twilio-Signature")
    seen = f"sms-callback:{signature}"
    if signature and not cache.add(seen, 1, REPLAY):
        return HttpResponse(status=403)
    try:
        record_receipts([said for said in found if isinstance(said, Receipt)], provider_name=provider)
        for said in found:
            if isinstance(said, Stop):
                stop_texts(number=said.number)
    except Exception:
        # What we could not do is no replay when the provider says it again: a STOP must not be lost (SMS-08).
        cache.delete(seen)
        raise
    return HttpResponse(status=204)
