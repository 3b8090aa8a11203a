"""The newcomer's side: asking for two vouches, showing the link, taking the question back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.networks import network_of
from home.models import Membership, NeighbourhoodPage
from verification import services
from verification.components import stairs
from verification.errors import LimitReachedError, VerificationError
from verification.models import VouchRequest
from verification.permissions import accepts_vouches
from verification.views.places import is_done, neighbourhood_to_join
from verification.vouching.components import missing, said_yes, square_code
from verification.vouching.forms import AskForm


@never_cache
@login_required
def join_by_vouching(request: HttpRequest, place: str) -> HttpResponse:
    neighbourhood = neighbourhood_to_join(place)
    if is_done(Membership.objects.of(request.user).current().first(), neighbourhood):
        return redirect("verification:welcome")
    if VouchRequest.objects.of(request.user).live().at(neighbourhood).exists():
        return redirect("verification:vouch-mine")
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _asks(request, form, neighbourhood):
        return redirect("verification:vouch-mine")
    context = {
        "neighbourhood": neighbourhood,
        "town": neighbourhood.town,
        "form": form,
        "stairs": stairs(),
        "accepts_vouches": accepts_vouches(neighbourhood),
    }
    return render(request, "verification/vouching/join.html", context)


@never_cache
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """Show one's question: its link, its square code, who has said yes. A POST changes its words."""
    found = VouchRequest.objects.of(request.user).select_related("neighbourhood", "membership").first()
    if found is None:
        return redirect("verification:home")
    if found.state == VouchRequest.State.CONFIRMED and found.doubted_at is None:
        return redirect("verification:welcome")
    form = AskForm(request.POST or None, initial={"sentence": found.sentence, "listed": found.listed})
    if request.method == "POST" and form.is_valid() and _asks(request, form, found.neighbourhood):
        messages.success(request, _("Your neighbours read it so from now on."))
        return redirect("verification:vouch-mine")
    is_open = VouchRequest.objects.of(request.user).live().filter(pk=found.pk).exists()
    link = request.build_absolute_uri(found.get_absolute_url())
    context = {
        "request_": found,
        "neighbourhood": found.neighbourhood,
        "is_open": is_open,
        "link": link,
        "code": square_code(link) if is_open else "",
        "yes": said_yes(found),
        "missing": missing(found),
        "form": form,
        "stairs": stairs(),
        "reason": _reason(found),
    }
    return render(request, "verification/vouching/mine.html", context)


@require_POST
@login_required
def cancel(request: HttpRequest) -> HttpResponse:
    for found in VouchRequest.objects.of(request.user).live():
        services.cancel_request(request=found, by=request.user)
        messages.success(request, _("Your question is taken back; its link opens nothing any more."))
    return redirect("verification:vouch-mine")


def _reason(found: VouchRequest) -> str:
    """Return what a curator said when refusing."""
    return found.hold.reason if found.state == VouchRequest.State.REFUSED else ""


def _asks(request: HttpRequest, form: AskForm, neighbourhood: NeighbourhoodPage) -> bool:
    """Ask, or change the words; put a refusal on the form."""
    words = {name: form.cleaned_data[name] for name in ("sentence", "listed")}
    try:
        services.join_by_vouching(user=request.user, neighbourhood=neighbourhood, by=request.user, network=network_of(request), **words)
    except LimitReachedError as refusal:
        form.limit = refusal
        form.add_error(None, str(refusal))
    except VerificationError as refusal:
        form.add_error(None, str(refusal))
    else:
        return True
    return False
