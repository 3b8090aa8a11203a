"""A person's keys for programs. A key is shown in the answer to the form that made it, and never again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import services
from accounts.forms.tokens import TokenForm
from accounts.querysets import keys_of


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def keys(request: HttpRequest) -> HttpResponse:
    form, key = TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            _token, key = services.create_token(user=request.user, label=form.cleaned_data["label"], by=request.user)
        except services.AccountError as refusal:
            form.add_error(None, str(refusal))
        else:
            form = TokenForm()
    context = {"form": form, "key": key, "tokens": keys_of(request.user)}
    return render(request, "accounts/tokens.html", context)


@require_POST
@login_required
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    services.revoke_token(user=request.user, pk=pk, by=request.user)
    messages.success(request, _("This key no longer opens anything."))
    return redirect("accounts:tokens")
