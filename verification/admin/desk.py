"""The counter in the admin: a curator sees a person, notes which kind of paper was shown, and hands over a slip with a code.

What lies elsewhere does not exist for a curator: 404. Nobody sees here who used a code.
"""

import uuid

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from home.models import NeighbourhoodPage
from verification import codes, policy, services
from verification.errors import AddressRefusedError, VerificationError
from verification.forms import DeskForm
from verification.models import DeskCode
from verification.permissions import accepts_desk_codes, neighbourhoods_printed_by
from verification.slips import qr_drawing

CODES_PER_PAGE = 30


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    mine = neighbourhoods_printed_by(request.user)
    if mine.count() == 1:
        return redirect("verification_counter:place", mine.get().pk)
    return render(request, "verification/admin/counter_places.html", {"places": mine, **_heading(_("Desk"))})


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form and the slips handed over; on POST, show the new slip in the answer itself: its code is kept nowhere."""
    neighbourhood = get_object_or_404(neighbourhoods_printed_by(request.user), pk=pk)
    form = DeskForm(request.POST or None, initial={"town": neighbourhood.town.title})
    if request.method == "POST" and form.is_valid() and (slip := _issue(request, form, neighbourhood)):
        return slip
    context = {
        "place": neighbourhood,
        "form": form,
        "counts_here": accepts_desk_codes(neighbourhood),
        "left": services.desk_codes_left(curator=request.user, neighbourhood=neighbourhood),
        "codes": Paginator(DeskCode.objects.at(neighbourhood).select_related("issued_by"), CODES_PER_PAGE).get_page(request.GET.get("p")),
        "hours": policy.DESK_CODE_LIFE.total_seconds() // 3600,
        **_heading(_("Desk of %(place)s") % {"place": neighbourhood.title}),
    }
    return render(request, "verification/admin/counter.html", context)


@require_POST
def cancel(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    handed = get_object_or_404(DeskCode.objects.among(neighbourhoods_printed_by(request.user)).select_related("neighbourhood"), pk=pk)
    if services.cancel_desk_code(handed=handed, by=request.user):
        messages.success(request, _("This code opens nothing any more."))
    else:
        messages.error(request, _("This code was used or cancelled before."))
    return redirect("verification_counter:place", handed.neighbourhood_id)


@sensitive_variables("form", "code")
def _issue(request: HttpRequest, form: DeskForm, neighbourhood: NeighbourhoodPage) -> HttpResponse | None:
    """Hand over a code and show its slip; put a refusal on the form."""
    try:
        handed, code = services.issue_desk_code(
            neighbourhood=neighbourhood, evidence=form.cleaned_data["evidence"], address=form.address(), by=request.user
        )
    except AddressRefusedError as refusal:
        form.add_error(refusal.field, str(refusal))
        return None
    except VerificationError as refusal:
        form.add_error(None, str(refusal))
        return None
    entry = settings.PALIER_BASE_URL.rstrip("/") + reverse("verification:code-short")
    context = {
        "place": neighbourhood,
        "code": codes.display(code),
        "handed": handed,
        "entry": entry.split("://")[-1],
        "qr": qr_drawing(entry),
    }
    return render(request, "verification/desk_slip.html", context)


def _heading(title: str) -> dict[str, str]:
    return {"page_title": title, "header_title": title, "header_icon": "key"}
