"""What anybody may do with an advertisement: follow it, ask why it is there, report it; and what anybody may look up."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts.networks import network_of
from ads import counter, limits, services
from ads.components import rate_table
from ads.forms import ReportForm
from ads.invoices.pdf import euros
from ads.models import Invoice, Placement, Slot
from ads.permissions import owns
from home.models import TownPage


class _Onward(HttpResponseRedirect):
    """A way out of the site: to https only, whatever stands in the database."""

    allowed_schemes = ["https"]


@require_safe
@never_cache
def go(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Lead to the stored, accepted address, and nowhere else: nothing in the request says where (SEC-14)."""
    placement = _shown(public_id)
    if not placement.campaign.landing_url.startswith("https://"):
        raise Http404
    if request.method == "GET" and _counts(request, placement):
        counter.count(counter.CLICK, placement=placement.pk, token=request.GET.get("v", ""), network=network_of(request))
    return _Onward(placement.campaign.landing_url)


@csrf_exempt  # the cached page knows no token; nothing but a sum depends on it
@require_POST
@never_cache
def seen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Count a view, once per token. Says nothing, whether it counted or not."""
    placement = _shown(public_id)
    if _counts(request, placement):
        counter.count(counter.VIEW, placement=placement.pk, token=request.body[:80].decode("ascii", "replace"), network=network_of(request))
    return HttpResponse(status=204)


@require_safe
def why(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say who pays, how much, and why this stands where it stands (ADS-01)."""
    placement = _shown(public_id)
    context = {"placement": placement, "price": euros(placement.price), "form": ReportForm(), "percent": int(limits.FUND_SHARE * 100)}
    return render(request, "ads/why.html", context)


@require_POST
@never_cache
def report(request: HttpRequest, public_id: UUID) -> HttpResponse:
    placement = _shown(public_id)
    form = ReportForm(request.POST)
    if not form.is_valid():
        context = {"placement": placement, "price": euros(placement.price), "form": form, "percent": int(limits.FUND_SHARE * 100)}
        return render(request, "ads/why.html", context)
    services.report_ad(placement=placement, by=request.user, text=form.cleaned_data["text"])
    messages.success(request, _("Thank you. The curators of the neighbourhood look at it."))
    return redirect("ads:why", public_id=public_id)


@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """List every placement that money was taken for, with its price: the sum is the sum of the invoices."""
    rows = Placement.objects.paid().with_everything().order_by("-week", "slot__neighbourhood__title", "pk")
    page = Paginator(rows, limits.PAGE_SIZE).get_page(request.GET.get("page"))
    sums = {"kept": euros(Placement.objects.sum_kept()), "invoiced": euros(Invoice.objects.sums()["net"])}
    return render(request, "ads/ledger.html", {"page_of_rows": page, "sums": sums, "percent": int(limits.FUND_SHARE * 100)})


@require_safe
def rates(request: HttpRequest) -> HttpResponse:
    """Show the rate card of one town, or which towns there are."""
    towns = TownPage.objects.live().with_neighbourhoods().order_by("name_key")
    chosen = towns.filter(slug=request.GET.get("ville", "")).first() or (towns.first() if towns.count() == 1 else None)
    slots = Slot.objects.for_rent().below(chosen).select_related("neighbourhood") if chosen else ()
    context = {"towns": towns[: limits.PAGE_SIZE], "town": chosen, "rows": rate_table(slots), "percent": int(limits.FUND_SHARE * 100)}
    return render(request, "ads/rates.html", context)


def _shown(public_id: UUID) -> Placement:
    return get_object_or_404(Placement.objects.public().with_everything(), public_id=public_id)


def _counts(request: HttpRequest, placement: Placement) -> bool:
    """Tell whether this request is a person's, other than the shop's own, for an advertisement that stands now."""
    fetched_ahead = "prefetch" in f"{request.headers.get('Sec-Purpose', '')}{request.headers.get('Purpose', '')}"
    machine = fetched_ahead or counter.is_bot(request.headers.get("User-Agent", ""))
    return not machine and placement.is_standing and not owns(request.user, placement.campaign.business)
