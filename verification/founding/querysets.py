"""Reads about foundings and invitations. Who may see which: `visible_to`, `reviewed_by`."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models.functions import Length, Substr
from django.utils import timezone

from wagtail.models import Page

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from home.models import NeighbourhoodPage, TownPage

_OPEN = ["proposed", "gathering", "review"]


class FoundingQuerySet(models.QuerySet):
    def identified(self, public_id: object) -> Self:
        """Return the founding with this public identifier, with its page and its founder."""
        return self.filter(public_id=public_id).select_related("neighbourhood", "founder")

    def of(self, user: "User | AnonymousUser") -> Self:
        """Return what one person proposed; nothing for a visitor."""
        return self.filter(founder=user) if user.is_authenticated else self.none()

    def under_way(self) -> Self:
        """Return what is neither open nor over."""
        return self.filter(neighbourhood__state__in=_OPEN, outcome="")

    def gathering(self) -> Self:
        """Return the foundings that gather neighbours."""
        return self.filter(neighbourhood__state="gathering", outcome="")

    def waiting_since(self, moment: datetime) -> Self:
        """Return what has been under review since that moment, or since its reviewers were last reminded then."""
        waiting = self.filter(neighbourhood__state="review", outcome="", review_at__lte=moment)
        return waiting.filter(models.Q(reminded_at__isnull=True) | models.Q(reminded_at__lte=moment))

    def proposed_since(self, moment: datetime) -> Self:
        """Return what was proposed after that moment, oldest first, whatever became of it."""
        return self.filter(proposed_at__gt=moment).order_by("proposed_at")

    def in_town(self, town: "TownPage") -> Self:
        """Return the foundings in one town."""
        return self.filter(neighbourhood__path__startswith=town.path, neighbourhood__depth=town.depth + 1)

    def for_place(self, neighbourhood: "NeighbourhoodPage") -> Self:
        """Return the founding of one neighbourhood: none or one."""
        return self.filter(neighbourhood=neighbourhood)

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Return the foundings whose page of work this person may open: the founder's own, and those one may invite to.

        Whoever belongs to a place that gathers may invite to it; a proposal that was not sent is its founder's alone.
        """
        if not user.is_authenticated:
            return self.none()
        belongs = models.Q(
            neighbourhood__state__in=["gathering", "review"],
            neighbourhood__memberships__user=user,
            neighbourhood__memberships__state__in=["started", "pending", "confirmed", "expiring"],
        )
        return self.filter(models.Q(founder=user) | belongs).distinct()

    def reviewed_by(self, user: "User | AnonymousUser") -> Self:
        """Return the foundings this person decides about: those in towns whose curator one is; all for the operator.

        What was not sent yet (`proposed`) is nobody's but the founder's.
        """
        sent = self.exclude(neighbourhood__state="proposed")
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_superuser:
            return sent
        parent = Substr("neighbourhood__path", 1, Length("neighbourhood__path") - Page.steplen)
        return sent.alias(parent_path=parent).filter(parent_path__in=town_paths_of(user))

    def overdue(self) -> Self:
        """Return gatherings whose time is over."""
        return self.gathering().filter(ends_at__lte=timezone.now())

    def stale(self, before: datetime) -> Self:
        """Return foundings that ended without opening anything before that moment, and are still remembered."""
        return self.exclude(outcome__in=["", "accepted"]).filter(decided_at__lte=before, forgotten_at__isnull=True)

    def newest_first(self) -> Self:
        """Return foundings as a list shows them: what waits for a decision first."""
        waits = models.Case(models.When(neighbourhood__state="review", then=0), models.When(outcome="", then=1), default=2)
        return self.order_by(waits, "-proposed_at")

    def with_founders(self) -> Self:
        """Add the number of confirmed members as `confirmed_count`."""
        active = models.Q(neighbourhood__memberships__state__in=["confirmed", "expiring"])
        active &= models.Q(neighbourhood__memberships__expires_at__gt=timezone.now())
        return self.annotate(confirmed_count=models.Count("neighbourhood__memberships", filter=active, distinct=True))


class EmailInvitationQuerySet(models.QuerySet):
    def asked_by(self, user: "User", since: datetime) -> Self:
        """Return the letters one person asked for after that moment, oldest first."""
        return self.filter(invited_by=user, asked_at__gt=since).order_by("asked_at")

    def waiting(self) -> Self:
        """Return the letters that have not left."""
        return self.filter(done_at__isnull=True)


def town_paths_of(user: "User") -> models.QuerySet:
    """Return the tree paths of the towns this person is a curator of."""
    return Page.objects.filter(townpage__curator_group__in=user.groups.values("pk")).values("path")
