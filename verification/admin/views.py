"""Cards to print and to hand to the post, place by place. What lies elsewhere does not exist for a curator: 404."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from verification import services
from verification.admin.mailing import mailing_report
from verification.errors import VerificationError
from verification.models import Postcard, PrintBatch
from verification.permissions import neighbourhoods_printed_by

CARDS_PER_PAGE = 50


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    mine = neighbourhoods_printed_by(request.user)
    if mine.count() == 1:
        return redirect("verification_desk:place", mine.get().pk)
    counted = Postcard.objects.counts_by_place(mine)
    rows = [{"place": place, "counts": counted.get(place.pk, {})} for place in mine]
    return render(request, "verification/admin/places.html", {"rows": rows, **_heading(_("Postcards"))})


@require_safe
@never_cache
def place(request: HttpRequest, pk: int) -> HttpResponse:
    neighbourhood = get_object_or_404(neighbourhoods_printed_by(request.user), pk=pk)
    context = {
        "place": neighbourhood,
        "counts": Postcard.objects.counts_by_place([neighbourhood]).get(neighbourhood.pk, {}),
        "batches": PrintBatch.objects.at(neighbourhood).with_counts()[:20],
        "cards": Paginator(Postcard.objects.at(neighbourhood).newest_first(), CARDS_PER_PAGE).get_page(request.GET.get("p")),
        **_heading(neighbourhood.title),
    }
    return render(request, "verification/admin/place.html", context)


@require_POST
def print_cards(request: HttpRequest, pk: int) -> HttpResponse:
    neighbourhood = get_object_or_404(neighbourhoods_printed_by(request.user), pk=pk)
    try:
        batch = services.print_batch(neighbourhood=neighbourhood, by=request.user)
    except VerificationError as refusal:
        messages.error(request, str(refusal))
        return redirect("verification_desk:place", pk)
    return redirect("verification_desk:batch", batch.pk)


@require_safe
@never_cache
def batch(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = _batch(request, pk)
    cards = found.postcards.newest_first()
    context = {"batch": found, "place": found.neighbourhood, "cards": cards, **_heading(_("Batch %(name)s") % {"name": found})}
    context["printed"] = sum(card.state == Postcard.State.PRINTED for card in cards)
    context["mailing"] = mailing_report(found)
    return render(request, "verification/admin/batch.html", context)


@require_POST
@never_cache
def batch_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """POST, because each export is written to the log."""
    found = _batch(request, pk)
    imposed = request.POST.get("sheet") != "a6"
    try:
        content = services.export_batch(batch=found, by=request.user, imposed=imposed)
    except VerificationError as refusal:
        return _back(request, found, error=refusal)
    return _file(content, f"cartes-{found}-{'a4' if imposed else 'a6'}.pdf")


@require_POST
@never_cache
def card_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    card = get_object_or_404(Postcard.objects.filed(neighbourhoods_printed_by(request.user)), pk=pk)
    return _file(services.export_card(card=card, by=request.user), f"carte-{card.reference}.pdf")


@require_POST
def batch_posted(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = _batch(request, pk)
    try:
        services.mark_posted(batch=found, by=request.user)
    except VerificationError as refusal:
        return _back(request, found, error=refusal)
    return _back(request, found, done=_("The cards are with the post. Their addresses and files are destroyed."))


@require_POST
def batch_hand_over(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = _batch(request, pk)
    try:
        services.hand_to_provider(batch=found, by=request.user)
    except VerificationError as refusal:
        return _back(request, found, error=refusal)
    return _back(request, found, done=_("The cards are being handed over. This page says how far it is."))


@require_POST
def batch_settle(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = _batch(request, pk)
    services.settle_unsure(batch=found, posted=request.POST.get("posted") == "yes", by=request.user)
    return _back(request, found, done=_("Noted."))


@require_safe
@never_cache
def objections(request: HttpRequest) -> HttpResponse:
    """Show where homes want no more cards: counts a place, and the references of the cards it concerns."""
    mine = neighbourhoods_printed_by(request.user)
    cards = Postcard.objects.objected(mine).select_related("neighbourhood", "dwelling")
    context = {"cards": Paginator(cards, CARDS_PER_PAGE).get_page(request.GET.get("p")), **_heading(_("Homes that want no cards"))}
    context["places"] = cards.count_by_place()
    return render(request, "verification/admin/objections.html", context)


@require_POST
def batch_again(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = _batch(request, pk)
    try:
        count = services.reissue_batch(batch=found, by=request.user)
    except VerificationError as refusal:
        return _back(request, found, error=refusal)
    done = ngettext("%(count)s card is made again with a new code.", "%(count)s cards are made again with new codes.", count)
    messages.success(request, done % {"count": count})
    return redirect("verification_desk:place", found.neighbourhood_id)


def _batch(request: HttpRequest, pk: uuid.UUID) -> PrintBatch:
    mine = PrintBatch.objects.among(neighbourhoods_printed_by(request.user))
    return get_object_or_404(mine.select_related("neighbourhood"), pk=pk)


def _back(request: HttpRequest, found: PrintBatch, *, done: str = "", error: Exception | None = None) -> HttpResponse:
    if error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("verification_desk:batch", found.pk)


def _file(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _heading(title: str) -> dict[str, str]:
    return {"page_title": title, "header_title": title, "header_icon": "mail"}
