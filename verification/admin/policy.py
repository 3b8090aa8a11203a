"""The proofs of one neighbourhood in the admin: which count, and how people come in by them. What lies elsewhere is 404."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from home.drawings.funnel import columns
from home.models.places import VerificationMethod
from verification import services
from verification.errors import PolicyRefusedError
from verification.forms import PolicyForm
from verification.models import ProofStep
from verification.permissions import neighbourhoods_printed_by
from verification.services.funnel import SMALLEST_GROUP


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    mine = neighbourhoods_printed_by(request.user)
    if mine.count() == 1:
        return redirect("verification_policy:edit", mine.get().pk)
    return render(request, "verification/admin/policy_places.html", {"places": mine, **_heading(_("Proofs"))})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    neighbourhood = get_object_or_404(neighbourhoods_printed_by(request.user), pk=pk)
    form = PolicyForm(request.POST or None, policy=services.policy_of(neighbourhood))
    if request.method == "POST" and form.is_valid():
        try:
            services.set_policy(neighbourhood=neighbourhood, chosen=form.chosen(), by=request.user)
        except PolicyRefusedError as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("From now on these proofs count. Who is confirmed stays so."))
            return redirect("verification_policy:edit", pk)
    return render(
        request,
        "verification/admin/policy.html",
        {"place": neighbourhood, "form": form, **_heading(_("Proofs of %(place)s") % {"place": neighbourhood.title})},
    )


@require_safe
@never_cache
def figures(request: HttpRequest, pk: int) -> HttpResponse:
    neighbourhood = get_object_or_404(neighbourhoods_printed_by(request.user), pk=pk)
    context = {
        "place": neighbourhood,
        "ways": [_way(method, months) for method, months in services.funnel_of(neighbourhood=neighbourhood)],
        "smallest": SMALLEST_GROUP,
        **_heading(_("How people come into %(place)s") % {"place": neighbourhood.title}),
    }
    return render(request, "verification/admin/figures.html", context)


def _way(method: str, months: list) -> dict[str, object]:
    """Return one proof's drawing and its twin table."""
    steps = list(months[0][1])
    title = VerificationMethod(method).label if method else _("Before a proof is chosen")
    labels = [ProofStep.Step(step).label for step in steps]
    rows = [(date_format(month, "F Y"), [str(figure) for figure in found.values()]) for month, found in months]
    drawing = columns(
        [(date_format(month, "M"), [figure.least for figure in found.values()]) for month, found in months],
        _("%(proof)s, month by month: the table below says the same.") % {"proof": title},
    )
    something = any(not figure.is_small for _month, found in months for figure in found.values())
    return {"title": title, "steps": labels, "rows": rows, "drawing": drawing, "something": something}


def _heading(title: str) -> dict[str, str]:
    return {"page_title": title, "header_title": title, "header_icon": "check"}
