"""Dates of listings as iCalendar (RFC 5545). Each date is an entry of its own, in UTC: no reader has to know our time zone's nights.

The UID of an entry never changes, its SEQUENCE only rises, and a date that is cancelled stays for a while as CANCELLED, so
that it leaves the calendars it had entered.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from icalendar import Calendar, Event, vDuration

from listings import limits

if TYPE_CHECKING:
    from listings.models import Occurrence, PurchaseDate

#: How often calendars should look again.
REFRESH = timedelta(hours=1)


@dataclass(frozen=True)
class Entry:
    """One date, with what this reader may know of its place and how far the reader is in."""

    occurrence: "Occurrence | PurchaseDate"
    location: str = ""
    tentative: bool = False
    cancelled: bool = False
    #: Whether it leaves its time free.
    is_free: bool = False


def memory() -> datetime:
    """Return since when calendars still show what is over or cancelled."""
    return timezone.now() - limits.CALENDAR_MEMORY


def calendar(name: str, entries: Iterable[Entry], *, origin: str) -> bytes:
    """Return a calendar file. `origin` is the portal's address: entries link to their listing's page."""
    file = Calendar()
    file.add("prodid", "-//Palier//Palier//FR")
    file.add("version", "2.0")
    file.add("calscale", "GREGORIAN")
    file.add("method", "PUBLISH")
    file.add("name", name)
    file.add("x-wr-calname", name)
    file.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    for entry in entries:
        file.add_component(_event(entry, origin))
    return file.to_ical()


def _event(entry: Entry, origin: str) -> Event:
    date, listing = entry.occurrence, entry.occurrence.listing
    standing = (
        date.is_standing and not entry.cancelled and not (listing.state == "closed" and listing.closed_reason in {"removed", "withdrawn"})
    )
    event = Event()
    event.add("uid", f"{date.public_id}@palier")
    event.add("dtstamp", date.changed_at.astimezone(UTC))
    event.add("last-modified", date.changed_at.astimezone(UTC))
    event.add("sequence", date.sequence)
    event.add("dtstart", date.starts_at.astimezone(UTC))
    event.add("dtend", date.ends_at.astimezone(UTC))
    event.add("summary", date.summary)
    event.add("status", "CANCELLED" if not standing else "TENTATIVE" if entry.tentative else "CONFIRMED")
    event.add("transp", "OPAQUE" if standing and not entry.is_free else "TRANSPARENT")
    event.add("url", f"{origin}{listing.url}")
    if entry.location:
        event.add("location", entry.location)
    if not date.is_standing and date.cancelled_why:
        event.add("description", _("Cancelled: %(why)s") % {"why": date.cancelled_why})
    return event


def answer(name: str, entries: Iterable[Entry], *, file_name: str, private: bool) -> HttpResponse:
    """Return the calendar as an HTTP answer."""
    response = HttpResponse(calendar(name, entries, origin=settings.WAGTAILADMIN_BASE_URL), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{file_name}.ics"'
    response["Cache-Control"] = "private, no-store" if private else "public, max-age=300"
    if private:
        response["X-Robots-Tag"] = "noindex"
    return response
