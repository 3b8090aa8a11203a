"""What the templates of listings need to know, prepared: cards, pictures, and what this reader may do on a page."""

from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _

from home.models import Membership
from home.photos import PHOTO_SIZES
from home.proofs import proof_text
from listings import cards, kinds, places
from listings.filters import ListingFilter
from listings.forms import ResponseForm
from listings.forms.response import open_dates
from listings.models import BringPromise, ListingPage, Occurrence, Response, SavedSearch
from listings.permissions import can_edit, can_moderate, can_print, can_renew, can_respond

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from home.models import Photo


def card(listing: ListingPage, level: int = 3) -> dict[str, Any]:
    """Return the context of components/listing_card.html. `listing` comes from `for_cards()`."""
    author = listing.author.pseudonym if listing.author else None
    told = (listing.title, listing.url_path, listing.summary, listing.summary_en, listing.street, listing.published_at)
    return cards.values(cards.Row(listing.kind, listing.direction, *told, author, getattr(listing, "author_method", None)), level)


def author_name(listing: ListingPage) -> str:
    return listing.author.pseudonym if listing.author else _("Former neighbour")


def line(listing: ListingPage) -> str:
    """Return the street, only if its author shows it, and the day."""
    return cards.line(listing.street, listing.published_at)


def address(photo: "Photo", size: str, width: int) -> str:
    return reverse("home:photo", args=[photo.public_id, size, width])


def picture(photo: "Photo", alt: str) -> dict[str, Any]:
    """Return one entry of components/gallery.html. No rendition is made before a browser asks for it."""
    width = PHOTO_SIZES["wide"].widths[0]
    return {
        "src": address(photo, "wide", width),
        "url": address(photo, "full", PHOTO_SIZES["full"].widths[0]),
        "alt": alt,
        "width": width,
        "height": PHOTO_SIZES["wide"].height(width, photo),
    }


def saved_search(search: SavedSearch) -> dict[str, Any]:
    """Return a kept search in words: what stands in its title, and what narrows it further."""
    filters = [str(one.label) for one in ListingFilter(search.asked, neighbourhood=search.neighbourhood).active]
    title = filters[0] if filters else _("Every new listing")
    return {"search": search, "title": title, "filters": filters[1:], "place": search.neighbourhood.title}


class ListingPanel:
    """One listing for one reader."""

    def __init__(self, listing: ListingPage, user: "User | AnonymousUser") -> None:
        self.listing = listing
        self.user = user

    @property
    def kind(self) -> kinds.Kind:
        return kinds.get(self.listing.kind)

    @cached_property
    def author_name(self) -> str:
        return author_name(self.listing)

    @cached_property
    def author_proof(self) -> tuple[str, str]:
        """Return the author's proof of residence here: its method, and the sentence of its badge."""
        proved = Membership.objects.filter(user=self.listing.author_id).active().at(self.listing.neighbourhood)
        method, at = proved.values_list("method", "confirmed_at").first() or ("", None)
        return method, proof_text(method, at)

    @property
    def author_method(self) -> str:
        return self.author_proof[0]

    @property
    def line(self) -> str:
        return line(self.listing)

    @cached_property
    def pictures(self) -> list[dict[str, Any]]:
        return [picture(entry.photo, entry.alt) for entry in self.listing.photos.select_related("photo")]

    @property
    def facts(self) -> list[dict[str, "str | Promise"]]:
        where = self.listing.street or _("in the neighbourhood")
        place = _("%(street)s; the exact place is told once it is promised") % {"street": where}
        rows = list(self.listing.facts())
        if not self.listing.is_dated:
            rows.append(("pin", _("Where"), place))
        elif words := places.exact(self.listing, exactly=self.knows_exactly):
            rows.append(("lock", _("Where, exactly"), words))
        elif hasattr(self.listing, "exact_place"):
            rows.append(("lock", _("Where, exactly"), _("told to those who are coming")))
        return [{"icon": icon, "label": label, "value": value} for icon, label, value in rows]

    @cached_property
    def knows_exactly(self) -> bool:
        return places.may_know_exactly(self.user, self.listing)

    @cached_property
    def dates(self) -> list[Occurrence]:
        """Return the next dates of a dated listing, with what is taken and the reader's own answers."""
        return open_dates(self.listing, self.user) if self.listing.is_dated else []

    @property
    def next_date(self) -> Occurrence | None:
        return self.dates[0] if self.dates else None

    @cached_property
    def lent(self) -> list[Response]:
        """Return the days of a thing that are promised already, without names."""
        return list(self.listing.responses.lent_from(timezone.localdate())) if self.listing.is_lent else []

    @property
    def route(self) -> list[dict[str, Any]]:
        """Return where a drive passes, for components/timeline.html."""
        listing, date = self.listing, self.next_date
        start = date_format(timezone.localtime(date.starts_at), "TIME_FORMAT") if date else ""
        end = date_format(timezone.localtime(date.ends_at), "TIME_FORMAT") if date else ""
        first, last = (listing.destination, listing.origin) if date and date.leg == "back" else (listing.origin, listing.destination)
        stops = list(reversed(listing.stops)) if date and date.leg == "back" else listing.stops
        points = [{"when": start, "text": first, "now": True}, *({"when": "", "text": stop} for stop in stops)]
        return [*points, {"when": end, "text": last}]

    @property
    def price(self) -> tuple[str, str]:
        """Return what it costs, large, and for what; nothing where that stands among the facts."""
        return getattr(self.listing, "price", ("", ""))

    @property
    def seats(self) -> list[bool]:
        """Return the seats of the next drive: taken or free."""
        taken = self.next_date.taken if self.next_date else 0
        return [number < taken for number in range(self.listing.capacity or 0)]

    @cached_property
    def own_answers(self) -> list[Response]:
        """Return the reader's live answers: one for each date, or the one to a listing without dates."""
        if not self.listing.is_dated:
            return [self.answer] if self.answer and self.answer.is_live else []
        found = []
        for date in self.dates:
            for answer in date.mine:
                answer.occurrence, answer.listing = date, self.listing
                found.append(answer)
        return found

    @cached_property
    def bring_list(self) -> list[dict[str, Any]]:
        """Return what is still needed for the next date, who brings it, and what the reader may do about it."""
        if not self.dates or self.listing.kind != "meetup":
            return []
        date = self.next_date
        comes = self.is_author or any(answer.state == "accepted" for answer in date.mine)
        promises = BringPromise.objects.filter(occurrence=date).select_related("resident")
        rows = []
        for item in self.listing.bring_items.prefetch_related(Prefetch("promises", promises, to_attr="taken")):
            names = [promise.resident.pseudonym for promise in item.taken]
            mine = any(promise.resident_id == self.user.pk for promise in item.taken)
            rows.append({"item": item, "names": names, "mine": mine, "may_take": comes and not mine and len(names) < item.wanted})
        return rows

    @property
    def is_author(self) -> bool:
        return self.user.is_authenticated and self.listing.author_id == self.user.pk

    @cached_property
    def can_respond(self) -> bool:
        return can_respond(self.user, self.listing)

    @property
    def can_edit(self) -> bool:
        return can_edit(self.user, self.listing)

    @cached_property
    def can_renew(self) -> bool:
        return can_renew(self.user, self.listing)

    @property
    def can_print(self) -> bool:
        return can_print(self.user, self.listing)

    @cached_property
    def can_moderate(self) -> bool:
        return can_moderate(self.user, self.listing)

    @cached_property
    def answer(self) -> Response | None:
        """Return the reader's own answer: the live one, else the last."""
        if not self.user.is_authenticated:
            return None
        mine = list(self.listing.responses.given_by(self.user).with_talk(self.user).order_by("-asked_at"))
        return next((answer for answer in mine if answer.is_live), mine[0] if mine else None)

    @cached_property
    def left(self) -> int | None:
        """How many are still to be had; None where nothing is counted."""
        capacity = self.listing.capacity
        if self.listing.is_dated:
            return None if capacity is None or not self.dates else max(capacity - self.dates[0].taken, 0)
        return None if capacity is None else max(capacity - self.listing.responses.taken(), 0)

    @cached_property
    def received(self) -> int:
        """How many neighbours wait or hold a promise, for the author."""
        return self.listing.responses.live().values("resident").distinct().count()

    @cached_property
    def waiting(self) -> int:
        """How many neighbours wait, whatever the number of dates each asked for."""
        return self.listing.responses.in_line().order_by().values("resident").distinct().count()

    @property
    def form(self) -> ResponseForm:
        return ResponseForm(listing=self.listing, user=self.user, occurrences=self.dates if self.listing.is_dated else None)

    @property
    def has_open_dates(self) -> bool:
        """Whether there is a date the reader has not answered yet."""
        return any(not date.mine for date in self.dates)
