"""Writing a listing: choose its kind, fill its form, read it again, publish."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from home.models import NeighbourhoodPage
from home.zones import tell_hours_of
from listings import kinds, services
from listings.errors import ListingError
from listings.forms import FORMS, ListingForm
from listings.models import ListingPage, Response
from listings.permissions import can_edit, can_publish

if TYPE_CHECKING:
    from accounts.models import User


def steps() -> list[str]:
    return [_("The kind"), _("The listing"), _("Read again and publish")]


def place_to_publish(user: "User") -> NeighbourhoodPage | None:
    """Return the neighbourhood in which this person may publish, or None."""
    place = NeighbourhoodPage.objects.home_of(user).first()
    return place if place and can_publish(user, place) else None


@login_required
@never_cache
def choose(request: HttpRequest) -> HttpResponse:
    doors = [
        {"kind": kind.key, "label": kind.label, "text": kind.invitation, "url": f"{kind.key}/"}
        for kind in kinds.all_kinds()
        if kind.key in FORMS
    ]
    may_publish = place_to_publish(request.user) is not None
    return render(request, "listings/choose.html", {"doors": doors, "may_publish": may_publish, "steps": steps()})


@login_required
@never_cache
def compose(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in FORMS:
        raise Http404
    place = place_to_publish(request.user)
    if place is None:
        return redirect("listings:choose")
    form = FORMS[kind](request.POST or None, request.FILES or None, user=request.user, neighbourhood=place)
    if request.method == "POST" and form.is_valid():
        listing = services.save_draft(
            model=form.model,
            neighbourhood=place,
            by=request.user,
            fields=form.fields_of_page,
            position=form.position,
            pictures=form.pictures,
            parts=form.parts,
        )
        return _after_saving(request, listing)
    return _form_page(request, form, kind)


@login_required
@never_cache
def edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    listing = _own(request, public_id)
    form = FORMS[listing.kind](
        request.POST or None, request.FILES or None, user=request.user, neighbourhood=listing.neighbourhood, listing=listing
    )
    if request.method == "POST" and form.is_valid():
        try:
            listing = services.edit_listing(
                listing=listing,
                by=request.user,
                fields=form.fields_of_page,
                position=form.position,
                pictures=form.pictures,
                parts=form.parts,
            )
        except ListingError as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            return _after_saving(request, listing)
    return _form_page(request, form, listing.kind)


@login_required
@never_cache
def review(request: HttpRequest, public_id: UUID) -> HttpResponse:
    listing = _own(request, public_id)
    if listing.state != ListingPage.State.DRAFT:
        return redirect(listing.url)
    if request.method == "POST":
        try:
            listing = services.publish_listing(listing=listing, by=request.user)
        except ListingError as refusal:
            messages.error(request, str(refusal.reason))
            return redirect("listings:mine")
        if listing.state == ListingPage.State.HELD:
            messages.info(request, _("Thank you. A curator reads your listing before it appears."))
            return redirect("listings:mine")
        messages.success(request, _("Your listing is there for your neighbours to see."))
        return redirect(listing.url)
    return render(request, "listings/review.html", {"page": listing, "steps": steps()})


def _own(request: HttpRequest, public_id: UUID) -> ListingPage:
    found = ListingPage.objects.visible_to(request.user).written_by(request.user).identified(public_id)
    listing = get_object_or_404(found).specific
    if not can_edit(request.user, listing):
        raise Http404
    tell_hours_of(listing.neighbourhood)
    return listing


def _after_saving(request: HttpRequest, listing: ListingPage) -> HttpResponse:
    if listing.state != ListingPage.State.DRAFT:
        messages.success(request, _("Your changes are saved."))
        return redirect(listing.url)
    if request.POST.get("then") == "draft":
        messages.success(request, _("Your draft is kept. Only you see it."))
        return redirect("listings:mine")
    return redirect("listings:review", public_id=listing.public_id)


def _form_page(request: HttpRequest, form: ListingForm, kind: str) -> HttpResponse:
    context = {"form": form, "kind": kinds.get(kind), "steps": steps(), "listing": form.listing, "neighbourhood": form.neighbourhood}
    if form.listing:
        context["promised"] = Response.objects.promised_on(form.listing)
    return render(request, f"listings/forms/{kind}.html", context)
