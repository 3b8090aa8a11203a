"""Answering a listing, and what becomes of the answer. What is left is counted under the listing's lock (LIM-01, LIM-02)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from listings import kinds
from listings.errors import ListingError, NotAllowedError, NothingLeftError, WrongStateError
from listings.models import BringPromise, ListingPage, Occurrence, Response
from listings.permissions import can_decide, can_respond, can_withdraw
from listings.services.childcare import must_meet, sittings_of
from listings.services.conversations import open_conversation
from listings.services.legs import check_may_leave, check_promise, drop_open_legs, open_legs
from listings.services.offers import is_left, offer_what_is_free, waits_after_no_shows
from listings.services.record import lock_listing, record, tell, told_as_one

if TYPE_CHECKING:
    from accounts.models import User
    from home.models import Membership

State = Response.State


@transaction.atomic
def respond(
    *,
    listing: ListingPage,
    by: "User",
    quantity: int = 1,
    message: str = "",
    slot: str = "",
    occurrence: Occurrence | None = None,
    maybe: bool = False,
    period: tuple[date, date] | None = None,
    given: Mapping[str, Any] | None = None,
) -> Response:
    """Answer a listing, or one date of it.

    Where its rule is "first come", the answer is accepted at once while something is left; otherwise it waits in line,
    in order of arrival. Answering twice returns the first answer; only a "perhaps" can become a yes. `given` is what a kind
    asks beside (`children`, `sitter_age`; in an exchange `takes` and `gives`, see services.legs).

    Raises NotAllowedError when this person may not answer, ListingError when more is asked than there ever was,
    WrongStateError when that date is over or cancelled, LimitReachedError when the hours could not be paid, or for a twenty-first
    listing answered within a day by somebody of level 1.
    """
    listing = lock_listing(listing)
    _check_course(listing)
    occurrence = _reread(listing, occurrence)
    existing = listing.responses.about(occurrence).live().given_by(by).first()
    if existing and (maybe or existing.state != State.MAYBE):
        return existing
    if not can_respond(by, listing):
        raise NotAllowedError(_("Only verified neighbours answer, and only while the listing is open."))
    if listing.capacity is not None and not 1 <= quantity <= listing.capacity:
        raise ListingError(_("There are %(count)s in all.") % {"count": listing.capacity})
    _check_period(listing, period)
    if refusal := listing.refusal_of_answer(occurrence, given or {}, sittings_of(by, occurrence)):
        raise ListingError(refusal)
    response = existing or Response(listing_id=listing.pk, resident=by, occurrence=occurrence)
    response.quantity, response.message, response.slot, response.asked_at = quantity, message, slot, timezone.now()
    response.starts_on, response.ends_on = period or (None, None)
    response.children, response.sitter_age = (given or {}).get("children"), (given or {}).get("sitter_age", "")
    response.meets_first = must_meet(listing, by)
    at_once = listing.accepts_at_once and not waits_after_no_shows(by) and is_left(listing, quantity, occurrence, period)
    response.state = State.MAYBE if maybe and listing.allows_maybe else State.ACCEPTED if at_once else State.ASKED
    response.decided_at = timezone.now() if response.state == State.ACCEPTED else None
    response.save()
    open_legs(listing, response, given or {})
    open_conversation(listing, guest=by, has_words=bool(message))
    record(listing, "answered", by=by, response=str(response.public_id), after=response.state)
    tell("response-received", [listing.author], by=by, listing=listing, response=response)
    return response


def _check_course(listing: ListingPage) -> None:
    """Leave the answers of a kind with its own way to the services of that kind. Raises WrongStateError."""
    if kinds.get(listing.kind).has_own_course:
        raise WrongStateError(_("This is done step by step, on its own page."))


def _check_period(listing: ListingPage, period: tuple[date, date] | None) -> None:
    if not listing.is_lent:
        return
    if period is None:
        raise ListingError(_("For which days?"))
    if refusal := listing.refusal_of_period(*period):
        raise ListingError(refusal)


@transaction.atomic
def respond_on_dates(*, listing: ListingPage, by: "User", occurrences: Sequence[Occurrence], **answer: Any) -> list[Response]:
    """Answer several dates with the same words: all of them, told by one notice, or, when one is refused, none. Raises as `respond`."""
    with told_as_one():
        return [respond(listing=listing, by=by, occurrence=occurrence, **answer) for occurrence in occurrences]


def _reread(listing: ListingPage, occurrence: Occurrence | None) -> Occurrence | None:
    """Return the date as it is under the lock. Raises WrongStateError when one cannot answer to it."""
    if not listing.is_dated:
        return None
    found = listing.occurrences.filter(pk=occurrence.pk).first() if occurrence else None
    if found is None or not found.is_standing or found.starts_at <= timezone.now():
        raise WrongStateError(_("Choose a date to come: that one is over or does not take place."))
    return found


@transaction.atomic
def accept_response(*, response: Response, by: "User", note: str = "") -> Response:
    """Promise to this person; `note` is for their eyes only. Accepting twice only updates the note.

    Raises NotAllowedError when not the author, WrongStateError when it does not wait any more, NothingLeftError.
    """
    listing, response = locked(response)
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
    if not is_left(listing, response.quantity, response.occurrence, response.period):
        raise NothingLeftError(_("Everything is promised already."))
    response.note = note
    return promise(listing, response, by=by)


@transaction.atomic
def decline_response(*, response: Response, by: "User") -> Response:
    """Say no to somebody who waits. Raises NotAllowedError, WrongStateError."""
    listing, response = locked(response)
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
    """Take one's own answer back; what it held is offered to the next in line. Of an exchange what was received stays done.

    Raises NotAllowedError, WrongStateError, also for who has received in an exchange and still owes.
    """
    listing, response = locked(response)
    if not can_withdraw(by, response):
        raise NotAllowedError(_("Only the person who answered takes it back."))
    if response.state == State.WITHDRAWN:
        return response
    return _leave(listing, response, State.WITHDRAWN, Response.LIVE_STATES, by=by)


def withdraw_answers_of_former_resident(*, membership: "Membership") -> int:
    """Take back what a person who left still asks or was promised among neighbours; a loan under way stays to be returned.

    What is for everybody is for them too, and stays. The places go to the next in line. Returns how many.
    """
    answers = Response.objects.given_by(membership.user).live().filter(listing__neighbourhood=membership.neighbourhood)
    among_neighbours = answers.exclude(listing__audience=ListingPage.Audience.PUBLIC).exclude(listing__kind__in=kinds.own_courses())
    lent = among_neighbours.under_way(timezone.localdate()).values("pk")
    left = list(among_neighbours.exclude(pk__in=lent).select_related("listing", "resident"))
    for answer in left:
        with transaction.atomic():
            listing, response = locked(answer)
            if response.is_live:
                _leave(listing, response, State.WITHDRAWN, Response.LIVE_STATES, by=membership.user, bound=False)
    return len(left)


def settle_half_done(listing: ListingPage, *, by: "User | None") -> None:
    """Of the exchanges of a listing that ends, note as done what was received. The caller holds its lock."""
    for response in listing.responses.accepted().filter(legs__received_at__isnull=False).distinct():
        if drop_open_legs(response):
            _end(listing, response, State.DONE, (State.ACCEPTED,), by=by)


def check_owes_nothing(listing: ListingPage, by: "User") -> None:
    """Refuse to end a listing whose author received in an exchange and still owes. Raises WrongStateError."""
    for response in listing.responses.accepted():
        check_may_leave(response, by)


@transaction.atomic
def cancel_response(*, response: Response, by: "User", why: str = "") -> Response:
    """Break a promise, as the author; the person is told why. Raises NotAllowedError, WrongStateError."""
    return _conclude(response, State.CANCELLED, by=by, why=why)


@transaction.atomic
def mark_done(*, response: Response, by: "User") -> Response:
    """Note that the hand-over took place. When nothing is left, the listing closes. Raises NotAllowedError, WrongStateError."""
    listing, response = locked(response)
    if not can_decide(by, response):
        raise NotAllowedError(_("Only the author of the listing decides."))
    if response.state == State.DONE:
        return response
    if response.legs.open().exists():
        raise WrongStateError(_("In an exchange each says what they received."))
    return finish(listing, response, by=by)


def finish(listing: ListingPage, response: Response, *, by: "User | None") -> Response:
    """Note that a promise was kept, and close the listing of which nothing is left. The caller holds its lock."""
    response = _end(listing, response, State.DONE, (State.ACCEPTED,), by=by)
    counted = listing.capacity is not None and not listing.is_dated
    if counted and _done(listing) >= listing.capacity and listing.state != ListingPage.State.CLOSED:
        from listings.services.lifecycle import close_done

        close_done(listing, by=by)
    return response


@transaction.atomic
def mark_no_show(*, response: Response, by: "User") -> Response:
    """Note that nobody came; what was promised is offered to the next in line. Raises NotAllowedError, WrongStateError."""
    return _conclude(response, State.NO_SHOW, by=by)


def locked(response: Response) -> tuple[ListingPage, Response]:
    """Lock the listing of an answer and return both as they are under the lock."""
    listing = lock_listing(response.listing)
    _check_course(listing)
    return listing, Response.objects.select_related("listing", "resident", "occurrence").get(pk=response.pk)


def _done(listing: ListingPage) -> int:
    return sum(listing.responses.filter(state=State.DONE).values_list("quantity", flat=True))


def promise(listing: ListingPage, response: Response, *, by: "User | None") -> Response:
    """Note the promise and tell the person. The caller holds the listing's lock and has counted. Raises LimitReachedError."""
    check_promise(response)
    response.state, response.decided_at = State.ACCEPTED, timezone.now()
    response.save()
    record(listing, "accepted", by=by, response=str(response.public_id))
    tell("response-accepted", [response.resident], by=by, listing=listing, response=response)
    return response


def end_broken(listing: ListingPage, response: Response, *, why: str) -> Response:
    """End a promise that has lost its sense; both are told. The caller holds the listing's lock."""
    return _end(listing, response, State.CANCELLED, (State.ACCEPTED,), by=None, why=why)


def _conclude(response: Response, state: str, *, by: "User", why: str = "") -> Response:
    listing, response = locked(response)
    if not can_decide(by, response):
        raise NotAllowedError(_("Only the author of the listing decides."))
    if response.state == state:
        return response
    allowed = (State.ACCEPTED, State.OFFERED) if state == State.CANCELLED else (State.ACCEPTED,)
    return _leave(listing, response, state, allowed, by=by, why=why)


def _leave(
    listing: ListingPage, response: Response, state: str, allowed: tuple[str, ...], *, by: "User", why: str = "", bound: bool = True
) -> Response:
    """End an answer before its time. Of an exchange, who received and owes cannot (unless not `bound`); else what was received is done."""
    if response.state == State.ACCEPTED and listing.is_barter:
        if bound:
            check_may_leave(response, by)
        if drop_open_legs(response):
            return finish(listing, response, by=by)
    return _end(listing, response, state, allowed, by=by, why=why)


def _end(listing: ListingPage, response: Response, state: str, allowed: tuple[str, ...], *, by: "User | None", why: str = "") -> Response:
    if response.state not in allowed:
        raise WrongStateError(_("This is not possible now: the answer is %(state)s.") % {"state": response.get_state_display()})
    held_a_promise = response.state in {State.ACCEPTED, State.OFFERED}
    response.offered_until = None
    response.state, response.ended_at, response.ended_by, response.ended_reason = state, timezone.now(), by, why[:200]
    response.save()
    record(listing, state, by=by, response=str(response.public_id), why=why)
    tell("response-ended", [listing.author, response.resident], by=by, listing=listing, response=response)
    if response.occurrence_id:
        BringPromise.objects.filter(occurrence_id=response.occurrence_id, resident=response.resident).delete()
    if held_a_promise and (state != State.DONE or response.period):
        offer_what_is_free(listing, response.occurrence)
    return response
