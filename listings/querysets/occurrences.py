"""Reads of the dates of listings. A reader starts with `visible_to`."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import ExpressionWrapper, F, OuterRef, Prefetch, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from listings.querysets.listings import UNREAD
from listings.querysets.responses import TAKING

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from home.belonging import Belonging
    from home.models import NeighbourhoodPage


class OccurrenceQuerySet(models.QuerySet):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Return the dates of listings this person may know of, as long as the listing itself is to be seen."""
        listings = apps.get_model("listings", "ListingPage").objects.visible_to(user)
        return self.filter(listing__in=listings)

    def shown_to(self, reader: "Belonging | None", place: int) -> Self:
        """Return the dates at a place that `visible_to` would, for a reader whose facts were read once (`home.belonging`)."""
        listings = apps.get_model("listings", "ListingPage").objects.shown_to(reader).at(place)
        return self.filter(listing__in=listings)

    def of_open_listings(self) -> Self:
        """Return the dates of what is on offer now."""
        return self.filter(listing__state="open")

    def at(self, neighbourhood: "NeighbourhoodPage") -> Self:
        """Return the dates in one neighbourhood."""
        return self.filter(listing__neighbourhood=neighbourhood)

    def of_kind(self, kind: str) -> Self:
        """Return the dates of one kind of listing."""
        return self.filter(listing__kind=kind)

    def written_by(self, user: "User") -> Self:
        """Return the dates one person invites to."""
        return self.filter(listing__author=user)

    def published(self) -> Self:
        """Return the dates of listings that neighbours have seen."""
        return self.exclude(listing__state__in=["draft", "held"])

    def standing(self) -> Self:
        """Return the dates that are not cancelled."""
        return self.filter(cancelled_at=None)

    def to_come(self, now: datetime | None = None) -> Self:
        """Return the dates that have not begun."""
        return self.filter(starts_at__gt=now or timezone.now())

    def since(self, day: date) -> Self:
        """Return the dates of this day and the days after it."""
        return self.filter(day__gte=day)

    def not_over(self, now: datetime | None = None) -> Self:
        """Return the dates that have not ended."""
        return self.filter(ends_at__gt=now or timezone.now())

    def ended_after(self, moment: datetime) -> Self:
        """Return the dates that calendars still show."""
        return self.filter(ends_at__gt=moment)

    def sat_by(self, person: "User", day: date) -> Self:
        """Return the times of a day at which this person offered to look after children."""
        answers = apps.get_model("listings", "Response").objects.live().filter(resident=person).exclude(sitter_age="")
        return self.standing().filter(day=day, pk__in=answers.values("occurrence"))

    def undecided(self) -> Self:
        """Return the standing dates about which too few people may still have to be counted."""
        return self.standing().to_come().filter(decided_at=None)

    def due_to_decide(self, now: datetime) -> Self:
        """Return the dates of meetups with a minimum whose hour of decision has come."""
        hours = ExpressionWrapper(F("listing__meetuppage__decide_hours") * Value(timedelta(hours=1)), output_field=models.DurationField())
        week = now + timedelta(days=7)  # nothing is decided earlier; this part an index answers
        return self.filter(listing__meetuppage__minimum__isnull=False, starts_at__lte=week).filter(starts_at__lte=now + hours)

    def to_remind(self, before: datetime, now: datetime) -> Self:
        """Return the standing dates that begin soon and whose people were not reminded."""
        return self.standing().filter(reminded_at=None, starts_at__gt=now, starts_at__lte=before)

    def with_taken(self) -> Self:
        """Add how many places are taken (`taken`), in the same query."""
        answers = apps.get_model("listings", "Response").objects.filter(occurrence=OuterRef("pk"), state__in=TAKING).order_by()
        units = answers.values("occurrence").annotate(units=Sum("quantity")).values("units")
        return self.annotate(taken=Coalesce(Subquery(units), 0))

    def with_answers_of(self, user: "User | AnonymousUser") -> Self:
        """Add this person's live answers (`mine`), in one further query."""
        answers = apps.get_model("listings", "Response").objects.live()
        answers = answers.filter(resident=user) if user.is_authenticated else answers.none()
        return self.prefetch_related(Prefetch("responses", answers, to_attr="mine"))

    def for_agenda(self) -> Self:
        """Add what a line of an agenda shows, in the same query."""
        return self.select_related("listing__author", "listing__meetuppage", "listing__ridepage", "listing__exact_place").defer(
            *(f"listing__{name}" for name in UNREAD)
        )

    def most_taken(self) -> int:
        """Return how many places are taken at the fullest of these dates to come."""
        return max(self.with_taken().values_list("taken", flat=True), default=0)

    def cancel(self, why: str, now: datetime) -> int:
        """Note that these do not take place; calendars see a higher sequence. Returns how many."""
        return self.update(cancelled_at=now, cancelled_why=why[:200], sequence=F("sequence") + 1, changed_at=now)
