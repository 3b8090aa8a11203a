"""A group purchase beside its page: pledging, and everything its organiser and deputy do. To anybody else the latter does not exist."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from home.zones import tell_hours_of
from listings import services
from listings.errors import ListingError
from listings.forms import PledgeForm, ReceptionForm
from listings.models import GroupBuyPage, Pledge
from listings.purchase_components import GroupPanel
from listings.sheets import csv_file, pdf
from listings.sheets.tables import SHEETS, supplier_total

#: What the organiser's buttons send, and what it means.
STEPS: dict[str, Callable[..., GroupBuyPage]] = {
    "lock": services.lock_purchase,
    "order": services.mark_ordered,
    "distribute": services.open_distribution,
    "close": services.close_purchase,
}
#: How a paper is given.
FORMATS = ("pdf", "csv")
TICKS: dict[str, dict[str, bool]] = {
    "given": {"collected": True},
    "not-given": {"collected": False},
    "paid": {"paid": True},
    "not-paid": {"paid": False},
}


def _run_by(request: HttpRequest, public_id: UUID) -> GroupBuyPage:
    found = GroupBuyPage.objects.run_by(request.user).identified(public_id).select_related("author", "deputy", "neighbourhood")
    purchase = get_object_or_404(found)
    tell_hours_of(purchase.neighbourhood)
    return purchase


@login_required
@never_cache
def pledge(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Promise, change the promise, choose another hour, take it back, or say no to standing in."""
    purchase = get_object_or_404(GroupBuyPage.objects.visible_to(request.user).identified(public_id).select_related("neighbourhood"))
    tell_hours_of(purchase.neighbourhood)
    if request.method != "POST":
        return redirect(purchase.url)
    do = request.POST.get("do", "")
    if do in {"withdraw", "step-down", "slot"}:
        return _after(request, purchase, lambda: _small_step(request, purchase, do))
    panel = GroupPanel(purchase, request.user)
    form = PledgeForm(request.POST, standing=panel.standing, own=panel.own)
    if form.is_valid():
        answer = {"quantities": form.quantities, "slot": form.slot_chosen, "helps": form.cleaned_data.get("helps", False)}
        try:
            services.pledge(purchase=purchase, by=request.user, **answer)
        except ListingError as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            messages.success(request, _("Thank you. Your pledge is noted."))
            return redirect(purchase.url)
    return render(request, "listings/pledge.html", {"form": form, "page": purchase})


def _small_step(request: HttpRequest, purchase: GroupBuyPage, do: str) -> Any:
    if do == "withdraw":
        return services.withdraw_pledge(purchase=purchase, by=request.user)
    if do == "step-down":
        return services.step_down(purchase=purchase, by=request.user)
    key = request.POST.get("slot", "")
    slot = get_object_or_404(purchase.slots, pk=key if key.isdigit() else None)
    return services.choose_slot(purchase=purchase, by=request.user, slot=slot)


def _after(request: HttpRequest, purchase: GroupBuyPage, step: Callable[[], Any], done: str = "", to: str = "") -> HttpResponse:
    try:
        step()
    except ListingError as refusal:
        messages.error(request, str(refusal.reason))
    else:
        messages.success(request, done or _("That is noted."))
    return redirect(to, public_id=purchase.public_id) if to else redirect(purchase.url)


@login_required
@never_cache
def run(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the organiser's page: where the purchase is, the next step, the papers, who takes what."""
    purchase = _run_by(request, public_id)
    panel = GroupPanel(purchase, request.user)
    return render(request, "listings/purchase_run.html", _run_context(purchase, panel))


def _run_context(purchase: GroupBuyPage, panel: GroupPanel) -> dict[str, Any]:
    phases = {"collecting": 1, "locked": 2, "ordered": 2, "received": 3, "distributing": 4}
    ordered: dict[int, int] = {}
    for line in panel.standing.lines:
        ordered[line.product_id] = ordered.get(line.product_id, 0) + (line.ordered or 0)
    return {
        "page": purchase,
        "panel": panel,
        "steps": [_("Pledges"), _("Settled and ordered"), _("Received"), _("Handed out")],
        "current": phases.get(purchase.phase, 5),
        "reception": ReceptionForm(purchase=purchase, ordered=ordered) if purchase.phase in {"ordered", "received"} else None,
        "to_supplier": supplier_total(purchase),
        "formats": FORMATS,
        "papers": [("commande", _("Order for the supplier")), ("retrait", _("Pick-up sheets")), ("caisse", _("Cash sheet"))],
    }


@login_required
@require_POST
def step(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Make the next step of a purchase, give it up, or name a deputy."""
    purchase = _run_by(request, public_id)
    do, why = request.POST.get("do", ""), request.POST.get("why", "")[:200].strip()
    if do == "deputy":
        name = request.POST.get("deputy", "")[:30]
        return _after(
            request, purchase, lambda: services.name_deputy(purchase=purchase, by=request.user, pseudonym=name), to="listings:purchase"
        )
    if do == "fail":
        return _after(
            request, purchase, lambda: services.fail_purchase(purchase=purchase, by=request.user, why=why), to="listings:purchase"
        )
    if do not in STEPS:
        raise Http404
    return _after(request, purchase, lambda: STEPS[do](purchase=purchase, by=request.user), to="listings:purchase")


@login_required
@require_POST
def reception(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Note how much of each product came."""
    purchase = _run_by(request, public_id)
    form = ReceptionForm(request.POST, purchase=purchase, ordered={})
    if not form.is_valid():
        panel = GroupPanel(purchase, request.user)
        return render(request, "listings/purchase_run.html", _run_context(purchase, panel) | {"reception": form})
    counted = {key: count for key, count in form.received.items() if count is not None}
    return _after(
        request, purchase, lambda: services.record_reception(purchase=purchase, by=request.user, received=counted), to="listings:purchase"
    )


@login_required
@never_cache
def pickup(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the list to tick at the pick-up, on a telephone: hour by hour, who takes what and pays how much."""
    purchase = _run_by(request, public_id)
    pledges = list(Pledge.objects.of(purchase).standing().with_lines())
    slots = [(str(slot), [one for one in pledges if one.slot_id == slot.pk]) for slot in purchase.slots.all()]
    slots.append(("", [one for one in pledges if one.slot_id is None]))
    context = {
        "page": purchase,
        "slots": [(heading, found) for heading, found in slots if found],
        "fetched": sum(one.collected_at is not None for one in pledges),
        "all": len(pledges),
        "exact": getattr(purchase, "exact_place", None),
    }
    return render(request, "listings/purchase_pickup.html", context)


@login_required
@require_POST
def tick(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Tick one line of the list, or take the tick back."""
    purchase = _run_by(request, public_id)
    key, do = request.POST.get("pledge", ""), request.POST.get("do", "")
    found = Pledge.objects.of(purchase).standing().select_related("response__listing")
    one = get_object_or_404(found, pk=key if key.isdigit() else None)
    if do not in TICKS:
        raise Http404
    try:
        services.tick(pledge=one, by=request.user, **TICKS[do])
    except ListingError as refusal:
        messages.error(request, str(refusal.reason))
    response = redirect("listings:purchase-pickup", public_id=purchase.public_id)
    response["Location"] += f"#pledge-{one.pk}"
    return response


@login_required
@never_cache
def sheet(request: HttpRequest, public_id: UUID, sheet: str, form: str) -> HttpResponse:
    """Give one paper of a purchase, as PDF or CSV."""
    purchase = _run_by(request, public_id)
    if sheet not in SHEETS or form not in FORMATS or purchase.is_collecting:
        raise Http404
    found = SHEETS[sheet](purchase)
    content = pdf.draw(found, language=(get_language() or "fr")[:2]) if form == "pdf" else csv_file.write(found)
    kind = "application/pdf" if form == "pdf" else "text/csv; charset=utf-8"
    headers = {"Content-Disposition": f'attachment; filename="{sheet}-{purchase.slug}.{form}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=kind, headers=headers)
