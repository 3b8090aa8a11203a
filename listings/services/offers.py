"""The waiting list: what becomes free is offered to the next in line, for a time, then to the one after (domain.md §4.1)."""

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from listings import limits
from listings.errors import NotAllowedError, WrongStateError
from listings.models import ListingPage, Occurrence, Response
from listings.permissions import can_withdraw
from listings.services.legs import check_promise
from listings.services.occurrences import offer_deadline
from listings.services.record import lock_listing, record, tell

if TYPE_CHECKING:
    from accounts.models import User

State = Response.State


def is_left(listing: ListingPage, quantity: int, occurrence: Occurrence | None = None, period: tuple[date, date] | None = None) -> bool:
    """Tell whether that much is left, of the listing, of one of its dates or of these days. Only true under the listing's lock."""
    if period is not None:
        return not listing.responses.lent_between(*period).exists()
    return listing.capacity is None or listing.responses.about(occurrence).taken() + quantity <= listing.capacity


def waits_after_no_shows(person: "User") -> bool:
    """Tell whether this person missed too many hand-overs lately to come first in line (domain.md §4.2)."""
    now = timezone.now()
    missed = Response.objects.missed_by(person, since=now - limits.NO_SHOW_WINDOW).order_by("-ended_at")
    times = list(missed.values_list("ended_at", flat=True)[: limits.NO_SHOWS])
    return len(times) == limits.NO_SHOWS and times[0] > now - limits.NO_SHOW_PAUSE


def offer_what_is_free(listing: ListingPage, occurrence: Occurrence | None = None, now: datetime | None = None) -> int:
    """Offer what is free to the first in line it suffices for, where the rule is first come; return to how many.

    The caller holds the listing's lock. What is offered counts as taken until the person answers or the time is over.
    """
    now = now or timezone.now()
    over = occurrence is not None and (not occurrence.is_standing or occurrence.starts_at <= now)
    if listing.state == ListingPage.State.CLOSED or not listing.accepts_at_once or over:
        return 0
    offered = 0
    for waiting in listing.responses.about(occurrence).in_line().select_related("resident"):
        if waits_after_no_shows(waiting.resident) or not is_left(listing, waiting.quantity, occurrence, waiting.period):
            continue
        last = waiting.ends_on or getattr(listing, "deadline", None)
        with listing.here():
            last_moment = timezone.make_aware(datetime.combine(last, time.max)) if last else None
        waiting.state, waiting.offered_until = State.OFFERED, offer_deadline(occurrence, last_moment, now)
        waiting.save()
        record(listing, "offered", by=None, response=str(waiting.public_id))
        tell("place-offered", [waiting.resident], by=None, listing=listing, response=waiting, occurrence=occurrence)
        offered += 1
    return offered


def offer_everywhere(listing: ListingPage) -> None:
    """Offer what an edit made free, at every date to come. The caller holds the listing's lock."""
    if not listing.is_dated:
        offer_what_is_free(listing)
        return
    for occurrence in listing.occurrences.standing().to_come().filter(responses__state="asked").distinct():
        offer_what_is_free(listing, occurrence)


@transaction.atomic
def take_offer(*, response: Response, by: "User", now: datetime | None = None) -> Response:
    """Say yes to a place that became free. Saying it twice changes nothing.

    Raises NotAllowedError when it is somebody else's, WrongStateError when the time is over.
    """
    listing = lock_listing(response.listing)
    response = Response.objects.select_related("listing", "resident", "occurrence").get(pk=response.pk)
    if not can_withdraw(by, response):
        raise NotAllowedError(_("Only the person who answered takes it."))
    if response.state == State.ACCEPTED:
        return response
    if response.state != State.OFFERED or response.offered_until <= (now or timezone.now()):
        raise WrongStateError(_("The time to say yes is over; the place went to the next in line."))
    check_promise(response)
    response.state, response.decided_at, response.offered_until = State.ACCEPTED, timezone.now(), None
    response.save()
    record(listing, "accepted", by=by, response=str(response.public_id))
    tell("offer-taken", [listing.author], by=by, listing=listing, response=response, occurrence=response.occurrence)
    return response


@transaction.atomic
def lapse_offer(*, response: Response, now: datetime | None = None) -> bool:
    """End an offer nobody took in time, and offer it to the next; tell whether this call did it (FLT-10)."""
    now = now or timezone.now()
    listing = lock_listing(response.listing)
    response = Response.objects.select_related("resident", "occurrence").get(pk=response.pk)
    if response.state != State.OFFERED or response.offered_until > now:
        return False
    response.state, response.ended_at, response.offered_until = State.LAPSED, now, None
    response.save()
    record(listing, "lapsed", by=None, response=str(response.public_id))
    tell("offer-lapsed", [response.resident], by=None, listing=listing, response=response, occurrence=response.occurrence)
    offer_what_is_free(listing, response.occurrence, now)
    return True
