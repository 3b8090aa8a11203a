"""What became of a campaign: its report, its invoices, the statement of a year."""

import csv
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from ads.components import Report, preview
from ads.invoices.pdf import euros
from ads.models import Business, Campaign, Invoice


@login_required
@never_cache
def campaign(request: HttpRequest, public_id: UUID) -> HttpResponse:
    mine = Campaign.objects.visible_to(request.user).select_related("business", "image")
    found = get_object_or_404(mine, public_id=public_id)
    context = {
        "campaign": found,
        "report": Report(found),
        "ad": preview(found) if found.text else None,
        "placements": found.placements.with_everything().order_by("week", "slot__neighbourhood__title"),
        "invoices": found.invoices.defer("pdf", "document"),
        "payment": found.payments.filter(state="pending", method="transfer").first(),
    }
    return render(request, "ads/campaign.html", context)


@login_required
@never_cache
def invoice(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give an invoice out exactly as it was issued."""
    found = get_object_or_404(Invoice.objects.visible_to(request.user), public_id=public_id)
    headers = {"Content-Disposition": f'attachment; filename="{found.number}.pdf"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(bytes(found.pdf), content_type="application/pdf", headers=headers)


@login_required
@never_cache
def statement(request: HttpRequest, public_id: UUID, year: int) -> HttpResponse:
    """Sum a year up: a page to print, or with `?csv=1` a file for the accountant."""
    shop = get_object_or_404(Business.objects.owned_by(request.user), public_id=public_id)
    invoices = Invoice.objects.of_year(shop, year)
    if request.GET.get("csv"):
        return _as_csv(f"releve-{year}.csv", invoices)
    sums = {name: euros(value) for name, value in invoices.sums().items()}
    return render(request, "ads/statement.html", {"shop": shop, "year": year, "invoices": invoices, "sums": sums})


def _as_csv(name: str, invoices: "list[Invoice]") -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'})
    rows = csv.writer(response, delimiter=";")
    rows.writerow(["numero", "date", "rectifie", "ht", "tva", "ttc"])
    for row in invoices.select_related("corrects"):
        amounts = [f"{row.sign * amount:.2f}".replace(".", ",") for amount in (row.net, row.vat, row.gross)]
        rows.writerow([row.number, row.issued_on.isoformat(), row.corrects.number if row.corrects else "", *amounts])
    return response
