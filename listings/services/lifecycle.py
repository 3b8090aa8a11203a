"""`draft → (held) → open ⇄ paused → closed`, and back to open by renewal (domain.md §4.1)."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from listings import kinds, limits
from listings.errors import ListingError, NotAllowedError, WrongStateError
from listings.models import GroupBuyPage, ListingPage
from listings.permissions import can_edit, can_moderate, can_publish, can_renew
from listings.services.occurrences import cancel_all, follow_timetable
from listings.services.purchases.calendar import follow_purchase
from listings.services.record import lock_listing, record, tell
from listings.services.responses import check_owes_nothing, settle_half_done
from listings.services.traders import ask_if_trader

if TYPE_CHECKING:
    from home.models import Membership

State = ListingPage.State
Reason = ListingPage.ClosedReason


@transaction.atomic
def publish_listing(*, listing: ListingPage, by: User) -> ListingPage:
    """Show a draft to the neighbours, or to a curator first where the neighbourhood asks for it.

    Raises NotAllowedError when the person is not its author or is not a verified neighbour any more, ListingError when it cannot
    be offered like that any more.
    """
    listing = lock_listing(listing)
    if listing.author_id != by.pk or not can_publish(by, listing.neighbourhood):
        raise NotAllowedError(_("Only verified neighbours of this neighbourhood publish here."))
    if listing.state != State.DRAFT:
        return listing
    if refusal := listing.refusal_of_terms():
        raise ListingError(refusal)
    if listing.neighbourhood.premoderation:
        _move(listing, State.HELD, "held", by=by)
        tell("listing-held", [by], by=None, listing=listing)
        tell("listing-to-read", _curators(listing), by=by, listing=listing)
        return listing
    _open(listing)
    _move(listing, State.OPEN, "published", by=by)
    ask_if_trader(listing.author)
    return listing


@transaction.atomic
def approve_listing(*, listing: ListingPage, by: User) -> ListingPage:
    """Let a held listing appear. Raises NotAllowedError when the person is not a curator of that place."""
    listing = lock_listing(listing)
    if not can_moderate(by, listing):
        raise NotAllowedError(_("Only a curator of this neighbourhood decides."))
    if listing.state != State.HELD:
        return listing
    _open(listing)
    _move(listing, State.OPEN, "approved", by=by)
    tell("listing-approved", [listing.author], by=by, listing=listing)
    ask_if_trader(listing.author)
    return listing


@transaction.atomic
def remove_listing(*, listing: ListingPage, by: User, why: str) -> ListingPage:
    """Take a listing off, or refuse a held one; its author reads why. Raises NotAllowedError when not a curator there."""
    listing = lock_listing(listing)
    if not can_moderate(by, listing):
        raise NotAllowedError(_("Only a curator of this neighbourhood decides."))
    if listing.state == State.DRAFT or listing.closed_reason == Reason.REMOVED:
        return listing
    _close(listing, Reason.REMOVED, by=by, outcome=why)
    tell("listing-removed", [listing.author], by=by, listing=listing)
    return listing


@transaction.atomic
def pause_listing(*, listing: ListingPage, by: User) -> ListingPage:
    """Take a listing out of the lists for a while. Raises NotAllowedError, WrongStateError."""
    return _switch(listing, State.OPEN, State.PAUSED, "paused", by=by)


@transaction.atomic
def resume_listing(*, listing: ListingPage, by: User) -> ListingPage:
    """Show a paused listing again. Raises NotAllowedError, WrongStateError."""
    return _switch(listing, State.PAUSED, State.OPEN, "resumed", by=by)


@transaction.atomic
def close_listing(*, listing: ListingPage, by: User, done: bool, outcome: str = "") -> ListingPage:
    """End a listing: done, or withdrawn. Those who still wait or hold a promise are told.

    Raises NotAllowedError, WrongStateError for "done" where that is reached by the kind's own way, and for "withdrawn" when its author has
    received in an exchange and still owes.
    """
    listing = lock_listing(listing)
    if listing.state == State.CLOSED and listing.author_id == by.pk:
        return listing
    if not can_edit(by, listing):
        raise NotAllowedError(_("Only its author ends a listing."))
    if done and kinds.get(listing.kind).has_own_course:
        raise WrongStateError(_("This is done step by step, on its own page."))
    if listing.is_barter and not done:
        check_owes_nothing(listing, by)
    return _close(listing, Reason.DONE if done else Reason.WITHDRAWN, by=by, outcome=outcome)


def close_done(listing: ListingPage, *, by: User | None) -> ListingPage:
    """End a listing of which nothing is left, whoever said so last. The caller holds its lock."""
    return _close(listing, Reason.DONE, by=by)


@transaction.atomic
def renew_listing(*, listing: ListingPage, by: User) -> ListingPage:
    """Give a listing its usual life again from today, also when it had ended, never past 60 days.

    Raises NotAllowedError, WrongStateError when its only date has passed.
    """
    listing = lock_listing(listing)
    if not can_renew(by, listing):
        raise NotAllowedError(_("This listing cannot be renewed."))
    now = timezone.now()
    if listing.lasts_until and listing.lasts_until <= now:
        raise WrongStateError(_("Its date has passed. Publish a new one."))
    listing.expires_at = listing.lasts_until or now + limits.USUAL_LIFETIME
    listing.expiry_notice_at = None
    listing.closed_reason = listing.outcome = ""
    if getattr(listing, "deadline", None) and listing.deadline < timezone.localdate():
        listing.deadline = None
    _move(listing, State.OPEN, "renewed", by=by)
    follow_timetable(listing, by=by)
    return listing


@transaction.atomic
def expire_listing(*, listing: ListingPage, now: datetime | None = None) -> bool:
    """Close a listing whose time is over; tell whether this call did it. Two schedulers at once: one does (FLT-10)."""
    listing = lock_listing(listing)
    if listing.state not in {State.OPEN, State.PAUSED} or listing.expires_at > (now or timezone.now()):
        return False
    _close(listing, Reason.EXPIRED, by=None)
    tell("listing-expired", [listing.author], by=None, listing=listing)
    return True


@transaction.atomic
def warn_of_expiry(*, listing: ListingPage, now: datetime | None = None) -> bool:
    """Tell an author once that a listing ends soon; tell whether this call did it (FLT-10)."""
    now = now or timezone.now()
    listing = lock_listing(listing)
    if listing.state != State.OPEN or listing.expiry_notice_at or not now < listing.expires_at <= now + limits.EXPIRY_NOTICE:
        return False
    listing.expiry_notice_at = now
    listing.save()
    tell("listing-expiring", [listing.author], by=None, listing=listing)
    return True


def close_listings_of_former_resident(*, membership: "Membership") -> int:
    """Withdraw what a person who left still offers or asks there; answers to it are told. Returns how many."""
    left = 0
    for listing in ListingPage.objects.written_by(membership.user).at(membership.neighbourhood).exclude(state=State.CLOSED):
        with transaction.atomic():
            left += _close(lock_listing(listing), Reason.WITHDRAWN, by=None).closed_reason == Reason.WITHDRAWN
    return left


def _open(listing: ListingPage) -> None:
    now = timezone.now()
    listing.published_at = listing.first_published_at = listing.last_published_at = now
    wished = listing.expires_at or now + limits.USUAL_LIFETIME
    listing.expires_at = listing.lasts_until or min(wished, now + limits.LIFETIME)


def _switch(listing: ListingPage, before: str, after: str, event: str, *, by: User) -> ListingPage:
    listing = lock_listing(listing)
    if not can_edit(by, listing):
        raise NotAllowedError(_("Only its author pauses a listing."))
    if listing.state == after:
        return listing
    if listing.state != before:
        raise WrongStateError(_("This is not possible now: the listing is %(state)s.") % {"state": listing.get_state_display()})
    return _move(listing, after, event, by=by)


def _close(listing: ListingPage, reason: str, *, by: User | None, outcome: str = "") -> ListingPage:
    """Close, and end every response that still waits; promises stay with those who hold them unless nothing came of it."""
    concerned = list(listing.responses.live().select_related("resident"))
    listing.closed_reason, listing.outcome = reason, outcome[:200]
    listing.note_end(reason)
    _move(listing, State.CLOSED, "closed", by=by, why=reason)
    listing.responses.undecided().update(state="declined", decided_at=timezone.now(), offered_until=None)
    if reason in {Reason.WITHDRAWN, Reason.REMOVED}:
        if listing.is_barter:
            settle_half_done(listing, by=by)
        listing.responses.accepted().update(state="cancelled", ended_at=timezone.now(), ended_by=by, ended_reason=reason)
        cancel_all(listing, str(listing.get_closed_reason_display()))
    tell("listing-closed", [response.resident for response in concerned], by=by, listing=listing)
    return listing


def _move(listing: ListingPage, state: str, event: str, *, by: User | None, why: str = "") -> ListingPage:
    before, listing.state = listing.state, state
    if state == State.OPEN:
        listing.matched_at = None
    listing.save()
    if isinstance(listing, GroupBuyPage):
        follow_purchase(listing)
    record(listing, event, by=by, before=before, after=state, why=why)
    return listing


def _curators(listing: ListingPage) -> list[User]:
    group = listing.neighbourhood.curator_group_id
    return list(User.objects.active().filter(groups=group)) if group else []
