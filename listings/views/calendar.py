"""Dates as calendar files: one date, and everything a person takes part in."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import User
from listings import ical, limits, places, services
from listings.models import CalendarKey, Occurrence, PurchaseDate, Response


@never_cache
def date_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give one date, with its exact place only to whoever is coming."""
    occurrence = get_object_or_404(Occurrence.objects.visible_to(request.user).for_agenda(), public_id=public_id)
    where = places.where(occurrence.listing, places.may_know_exactly(request.user, occurrence.listing))
    return ical.answer(occurrence.listing.title, [ical.Entry(occurrence, where)], file_name=occurrence.listing.slug, private=True)


@never_cache
def personal(request: HttpRequest, token: str) -> HttpResponse:
    """Give whoever holds the address what its owner takes part in and invites to. Calendars do not sign in: the token is the key."""
    key = CalendarKey.read(token)
    owner = User.objects.active().filter(calendar_key__key=key).first() if key else None
    if owner is None:
        raise Http404
    with override(owner.language):
        return ical.answer("Palier", _entries(owner), file_name="palier", private=True)


def _entries(owner: User) -> list[ical.Entry]:
    since = ical.memory()
    answers = (
        Response.objects.given_by(owner).within_reach_of(owner).in_calendar().ended_after(since).with_dates()[: limits.AGENDA_SIZE * 4]
    )
    entries = [
        ical.Entry(
            answer.occurrence,
            places.where(answer.occurrence.listing, exactly=answer.state == Response.State.ACCEPTED),
            tentative=answer.state in {Response.State.MAYBE, Response.State.OFFERED},
            cancelled=answer.state == Response.State.CANCELLED,
        )
        for answer in answers
    ]
    own = Occurrence.objects.written_by(owner).published().ended_after(since).for_agenda()[: limits.AGENDA_SIZE * 4]
    purchases = PurchaseDate.objects.of(owner).ended_after(since).for_calendar()[: limits.AGENDA_SIZE * 4]
    entries += [ical.Entry(date, places.where(date.listing, exactly=True)) for date in own]
    return entries + [_purchase_entry(date) for date in purchases]


def _purchase_entry(date: PurchaseDate) -> ical.Entry:
    if date.what == PurchaseDate.What.CLOSING:
        return ical.Entry(date, is_free=True)
    known = date.is_standing and date.purchase.binds  # told to who takes part, from when it is settled (docs/purchases.md)
    return ical.Entry(date, places.exact(date.purchase, exactly=known) or date.purchase.area, tentative=not date.is_certain)


@login_required
@require_POST
def renew_key(request: HttpRequest) -> HttpResponse:
    services.renew_calendar_key(by=request.user)
    messages.success(request, _("Your calendar has a new address. The old one opens nothing any more."))
    return redirect("listings:mine")
