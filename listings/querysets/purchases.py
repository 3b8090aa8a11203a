"""Reads of group purchases and of what people pledged."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from wagtail.models import PageManager

from listings.querysets.listings import UNREAD, ListingQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from listings.models import Pledge


class GroupBuyQuerySet(ListingQuerySet):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Return what this person may know exists: what they may of any listing, and the purchases they stand in for."""
        known = super().visible_to(user)
        if not user.is_authenticated or not user.is_active:
            return known
        return known | self.filter(deputy=user).exclude(closed_reason="removed").exclude(state="draft")

    def run_by(self, user: "User | AnonymousUser") -> Self:
        """Return the purchases this person organises or stands in for: nobody else may know what each neighbour takes."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(author=user) | Q(deputy=user)).exclude(closed_reason="removed")

    def to_decide(self, now: datetime) -> Self:
        """Return the purchases whose last moment to pledge has passed."""
        return self.filter(phase="collecting", state__in=["open", "paused"], closes_at__lte=now).order_by("closes_at")

    def closing_within(self, notice: timedelta, now: datetime) -> Self:
        """Return the purchases that end soon and whose participants were not told yet."""
        return self.filter(phase="collecting", state="open", closes_at__gt=now, closes_at__lte=now + notice, told_soon_at=None)


GroupBuyManager = PageManager.from_queryset(GroupBuyQuerySet)


class PledgeQuerySet(models.QuerySet):
    def standing(self) -> Self:
        """Return what is promised, and what was handed out."""
        return self.filter(response__state__in=["accepted", "done", "no_show"])

    def of(self, purchase: models.Model) -> Self:
        """Return the pledges of one purchase, first pledged first."""
        return self.filter(response__listing=purchase.pk).order_by("response__asked_at", "pk")

    def by_person(self, user: "User") -> Self:
        """Return one person's pledges."""
        return self.filter(response__resident=user)

    def with_lines(self) -> Self:
        """Add who, when and how much, in two more queries for any number."""
        return self.select_related("response__resident", "slot").prefetch_related("lines__product")


class SlotQuerySet(models.QuerySet):
    def with_room(self, own: "Pledge | None" = None) -> Self:
        """Return the hours at which one more participant may come, and the one that is theirs already."""
        counted = self.annotate(coming=models.Count("pledges"))
        mine = Q(pk=own.slot_id) if own else Q(pk=None)
        return counted.filter(Q(room=None) | Q(coming__lt=models.F("room")) | mine)


class PurchaseDateQuerySet(models.QuerySet):
    def of(self, user: "User") -> Self:
        """Return what purchases put into this person's calendar."""
        return self.filter(person=user)

    def ended_after(self, moment: datetime) -> Self:
        """Return the dates that calendars still show."""
        return self.filter(ends_at__gt=moment)

    def for_calendar(self) -> Self:
        """Add what a calendar entry shows, in the same query."""
        return self.select_related("purchase__exact_place").defer(*(f"purchase__{name}" for name in UNREAD))
