"""The dates of a listing: kept in step with its timetable, cancelled one by one, and decided when too few people come."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from listings import limits
from listings.errors import NotAllowedError, WrongStateError
from listings.models import ListingPage, Occurrence
from listings.permissions import can_edit
from listings.services.record import lock_listing, record, tell

if TYPE_CHECKING:
    from accounts.models import User
    from listings.timetables import Timeslot


def follow_timetable(listing: ListingPage, *, by: "User | None" = None) -> None:
    """Bring the dates up to the listing's timetable. The caller holds the listing's lock.

    A date that stays keeps its identity and what was promised, whatever its hours become. A single date that moves to another
    day stays the same date. One that is gone is cancelled, and its people are told; one that comes back stands again.
    """
    if not listing.is_dated:
        return
    now = timezone.now()
    with listing.here():
        today = timezone.localdate(now)
        slots = listing.timetable(today, today + limits.HORIZON)
    wanted = {(slot.day, slot.leg): slot for slot in slots if slot.starts_at > now}
    existing = {(one.day, one.leg): one for one in listing.occurrences.since(today)}
    new = wanted.keys() - existing.keys()
    gone = {key for key, one in existing.items() if one.starts_at > now} - wanted.keys()
    if len(new) == len(gone) == 1:
        new_key, old_key = new.pop(), gone.pop()
        existing[new_key] = existing.pop(old_key)
    for key in gone:
        if existing[key].is_standing:
            _cancel(listing, existing[key], _("It does not take place that day any more."), by=by)
    for key, slot in wanted.items():
        if key in existing:
            _move(existing[key], slot, now)
        else:
            Occurrence.objects.create(listing_id=listing.pk, day=slot.day, leg=slot.leg, starts_at=slot.starts_at, ends_at=slot.ends_at)


def _move(occurrence: Occurrence, slot: "Timeslot", now: datetime) -> None:
    wanted = (slot.day, slot.starts_at, slot.ends_at, None)
    if (occurrence.day, occurrence.starts_at, occurrence.ends_at, occurrence.cancelled_at) == wanted:
        return
    occurrence.day, occurrence.starts_at, occurrence.ends_at, occurrence.cancelled_at = wanted
    occurrence.cancelled_why = ""
    occurrence.decided_at = occurrence.reminded_at = None
    occurrence.sequence += 1
    occurrence.changed_at = now
    occurrence.save()


@transaction.atomic
def touch_dates(listing: ListingPage) -> None:
    """Tell calendars that something written in the dates to come changed: title or place. The caller holds the listing's lock."""
    for occurrence in listing.occurrences.to_come():
        occurrence.sequence += 1
        occurrence.changed_at = timezone.now()
        occurrence.save(update_fields=["sequence", "changed_at"])


@transaction.atomic
def cancel_occurrence(*, occurrence: Occurrence, by: "User", why: str = "") -> Occurrence:
    """Skip one date: its people are told at once and what they held is free. Cancelling twice changes nothing.

    Raises NotAllowedError when the person is not the author, WrongStateError when the date has begun.
    """
    listing = lock_listing(occurrence.listing)
    occurrence.refresh_from_db()
    if not can_edit(by, listing):
        raise NotAllowedError(_("Only its author changes a listing, and only before it ends."))
    if not occurrence.is_standing:
        return occurrence
    if occurrence.starts_at <= timezone.now():
        raise WrongStateError(_("That date has begun already."))
    listing.skip(occurrence.day)
    listing.save()
    for same_day in listing.occurrences.standing().to_come().filter(day=occurrence.day):  # there and back
        _cancel(listing, same_day, why, by=by)
    occurrence.refresh_from_db()
    return occurrence


@transaction.atomic
def decide_attendance(*, occurrence: Occurrence, now: datetime | None = None) -> bool | None:
    """Count, once its hour has come, whether enough people come to a date; tell whether it takes place, None when it was not due.

    With too few the date is cancelled and everybody who answered is told. Two schedulers at once: one decides (FLT-10).
    """
    now = now or timezone.now()
    listing = lock_listing(occurrence.listing)
    occurrence.refresh_from_db()
    due = getattr(listing, "decides_at", lambda _start: None)(occurrence.starts_at)
    if due is None or due > now or occurrence.decided_at or not occurrence.is_standing or listing.state == ListingPage.State.CLOSED:
        return None
    occurrence.decided_at = now
    occurrence.save(update_fields=["decided_at"])
    coming = listing.responses.about(occurrence).taken()
    if coming < listing.minimum:
        listing.skip(occurrence.day)  # else the timetable would bring the date back
        listing.save()
        _cancel(listing, occurrence, _("Too few people said they would come."), by=None)
        tell("date-cancelled", [listing.author], by=None, listing=listing, occurrence=occurrence)
        return False
    record(listing, "decided", by=None, occurrence=str(occurrence.public_id), count=str(coming))
    return True


@transaction.atomic
def remind(*, occurrence: Occurrence, now: datetime | None = None) -> bool:
    """Remind whoever comes to a date, and its author, once; tell whether this call did it (FLT-10)."""
    now = now or timezone.now()
    listing = lock_listing(occurrence.listing)
    occurrence.refresh_from_db()
    soon = now < occurrence.starts_at <= now + limits.REMINDER
    if occurrence.reminded_at or not soon or not occurrence.is_standing or listing.state not in {"open", "paused"}:
        return False
    occurrence.reminded_at = now
    occurrence.save(update_fields=["reminded_at"])
    coming = [answer.resident for answer in listing.responses.about(occurrence).accepted().select_related("resident")]
    if coming:
        tell("date-soon", [listing.author, *coming], by=None, listing=listing, occurrence=occurrence)
    return True


@transaction.atomic
def write_more_dates(*, listing: ListingPage) -> None:
    """Write down the dates of what repeats as far as the horizon, which moves on every day."""
    listing = lock_listing(listing)
    if listing.state in {ListingPage.State.OPEN, ListingPage.State.PAUSED}:
        follow_timetable(listing)


def cancel_all(listing: ListingPage, why: str) -> int:
    """Cancel every date to come of a listing that ends; its answers are ended and told by the caller. Returns how many."""
    return listing.occurrences.standing().to_come().cancel(why, timezone.now())


def offer_deadline(occurrence: Occurrence | None, last: datetime | None, now: datetime) -> datetime:
    """Return until when a freed place is kept: 24 hours, or 2 when less than 24 remain; never past the start (domain.md §4.1)."""
    start = occurrence.starts_at if occurrence else last
    if start is None or start - now >= limits.OFFER:
        return now + limits.OFFER
    return max(min(now + limits.SHORT_OFFER, start), now + timedelta(minutes=1))


def _cancel(listing: ListingPage, occurrence: Occurrence, why: str, *, by: "User | None") -> Occurrence:
    now = timezone.now()
    answers = listing.responses.about(occurrence).live()
    people = [answer.resident for answer in answers.select_related("resident")]
    answers.update(state="cancelled", ended_at=now, ended_by=by, ended_reason=why[:200])
    Occurrence.objects.filter(pk=occurrence.pk).cancel(why, now)
    occurrence.refresh_from_db()
    record(listing, "date_cancelled", by=by, occurrence=str(occurrence.public_id), why=why)
    tell("date-cancelled", people, by=by, listing=listing, occurrence=occurrence)
    return occurrence
