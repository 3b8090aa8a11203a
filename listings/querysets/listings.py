"""Reads of listings. A reader starts with `visible_to`; what it leaves out does not exist for that person."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery
from django.utils import timezone

from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from home.belonging import belonging
from home.models import Membership
from listings import search
from listings.querysets.readers import readable_by

if TYPE_CHECKING:
    from uuid import UUID

    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from home.belonging import Belonging
    from home.models import NeighbourhoodPage
    from listings.models import SavedSearch

#: Long columns that only the database reads.
UNREAD = ("search_text", "search_vector")
#: What a card shows: a third of the columns, and of the time it takes to make twenty objects of them.
_ON_CARDS = (
    "title",
    "slug",
    "url_path",
    "content_type",
    "public_id",
    "kind",
    "direction",
    "summary",
    "summary_en",
    "street",
    "cell",
    "state",
    "audience",
    "closed_reason",
    "published_at",
    "neighbourhood",
    "author__pseudonym",
)


#: The columns of a card drawn from a plain row (listings.cards).
ON_CARD = ("kind", "direction", "page_title", "page_path", "summary", "summary_en", "street", "published_at", "pseudonym", "author_method")
#: What a program is told of a listing (TEN-11): no exact place, no person but a pseudonym.
IN_ROWS = (
    "pk",
    "public_id",
    "kind",
    "direction",
    "title",
    "summary",
    "neighbourhood_id",
    "url_path",
    "street",
    "cell",
    "author__pseudonym",
    "author_method",
    "published_at",
)


def _proof(now: "datetime | models.Expression | None") -> Subquery:
    """Return how the author's residence where the listing stands was proved."""
    proof = Membership.objects.active(now).filter(user=OuterRef("author"), neighbourhood=OuterRef("neighbourhood")).values("method")
    return Subquery(proof[:1])


class ListingQuerySet(PageQuerySet):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Return what this person may know exists.

        Anybody reads open listings for everybody; residents those of their neighbourhood, and of its partners where the
        author said so; authors their own in every state; people who answered, what they answered, as long as they live where
        it is shown (VER-11); curators everything
        handed in at their place. A draft is its author's alone.
        """
        signed_in = user.is_authenticated and user.is_active
        return self.filter(readable_by(belonging(user) if signed_in else None))

    def shown_to(self, reader: "Belonging | None") -> Self:
        """Return the same as `visible_to` for a reader whose facts were read once (`home.belonging`)."""
        return self.filter(readable_by(reader))

    def identified(self, public_id: "UUID") -> Self:
        """Return the listing of this public id."""
        return self.filter(public_id=public_id)

    def moderated_by(self, user: "User") -> Self:
        """Return the listings about which this person decides as a curator: never their own."""
        decided = self if user.is_superuser else self.filter(neighbourhood__curator_group__user=user)
        return decided.exclude(author=user)

    def open(self) -> Self:
        """Return the listings on offer now."""
        return self.filter(state="open")

    def held(self) -> Self:
        """Return the listings that wait for a curator."""
        return self.filter(state="held")

    def written_by(self, user: "User") -> Self:
        """Return one person's listings."""
        return self.filter(author=user)

    def at(self, neighbourhood: "NeighbourhoodPage") -> Self:
        """Return the listings of one neighbourhood."""
        return self.filter(neighbourhood=neighbourhood)

    def in_places(self, neighbourhood_ids: list[int]) -> Self:
        """Return the listings of several neighbourhoods."""
        return self.filter(neighbourhood__in=neighbourhood_ids)

    def of_kinds(self, kinds: list[str]) -> Self:
        """Return the listings of these kinds."""
        return self.filter(kind__in=kinds)

    def directed(self, direction: str) -> Self:
        """Return offers, or requests."""
        return self.filter(direction=direction)

    def taking_place_on(self, day: date) -> Self:
        """Return what takes place on this day: a listing with a standing date."""
        dates = self.model._meta.get_field("occurrences").related_model.objects
        return self.filter(Exists(dates.filter(listing=OuterRef("pk"), day=day, cancelled_at=None)))

    def in_cells(self, keys: list[str]) -> Self:
        """Return the listings whose public square is one of these."""
        return self.filter(cell__in=keys)

    def found_by(self, search: "SavedSearch") -> Self:
        """Return what the owner of a saved search was told of."""
        return self.filter(pk__in=search.hits.values("listing"))

    def published_since(self, moment: datetime) -> Self:
        """Return what appeared at this moment or later."""
        return self.filter(published_at__gte=moment)

    def located(self) -> Self:
        """Return the listings whose author gave a place."""
        return self.exclude(cell="")

    def matching(self, text: str, neighbourhood_ids: list[int]) -> Self:
        """Return the listings of these neighbourhoods that hold the words."""
        if len(neighbourhood_ids) == 1:
            return self.holding(search.asked(text), search.place_token(neighbourhood_ids[0]))
        return self.holding_in(search.asked(text), neighbourhood_ids)

    def holding(self, asked: "str | models.Expression", place: "str | models.Expression | None" = None) -> Self:
        """Return what holds the words, as `search.asked` writes them, and stands at the place that `search.place_token` names.

        One index answers both at once. The whole country is asked elsewhere (listings.country).
        """
        found = self.filter(search_vector=search.words_once(asked))
        return found if place is None else found.filter(search_vector=search.at_place(place))

    def holding_in(self, asked: "str | models.Expression", neighbourhood_ids: "list[int] | models.Expression") -> Self:
        """Return what holds the words in several neighbourhoods: the same index answers, so that only what holds them is read."""
        return self.filter(
            search.OneOf(search.Place(models.F("neighbourhood")), search.listed(neighbourhood_ids)), search_vector=search.words_once(asked)
        )

    def newest_first(self) -> Self:
        """Order by publication: nothing is ranked by who reads it (domain.md §0)."""
        return self.order_by("-published_at", "-pk")

    def latest_first(self) -> Self:
        """Order by the moment of writing: a person's own list, drafts included."""
        return self.order_by("-pk")

    def for_author(self, author: "User") -> Self:
        """Add what authors see of their listings, in three queries for any number: the answers, first come first."""
        responses = self.model._meta.get_field("responses").related_model.objects
        answers = (
            responses.exclude(state__in=["withdrawn", "declined", "lapsed"])
            .with_proof()
            .with_talk(author)
            .select_related("resident", "occurrence")
            .with_legs()
            .order_by("asked_at", "pk")
        )
        return self.defer(*UNREAD).prefetch_related(Prefetch("responses", answers, to_attr="answers"))

    def for_cards(self, now: "datetime | models.Expression | None" = None) -> Self:
        """Add what a card shows, in the same query: the author's name and how residence was proved."""
        return self.select_related("author").only(*_ON_CARDS).annotate(author_method=_proof(now))

    def as_cards(self, now: "models.Expression", *further: str) -> models.QuerySet:
        """Return what a card shows as plain tuples, in the order of `cards.Row`, and these columns after it.

        Page and author are looked up for what is shown, after the order and the limit; joined, they were read for all that was found.
        """
        page = Page.objects.filter(pk=OuterRef("pk")).order_by()
        author = self.model._meta.get_field("author").related_model.objects.filter(pk=OuterRef("author"))
        looked_up = {"page_title": page.values("title"), "page_path": page.values("url_path"), "pseudonym": author.values("pseudonym")}
        found = self.annotate(author_method=_proof(now), **{name: Subquery(one) for name, one in looked_up.items()})
        return found.values_list(*ON_CARD, *further)

    def older_than(self, published_at: datetime, pk: int) -> Self:
        """Return what comes after this listing in `newest_first`: the same index finds the next page, however far."""
        return self.filter(Q(published_at__lt=published_at) | Q(published_at=published_at, pk__lt=pk), published_at__lte=published_at)

    def as_rows(self, now: "datetime | models.Expression | None" = None) -> models.QuerySet:
        """Return plain tuples instead of objects, for programs: what a card shows, and no more (IN_ROWS)."""
        return self.for_cards(now).values_list(*IN_ROWS)

    def paid_offers_since(self, moment: datetime) -> Self:
        """Return the offers for money that neighbours first saw since then, whatever became of them."""
        return self.filter(direction="offer", price_mode="paid", first_published_at__gte=moment)

    def rates(self) -> tuple[Decimal | None, Decimal | None, int]:
        """Return the least and the most that is asked for, and by how many of those who ask for something."""
        found = self.filter(amount__gt=0).aggregate(least=models.Min("amount"), most=models.Max("amount"), count=models.Count("pk"))
        return found["least"], found["most"], found["count"]

    def past_their_time(self, now: datetime | None = None) -> Self:
        """Return the listings that must be closed because their time is over."""
        return self.filter(state__in=["open", "paused"], expires_at__lte=now or timezone.now())

    def ending_within(self, notice: timedelta, now: datetime | None = None) -> Self:
        """Return the open listings that end soon and whose author was not told yet."""
        now = now or timezone.now()
        return self.filter(state="open", expires_at__gt=now, expires_at__lte=now + notice, expiry_notice_at=None)


ListingManager = PageManager.from_queryset(ListingQuerySet)


class GiveawayQuerySet(ListingQuerySet):
    def to_draw(self) -> Self:
        """Return the open give-aways whose takers are drawn today or should have been."""
        return self.filter(state="open", rule="draw", drawn_at=None, deadline__lte=timezone.localdate())


GiveawayManager = PageManager.from_queryset(GiveawayQuerySet)
