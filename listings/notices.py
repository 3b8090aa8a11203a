"""What a notice about a listing knows: its words, made when read from ids, and where it leads."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import ClassVar

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from home.zones import by_the_clock_of
from listings.models import ListingPage, Occurrence, Response
from notifications.kinds import Message, NotificationKind


class ListingKind(NotificationKind):
    """A kind about one listing, perhaps about one response to it."""

    theme = "exchange"
    title: "ClassVar[str | Promise]"
    body: "ClassVar[str | Promise]" = ""
    #: "page", "mine", "held" or "suits": where the reader goes from here.
    goes_to = "page"
    #: Whether to say which date the answer is about, or how many dates.
    says_dates = False

    def build(self, data: Mapping[str, object]) -> Message:
        """Put it into words with the listing's present title, its hours by the clock of its neighbourhood."""
        listing = ListingPage.objects.filter(public_id=data["listing"]).select_related("neighbourhood").first()
        with by_the_clock_of(listing.neighbourhood if listing else None):
            return self._build(data, listing)

    def _build(self, data: Mapping[str, object], listing: ListingPage | None) -> Message:
        answers = Response.objects.select_related("resident", "occurrence")
        response = answers.filter(public_id=data["response"]).first() if "response" in data else None
        occurrence = Occurrence.objects.filter(public_id=data["occurrence"]).first() if "occurrence" in data else None
        words = {
            "listing": listing.title if listing else _("a listing that is gone"),
            "neighbour": response.resident.pseudonym if response else _("A neighbour"),
            "why": occurrence.cancelled_why if occurrence else listing.outcome if listing else "",
            "date": occurrence.when if occurrence else _day(response.ends_on) if response and response.ends_on else "",
            "until": moment(response.offered_until) if response and response.offered_until else "",
        }
        title, body = self.texts(data, response)
        parts = (_dates(response, data.get("dates")) if self.says_dates else "", str(body) % words)
        return Message(title=str(title) % words, body=" · ".join(filter(None, parts)), url=self._url(listing))

    def texts(self, data: Mapping[str, object], response: Response | None) -> "tuple[str | Promise, str | Promise]":
        """Return the title and the body, with places for the words."""
        return self.title, self.body

    def _url(self, listing: ListingPage | None) -> str:
        if self.goes_to in {"held", "suits"}:
            return reverse(f"listings:{self.goes_to}")
        if self.goes_to == "mine" or listing is None:
            return reverse("listings:mine")
        return listing.url or reverse("listings:mine")


def _dates(response: Response | None, several: object) -> str:
    """Say the date an answer is about; of several the number and the first."""
    if response is None or response.occurrence is None:
        return ""
    if not isinstance(several, int) or several < 2:
        return capfirst(response.occurrence.when)
    words = ngettext("%(count)s date, from %(date)s on", "%(count)s dates, from %(date)s on", several)
    return words % {"count": several, "date": response.occurrence.when}


def _day(value: date) -> str:
    return date_format(value, "l j F")


def moment(value: datetime) -> str:
    """Write a day and its time, as people say it."""
    local = timezone.localtime(value)
    return _("%(day)s, %(time)s") % {"day": date_format(local, "l j F"), "time": date_format(local, "TIME_FORMAT")}
