"""What a person wants to be told, and by which way."""

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from notifications import kinds
from notifications.channels.email.stamping import UNSUBSCRIBE_SALT
from notifications.channels.push.vapid import public_key
from notifications.channels.sms.numbers import hidden
from notifications.models import EmailHealth, PushSubscription
from notifications.preference_forms import LetterForm, PreferencesForm, QuietForm
from notifications.services import choose_letter, quiet_hours_of, set_preference
from notifications.services.letters import KIND as LETTER


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def preferences(request: HttpRequest) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    form = PreferencesForm(posted, user=request.user)
    quiet = QuietForm(posted, instance=quiet_hours_of(request.user))
    letter = LetterForm(posted, user=request.user)
    if posted is not None and form.is_valid() and quiet.is_valid() and letter.is_valid():
        form.save()
        quiet.save()
        letter.save()
        messages.success(request, _("Your choices are saved."))
        return redirect("notifications:preferences")
    context = {
        "form": form,
        "quiet": quiet,
        "letter": letter,
        "number": hidden(str(request.user.phone or "")),
        "parked": EmailHealth.is_parked(request.user),
        "browsers": PushSubscription.objects.of(request.user),
        "vapid_key": public_key(),
    }
    refused = [one for one in (form, quiet, letter) if one.errors]
    return render(request, "notifications/preferences.html", {**context, "refused": refused}, status=422 if refused else 200)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop one kind of mail to one person, by the signed address in that mail.

    Works without signing in, as RFC 8058 asks; hence no CSRF token, which a mail program could not send: the signature
    is the proof, and the worst a forged request could do is what the address is for. Opening it only shows a button,
    because scanners open every link (EML-01).
    """
    try:
        number, _colon, key = Signer(salt=UNSUBSCRIBE_SALT).unsign(token).partition(":")
        kind = kinds.get(key)
    except (BadSignature, KeyError) as error:
        raise Http404 from error
    if request.method == "POST":
        user = get_object_or_404(get_user_model().objects.active(), pk=number)
        if key == LETTER:
            choose_letter(user=user, every="never")
        else:
            set_preference(user=user, kind=key, channel="email", enabled=False)
    return render(request, "notifications/unsubscribe.html", {"kind": kind, "done": request.method == "POST", "token": token})
