"""Reads of answers."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import OuterRef, Prefetch, Q, Subquery, Sum
from django.utils import timezone

from home.belonging import belonging
from home.models import Membership
from listings.querysets.listings import UNREAD
from listings.querysets.readers import within_reach

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from listings.models import ListingPage, Occurrence, Response

#: What counts against the capacity: a place offered to somebody is kept for them meanwhile.
TAKING = ("accepted", "done", "offered")


class ResponseQuerySet(models.QuerySet):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Return the responses this person gave or received. Nobody else reads them, curators included."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(resident=user) | Q(listing__author=user))

    def given_by(self, user: "User") -> Self:
        """Return the responses this person gave."""
        return self.filter(resident=user)

    def within_reach_of(self, user: "User") -> Self:
        """Leave out what this person answered where they live no more (VER-11): what is promised to them still, a loan, stays."""
        return self.filter(within_reach(belonging(user)))

    def under_way(self, day: date) -> Self:
        """Return the loans that have begun."""
        return self.filter(starts_on__lte=day)

    def of_same_ring(self, response: "Response") -> Self:
        """Return this response, or all of the ring of exchanges it is part of."""
        return self.filter(match=response.match_id) if response.match_id else self.filter(pk=response.pk)

    def live(self) -> Self:
        """Return the responses that wait, are offered a place, are accepted, or say perhaps."""
        return self.filter(state__in=["asked", "accepted", "offered", "maybe"])

    def waiting_with(self, response: "Response") -> Self:
        """Return what the same person waits for on the same listing, the earliest date first."""
        waiting = self.filter(listing=response.listing_id, resident=response.resident_id, state="asked")
        return waiting.order_by("occurrence__starts_at", "pk")

    def live_with(self, response: "Response") -> Self:
        """Return the live answers of the same person to dates of the same listing that have not begun, the earliest first."""
        to_come = self.live().filter(occurrence__starts_at__gt=timezone.now())
        return to_come.filter(listing=response.listing_id, resident=response.resident_id).order_by("occurrence__starts_at", "pk")

    def about(self, occurrence: "Occurrence | None") -> Self:
        """Return the responses to one date of a listing; None means a listing without dates."""
        return self.filter(occurrence=occurrence)

    def undecided(self) -> Self:
        """Return the live responses that hold no promise."""
        return self.filter(state__in=["asked", "offered", "maybe"])

    def overdue_offers(self, now: datetime) -> Self:
        """Return the offers that nobody took in time."""
        return self.filter(state="offered", offered_until__lte=now)

    def in_calendar(self) -> Self:
        """Return the responses to dates that a person's own calendar shows, the cancelled ones included."""
        kept = Q(state__in=["accepted", "done", "offered", "maybe", "no_show"]) | Q(
            state="cancelled", occurrence__cancelled_at__isnull=False
        )
        return self.filter(kept, occurrence__isnull=False)

    def in_line(self) -> Self:
        """Return those who wait, first come first."""
        return self.filter(state="asked").order_by("asked_at", "pk")

    def promised_on(self, listing: "ListingPage") -> int:
        """Return how many people hold a promise of this listing, for a date that is not over where it has dates."""
        ahead = Q(occurrence=None) | Q(occurrence__ends_at__gt=timezone.now())
        return self.accepted().filter(ahead, listing=listing).exclude(resident=listing.author_id).values("resident").distinct().count()

    def accepted(self) -> Self:
        """Return the responses that hold a promise."""
        return self.filter(state="accepted")

    def ended_after(self, moment: datetime) -> Self:
        """Return the responses to dates that calendars still show."""
        return self.filter(occurrence__ends_at__gt=moment)

    def with_dates(self) -> Self:
        """Add what a calendar entry shows, in the same query."""
        related = ("occurrence__listing__meetuppage", "occurrence__listing__ridepage", "occurrence__listing__exact_place")
        return (
            self.select_related(*related)
            .defer(*(f"occurrence__listing__{name}" for name in UNREAD))
            .order_by("occurrence__starts_at", "pk")
        )

    def coming_to(self, listing: "ListingPage") -> Self:
        """Return the promises for dates of a listing that are not over."""
        return self.filter(listing=listing, state="accepted", occurrence__ends_at__gt=timezone.now(), occurrence__cancelled_at=None)

    def between(self, one: "User", other: "User | None") -> Self:
        """Return what either of two people answered the other."""
        return self.filter(Q(resident=one, listing__author=other) | Q(resident=other, listing__author=one))

    def met(self) -> Self:
        """Return the answers whose two people have met."""
        return self.filter(Q(met_at__isnull=False) | Q(state="done"))

    def lent_between(self, first: date, last: date) -> Self:
        """Return the loans, promised or offered, that touch these days."""
        return self.filter(state__in=["accepted", "offered"], starts_on__lte=last, ends_on__gte=first)

    def lent_from(self, day: date) -> Self:
        """Return the loans of this day and later, in order."""
        return self.filter(state__in=["accepted", "offered"], ends_on__gte=day).order_by("starts_on")

    def to_return(self, tomorrow: date) -> Self:
        """Return the loans that are due by then and of which something is still to be told."""
        return self.filter(state="accepted", ends_on__lte=tomorrow, overdue_told_at=None)

    def taken(self) -> int:
        """Return how many units are promised or gone."""
        return self.filter(state__in=TAKING).aggregate(units=Sum("quantity"))["units"] or 0

    def missed_by(self, user: "User", since: datetime) -> Self:
        """Return the hand-overs to which this person did not come."""
        return self.filter(resident=user, state="no_show", ended_at__gte=since)

    def with_proof(self) -> Self:
        """Add the answerer's proof of residence as `resident_method` and `resident_confirmed_at`, in the same query."""
        proof = Membership.objects.active().filter(user=OuterRef("resident"))
        return self.annotate(
            resident_method=Subquery(proof.values("method")[:1]), resident_confirmed_at=Subquery(proof.values("confirmed_at")[:1])
        )

    def with_talk(self, user: "User") -> Self:
        """Add the conversation of this person with the other side as `talk_id`, and as `unread` what they have not seen, in the same query."""
        conversations = self.model._meta.get_field("listing").related_model._meta.get_field("conversations").related_model.objects
        between = conversations.visible_to(user).filter(listing=OuterRef("listing"), guest=OuterRef("resident")).with_unread(user)
        last = between.order_by("-pk")
        return self.annotate(talk_id=Subquery(last.values("public_id")[:1]), unread=Subquery(last.values("unread")[:1]))

    def with_legs(self) -> Self:
        """Add what an exchange agreed on, in one further query for any number."""
        legs = self.model._meta.get_field("legs").related_model.objects
        return self.prefetch_related(Prefetch("legs", legs.for_list().order_by("pk")))

    def for_list(self) -> Self:
        """Add what a row shows, in one further query."""
        rows = self.select_related("listing__author", "listing__neighbourhood", "resident", "occurrence").with_legs()
        return rows.defer(*(f"listing__{name}" for name in UNREAD))
