"""A shop's own pages: sign up, change, say a word."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from ads import limits, services
from ads.errors import AdsError
from ads.forms import BusinessForm, WordForm
from ads.models import Business
from home.models import NeighbourhoodPage


@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """Say what shops find here; to an owner, show the shops."""
    mine = Business.objects.owned_by(request.user).select_related("page", "neighbourhood").order_by("pk")
    place = NeighbourhoodPage.objects.home_of(request.user).first()
    return render(request, "ads/home.html", {"shops": mine, "place": place})


@login_required
@never_cache
def register(request: HttpRequest, place: int) -> HttpResponse:
    neighbourhood = get_object_or_404(NeighbourhoodPage.objects.open(), pk=place)
    form = BusinessForm(request.POST or None, neighbourhood=neighbourhood)
    if request.method == "POST" and form.is_valid():
        try:
            business = services.register_business(
                neighbourhood=neighbourhood, by=request.user, fields=form.fields_of_business, page_fields=form.fields_of_page
            )
        except AdsError as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            messages.success(request, _("Your shop is registered. A curator of the neighbourhood looks at its page before it appears."))
            return redirect("ads:business", public_id=business.public_id)
    return render(request, "ads/business_form.html", {"form": form, "neighbourhood": neighbourhood})


@login_required
@never_cache
def business(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the owner everything about one shop."""
    shop = _own(request, public_id)
    return render(request, "ads/business.html", _page_of(shop, WordForm()))


@login_required
@never_cache
def edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    shop = _own(request, public_id)
    form = BusinessForm(request.POST or None, neighbourhood=shop.neighbourhood, business=shop)
    if request.method == "POST" and form.is_valid():
        services.edit_business(business=shop, by=request.user, fields=form.fields_of_business, page_fields=form.fields_of_page)
        messages.success(request, _("Your changes are saved."))
        return redirect("ads:business", public_id=shop.public_id)
    return render(request, "ads/business_form.html", {"form": form, "neighbourhood": shop.neighbourhood, "shop": shop})


@login_required
@require_POST
def word(request: HttpRequest, public_id: UUID) -> HttpResponse:
    shop = _own(request, public_id)
    form = WordForm(request.POST)
    if form.is_valid():
        try:
            services.publish_word(business=shop, by=request.user, text=form.cleaned_data["text"])
        except AdsError as refusal:
            form.add_error("text", str(refusal.reason))
        else:
            messages.success(request, _("Your word of the week is on your page."))
            return redirect("ads:business", public_id=shop.public_id)
    return render(request, "ads/business.html", _page_of(shop, form))


def _page_of(shop: Business, form: WordForm) -> dict[str, object]:
    return {"shop": shop, "form": form, "campaigns": shop.campaigns.exclude(state="dropped")[: limits.PAGE_SIZE]}


def _own(request: HttpRequest, public_id: UUID) -> Business:
    mine = Business.objects.owned_by(request.user).select_related("page", "neighbourhood")
    return get_object_or_404(mine, public_id=public_id)
