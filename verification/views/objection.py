"""A home that wants no more cards. Open to everybody: whoever got the card need not have an account."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from verification import services
from verification.forms import ObjectionForm


@never_cache
def objection(request: HttpRequest) -> HttpResponse:
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.object_to_cards(reference=form.cleaned_data["reference"], by=request.user if request.user.is_authenticated else None)
        # The same words for a reference that does not exist: strangers must not learn which do.
        messages.success(request, _("If this reference is on a card of ours, no more will be sent to that address."))
        return redirect("verification:objection")
    return render(request, "verification/objection.html", {"form": form})
