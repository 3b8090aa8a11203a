"""Renting: weeks, advertisement, payment. Each step is a page of its own, and works without script."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from ads import limits, services
from ads.components import calendar, preview
from ads.errors import AdsError
from ads.forms import BookingForm, CreativeForm
from ads.invoices.pdf import euros
from ads.models import Business, Campaign, Placement, Seller
from ads.providers import stripe


def steps() -> list[str]:
    return [_("The spot"), _("The advertisement"), _("The payment")]


@login_required
@never_cache
def book(request: HttpRequest, public_id: UUID) -> HttpResponse:
    shop = get_object_or_404(Business.objects.owned_by(request.user).select_related("neighbourhood"), public_id=public_id)
    form = BookingForm(request.POST if request.method == "POST" else request.GET, business=shop)
    if request.method == "POST":
        try:
            campaign = services.hold_weeks(business=shop, by=request.user, choices=form.choices)
        except AdsError as refusal:
            messages.error(request, str(refusal.reason))
        else:
            return redirect("ads:creative", public_id=campaign.public_id)
    context = {
        "shop": shop,
        "form": form,
        "calendar": calendar(form.chosen_slots, form.ticked),
        "steps": steps(),
        "is_open": Seller.current().is_ready,
        "percent": int(limits.FUND_SHARE * 100),
    }
    return render(request, "ads/_calendar.html" if request.htmx else "ads/book.html", context)


@login_required
@never_cache
def creative(request: HttpRequest, public_id: UUID) -> HttpResponse:
    campaign = _own(request, public_id)
    if campaign.state not in Campaign.UNPAID:
        return redirect("ads:campaign", public_id=campaign.public_id)
    form = CreativeForm(request.POST or None, request.FILES or None, campaign=campaign, user=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.write_creative(
                campaign=campaign,
                by=request.user,
                text=data["text"],
                landing_url=data["landing_url"],
                promises=data["promises"],
                image=form.image,
                image_alt=data["image_alt"],
                payer=data["payer"],
            )
        except AdsError as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            return redirect("ads:pay", public_id=campaign.public_id)
    context = {"campaign": campaign, "form": form, "steps": steps(), "lines": _lines(campaign)}
    return render(request, "ads/creative.html", context)


@login_required
@never_cache
def pay(request: HttpRequest, public_id: UUID) -> HttpResponse:
    campaign = _own(request, public_id)
    if campaign.state == Campaign.State.DRAFT:
        return redirect("ads:creative", public_id=campaign.public_id)
    if campaign.state != Campaign.State.PRICED:
        return redirect("ads:campaign", public_id=campaign.public_id)
    if request.method == "POST":
        start = services.start_card if request.POST.get("method") == "card" and stripe.is_on() else services.start_transfer
        try:
            start(campaign=campaign, by=request.user)
        except AdsError as refusal:
            messages.error(request, str(refusal.reason))
        return redirect("ads:pay", public_id=campaign.public_id)
    totals = services.amounts_of(campaign)
    seller = Seller.current()
    context = {
        "campaign": campaign,
        "ad": preview(campaign),
        "lines": _lines(campaign),
        "vat": [{"label": _("VAT %(rate)s %%") % {"rate": f"{row[0]:.0f}"}, "value": euros(row[2])} for row in totals.vat_rows if row[0]],
        "total": euros(totals.gross),
        "steps": steps(),
        "takes_cards": stripe.is_on(),
        "seller": seller,
        "transfer": campaign.payments.filter(method="transfer", state="pending").first(),
        "card": campaign.payments.filter(method="card", state="pending").exclude(checkout_url="").first() if stripe.is_on() else None,
    }
    return render(request, "ads/pay.html", context)


@login_required
@require_POST
def drop(request: HttpRequest, public_id: UUID) -> HttpResponse:
    campaign = _own(request, public_id)
    step = services.cancel_campaign if campaign.paid_at else services.drop_campaign
    try:
        step(campaign=campaign, by=request.user)
    except AdsError as refusal:
        messages.error(request, str(refusal.reason))
    else:
        messages.success(request, _("That is noted."))
    return redirect("ads:campaign", public_id=campaign.public_id)


def _lines(campaign: Campaign) -> list[dict[str, str]]:
    rows = campaign.placements.filter(state__in=Placement.TAKING).with_everything()
    return [
        {
            "label": _("%(place)s, week %(number)s") % {"place": row.slot.neighbourhood.title, "number": row.number},
            "value": euros(row.price),
        }
        for row in rows
    ]


def _own(request: HttpRequest, public_id: UUID) -> Campaign:
    mine = Campaign.objects.visible_to(request.user).select_related("business__neighbourhood", "image")
    return get_object_or_404(mine, public_id=public_id)
