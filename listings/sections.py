"""What listings put on a neighbourhood's home page and in the header."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Count, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.prepared import prepared_rows
from home.belonging import as_parameters, belonging_of
from home.drawn import part
from home.navigation import Entry, add
from home.neighbourhood_sections import Section, provision, section
from listings import cards, kinds, limits
from listings.models import AgendaPage, ListingIndexPage, ListingPage, Message, Occurrence

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from home.models import NeighbourhoodPage
    from listings.querysets import ListingQuerySet


@provision(order=20)
def listing_index(neighbourhood: "NeighbourhoodPage") -> None:
    """Give a neighbourhood the page under which its listings live."""
    if not ListingIndexPage.objects.filter(neighbourhood=neighbourhood).exists():
        neighbourhood.refresh_from_db()
        with translation.override(settings.LANGUAGE_CODE):  # a page's title speaks the site's first language
            title = _("Listings")
        page = ListingIndexPage(title=title, slug=ListingIndexPage.SLUG, neighbourhood=neighbourhood)
        neighbourhood.add_child(instance=page)


@provision(order=30)
def agenda(neighbourhood: "NeighbourhoodPage") -> None:
    """Give a neighbourhood its agenda."""
    if not AgendaPage.objects.filter(neighbourhood=neighbourhood).exists():
        neighbourhood.refresh_from_db()
        with translation.override(settings.LANGUAGE_CODE):
            title = _("Agenda")
        neighbourhood.add_child(instance=AgendaPage(title=title, slug=AgendaPage.SLUG, neighbourhood=neighbourhood))


def _latest(visible: "ListingQuerySet", now: Any) -> "QuerySet":
    """Return the newest as rows of cards, each with how many there are of every kind, as « giveaway 12 »."""
    told = Concat("kind", Value(" "), Cast("count", CharField()))
    counts = visible.order_by().values("kind").annotate(count=Count("pk")).annotate(told=told).values("told")
    return visible.newest_first().annotate(counts=ArraySubquery(counts)).as_cards(now, "counts")[: limits.LATEST]


@prepared_rows
def _public_latest(place: Any, now: Any) -> "QuerySet":
    return _latest(ListingPage.objects.shown_to(None).at(place).open(), now)


@prepared_rows
def _latest_for(place: Any, now: Any, user: Any, homes: Any, partners: Any, curated: Any, everything: Any) -> "QuerySet":
    reader = as_parameters(user=user, homes=homes, partners=partners, curated=curated, everything=everything)
    return _latest(ListingPage.objects.shown_to(reader).at(place).open(), now)


@section(order=20)
class LatestListings(Section):
    """The newest listings this reader may see, and how many there are of each kind: one query.

    The page is the same for all who see the same, so it is drawn once for them (home.drawn).
    """

    template_name = "listings/sections/latest.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        place, now, reader = self.neighbourhood.pk, timezone.now(), belonging_of(self.request)
        rows = _latest_for(place=place, now=now, **reader.values) if reader else _public_latest(place=place, now=now)
        counts = {kind: int(count) for kind, count in (told.split() for told in rows[0][-1])} if rows else {}
        return {
            "index_url": index_url(self.neighbourhood),
            "agenda_url": agenda_url(self.neighbourhood),
            "cards": SafeString("".join(cards.card(cards.Row(*row[:-1])) for row in rows)),
            "kinds": tuple((kind.key, str(kind.label), counts.get(kind.key, 0)) for kind in kinds.all_kinds()),
            "total": sum(counts.values()),
        }

    def render_html(self, parent_context: Any = None) -> SafeString:
        return part(self.template_name, **self.get_context_data())


@prepared_rows
def _dates_for(place: Any, now: Any, user: Any, homes: Any, partners: Any, curated: Any, everything: Any) -> "QuerySet":
    reader = as_parameters(user=user, homes=homes, partners=partners, curated=curated, everything=everything)
    dates = Occurrence.objects.shown_to(reader, place).of_open_listings().of_kind("meetup").standing().not_over(now)
    return dates.order_by("starts_at", "pk").values_list("listing__title", "listing__url_path", "starts_at", "listing__meetuppage__area")[
        : limits.NEXT_DATES_READ
    ]


@section(order=50)
class NextDates(Section):
    """What takes place next, for who lives here: one query. A visitor's page, the busiest, goes without."""

    template_name = "listings/sections/next_dates.html"
    column = "side"

    def render_html(self, parent_context: Any = None) -> SafeString:
        place, reader = self.neighbourhood, belonging_of(self.request)
        if reader is None or place.pk not in reader.homes:
            return SafeString("")
        rows = _dates_for(place=place.pk, now=timezone.now(), **reader.values)
        # What comes back every week has one line.
        firsts = {row[1]: (row[0], cards.address(row[1]), timezone.localtime(row[2]), row[3]) for row in reversed(rows)}
        dates = sorted(firsts.values(), key=lambda date: date[2])[: limits.NEXT_DATES]
        return part(self.template_name, agenda_url=agenda_url(place), zone=str(place.zone), dates=tuple(dates))


def index_url(place: "NeighbourhoodPage | None") -> str:
    """Return the address of a neighbourhood's listings; no query, because its slug is ours."""
    return f"{place.url}{ListingIndexPage.SLUG}/" if place is not None and place.url else ""


def agenda_url(place: "NeighbourhoodPage | None") -> str:
    """Return the address of a neighbourhood's agenda, without a query."""
    return f"{place.url}{AgendaPage.SLUG}/" if place is not None and place.url else ""


def _unread(user: Any) -> "QuerySet":
    return Message.objects.unread_by(user)


add(Entry("listings", gettext_lazy("Listings"), "board", index_url, order=20))
add(Entry("post", gettext_lazy("Publish"), "plus", lambda _place: reverse("listings:choose"), order=30))
add(
    Entry(
        "messages",
        gettext_lazy("Messages"),
        "mail",
        lambda _place: reverse("listings:conversations"),
        order=50,
        waiting=_unread,
        members_only=True,
    )
)
