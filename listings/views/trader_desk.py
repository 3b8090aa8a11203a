"""Who offers for money again and again, and what they answered: at the desk of the curators of their neighbourhood. Nothing is decided here."""

from collections import defaultdict
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from listings import limits
from listings.models import ListingPage, TraderQuestion

if TYPE_CHECKING:
    from collections.abc import Iterable


@require_safe
@never_cache
def asked(request: HttpRequest) -> HttpResponse:
    since = timezone.now() - limits.TRADER_WINDOW
    page = Paginator(TraderQuestion.objects.seen_from_desk(request.user, since), limits.PAGE_SIZE).get_page(request.GET.get("page"))
    offers = _open_offers(page, request)
    title = _("Offers for money")
    context = {
        "page_of_questions": page,
        "rows": [(question, offers[question.user_id, question.place_id]) for question in page],
        "most": limits.PRIVATE_PAID_OFFERS,
        "page_title": title,
        "header_title": title,
        "header_icon": "help",
    }
    return render(request, "listings/admin/traders.html", context)


def _open_offers(questions: "Iterable[TraderQuestion]", request: HttpRequest) -> dict[tuple[int, int], list[ListingPage]]:
    """Return what these people offer for money now, by person and place: one query for any number."""
    found: dict[tuple[int, int], list[ListingPage]] = defaultdict(list)
    since = timezone.now() - limits.TRADER_WINDOW
    offers = ListingPage.objects.visible_to(request.user).open().paid_offers_since(since)
    for offer in offers.filter(author__in=[question.user_id for question in questions]).newest_first().for_cards():
        found[offer.author_id, offer.neighbourhood_id].append(offer)
    return found
