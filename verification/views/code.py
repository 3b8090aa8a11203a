"""Copying the code of the card, or of the slip handed over at the desk."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_safe

from home.models import Membership
from verification import services
from verification.components import card_steps, stairs
from verification.errors import LimitReachedError, NotPossibleError, WrongCodeError
from verification.forms import CodeForm
from verification.models import Postcard


@require_safe
@never_cache
def door(request: HttpRequest) -> HttpResponse:
    """Answer at the address printed on every card: whoever is signed in types the code, others say first which door it is for."""
    if request.user.is_authenticated:
        return redirect(reverse("verification:code") + "?guichet")
    return render(request, "verification/code_door.html")


@sensitive_post_parameters("code")
@never_cache
@login_required
def enter_code(request: HttpRequest) -> HttpResponse:
    membership = Membership.objects.of(request.user).current().select_related("neighbourhood").first()
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _opens(request, form):
        messages.success(request, _("Your address is confirmed."))
        return redirect("verification:welcome")
    cards = list(Postcard.objects.to_prove(membership)) if membership else []
    context = {
        "membership": membership,
        "form": form,
        "cards": cards,
        "from_desk": "guichet" in request.GET,
        "usable": Postcard.objects.of(request.user).usable().last(),
        "tries_left": services.tries_left(request.user),
        "timeline": card_steps(cards[0]) if cards else [],
        "waiting": any(card.state in Postcard.UNPOSTED_STATES for card in cards),
        "stairs": stairs(),
    }
    return render(request, "verification/code.html", context)


@sensitive_variables("form")
def _opens(request: HttpRequest, form: CodeForm) -> bool:
    """Try the code; put a refusal on the form. Every failure looks the same (VER-04)."""
    try:
        services.submit_code(user=request.user, code=form.cleaned_data["code"], by=request.user)
    except WrongCodeError as refusal:
        form.add_error("code", str(refusal))
    except LimitReachedError as refusal:
        form.limit = refusal
        form.add_error(None, str(refusal))
    except NotPossibleError as refusal:
        form.add_error(None, str(refusal))
    else:
        return True
    return False
