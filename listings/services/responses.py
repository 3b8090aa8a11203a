"""Answering a listing, and what becomes of the answer. What is left is counted under the listing's lock (LIM-01, LIM-02)."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from listings import limits
from listings.errors import ListingError, NotAllowedError, NothingLeftError, WrongStateError
from listings.models import ListingPage, Response
from listings.permissions import can_decide, can_respond, can_withdraw
from listings.services.record import lock_listing, record, tell

if TYPE_CHECKING:
    from accounts.models import User

State = Response.State


@transaction.atomic
def respond(*, listing: ListingPage, by: "User", quantity: int = 1, message: str = "", slot: str = "") -> Response:
    """Answer a listing.

    Where its rule is "first come", the answer is accepted at once while something is left; otherwise it waits in line,
    in order of arrival. Answering twice returns the first answer.

    Raises NotAllowedError when this person may not answer, ListingError when more is asked than there ever was.
    """
    listing = lock_listing(listing)
    if existing := listing.responses.live().given_by(by).first():
        return existing
    if not can_respond(by, listing):
        raise NotAllowedError(_("Only verified neighbours answer, and only while the listing is open."))
    if listing.capacity is not None and not 1 <= quantity <= listing.capacity:
        raise ListingError(_("There are %(count)s in all.") % {"count": listing.capacity})
    response = Response(listing_id=listing.pk, resident=by, quantity=quantity, message=message, slot=slot)
    at_once = listing.accepts_at_once and not _waits_after_no_shows(by) and _is_left(listing, quantity)
    if at_once:
        response.state, response.decided_at = State.ACCEPTED, timezone.now()
    response.save()
    record(listing, "answered", by=by, response=str(response.public_id), after=response.state)
    tell("response-received", [listing.author], by=by, listing=listing, response=response)
    return response


@transaction.atomic
def accept_response(*, response: Response, by: "User", note: str = "") -> Response:
    """Promise to this person; `note` is for their eyes only. Accepting twice only updates the note.

    Raises NotAllowedError when not the author, WrongStateError when it does not wait any more, NothingLeftError.
    """
    listing, response = _locked(response)
    if not can_decide(by, response):
        raise NotAllowedError(_("Only the author of the listing decides."))
    if response.state == State.ACCEPTED:
        if note and note != response.note:
            response.note = note
            response.save()
            tell("response-accepted", [response.resident], by=by, listing=listing, response=response)
        return response
    if response.state != State.ASKED or listing.state == ListingPage.State.CLOSED:
        raise WrongStateError(_("This answer does not wait any more."))
    if not _is_left(listing, response.quantity):
        raise NothingLeftError(_("Everything is promised already."))
    response.note = note
    return _promise(listing, response, by=by)


@transaction.atomic
def decline_response(*, response: Response, by: "User") -> Response:
    """Say no to somebody who waits. Raises NotAllowedError, WrongStateError."""
    listing, response = _locked(response)
    if not can_decide(by, response):
        raise NotAllowedError(_("Only the author of the listing decides."))
    if response.state == State.DECLINED:
        return response
    if response.state != State.ASKED:
        raise WrongStateError(_("This answer does not wait any more."))
    response.state, response.decided_at = State.DECLINED, timezone.now()
    response.save()
    record(listing, "declined", by=by, response=str(response.public_id))
    tell("response-declined", [response.resident], by=by, listing=listing, response=response)
    return response


@transaction.atomic
def withdraw_response(*, response: Response, by: "User") -> Response:
    """Take one's own answer back; what it held goes to the next in line. Raises NotAllowedError, WrongStateError."""
    listing, response = _locked(response)
    if not can_withdraw(by, response):
        raise NotAllowedError(_("Only the person who answered takes it back."))
    if response.state == State.WITHDRAWN:
        return response
    return _end(listing, response, State.WITHDRAWN, (State.ASKED, State.ACCEPTED), by=by)


@transaction.atomic
def cancel_response(*, response: Response, by: "User", why: str = "") -> Response:
    """Break a promise, as the author; the person is told why. Raises NotAllowedError, WrongStateError."""
    return _conclude(response, State.CANCELLED, by=by, why=why)


@transaction.atomic
def mark_done(*, response: Response, by: "User") -> Response:
    """Note that the hand-over took place. When nothing is left, the listing closes. Raises NotAllowedError, WrongStateError."""
    response = _conclude(response, State.DONE, by=by)
    listing = lock_listing(response.listing)
    if listing.capacity is not None and _done(listing) >= listing.capacity and listing.state != ListingPage.State.CLOSED:
        from listings.services.lifecycle import close_listing

        close_listing(listing=listing, by=by, done=True)
    return response


@transaction.atomic
def mark_no_show(*, response: Response, by: "User") -> Response:
    """Note that nobody came; what was promised goes to the next in line. Raises NotAllowedError, WrongStateError."""
    return _conclude(response, State.NO_SHOW, by=by)


def _locked(response: Response) -> tuple[ListingPage, Response]:
    listing = lock_listing(response.listing)
    return listing, Response.objects.select_related("listing", "resident").get(pk=response.pk)


def _is_left(listing: ListingPage, quantity: int) -> bool:
    return listing.capacity is None or listing.responses.taken() + quantity <= listing.capacity


def _done(listing: ListingPage) -> int:
    return sum(listing.responses.filter(state=State.DONE).values_list("quantity", flat=True))


def _waits_after_no_shows(person: "User") -> bool:
    """Tell whether this person missed too many hand-overs lately to come first in line (domain.md §4.2)."""
    now = timezone.now()
    missed = Response.objects.missed_by(person, since=now - limits.NO_SHOW_WINDOW).order_by("-ended_at")
    times = list(missed.values_list("ended_at", flat=True)[: limits.NO_SHOWS])
    return len(times) == limits.NO_SHOWS and times[0] > now - limits.NO_SHOW_PAUSE


def _promise(listing: ListingPage, response: Response, *, by: "User | None") -> Response:
    response.state, response.decided_at = State.ACCEPTED, timezone.now()
    response.save()
    record(listing, "accepted", by=by, response=str(response.public_id))
    tell("response-accepted", [response.resident], by=by, listing=listing, response=response)
    return response


def _conclude(response: Response, state: str, *, by: "User", why: str = "") -> Response:
    listing, response = _locked(response)
    if not can_decide(by, response):
        raise NotAllowedError(_("Only the author of the listing decides."))
    if response.state == state:
        return response
    return _end(listing, response, state, (State.ACCEPTED,), by=by, why=why)


def _end(listing: ListingPage, response: Response, state: str, allowed: tuple[str, ...], *, by: "User", why: str = "") -> Response:
    if response.state not in allowed:
        raise WrongStateError(_("This is not possible now: the answer is %(state)s.") % {"state": response.get_state_display()})
    held_a_promise = response.state == State.ACCEPTED
    response.state, response.ended_at, response.ended_by, response.ended_reason = state, timezone.now(), by, why[:200]
    response.save()
    record(listing, state, by=by, response=str(response.public_id), why=why)
    tell("response-ended", [listing.author, response.resident], by=by, listing=listing, response=response)
    if held_a_promise and state != State.DONE:
        _promise_to_next(listing)
    return response


def _promise_to_next(listing: ListingPage) -> None:
    """Give what became free to the first in line it suffices for, where the rule is first come, first served."""
    if listing.state == ListingPage.State.CLOSED or not listing.accepts_at_once:
        return
    for waiting in listing.responses.in_line().select_related("resident"):
        if not _waits_after_no_shows(waiting.resident) and _is_left(listing, waiting.quantity):
            _promise(listing, waiting, by=None)
