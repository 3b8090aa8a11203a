"""Reads of what may suit people."""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch

if TYPE_CHECKING:
    from uuid import UUID

    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class MatchQuerySet(models.QuerySet):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Return what this person is part of, as long as they may read every listing of it and did not put it aside."""
        if not user.is_authenticated:
            return self.none()
        parts = apps.get_model("listings", "MatchPart").objects.filter(match=OuterRef("pk"))
        readable = apps.get_model("listings", "ListingPage").objects.visible_to(user)
        mine = parts.filter(person=user, declined_at=None)
        return self.filter(Exists(mine)).exclude(Exists(parts.exclude(listing__in=readable.values("pk"))))

    def proposed(self) -> Self:
        """Return what may still come about: proposed, and every listing of it on offer."""
        parts = apps.get_model("listings", "MatchPart").objects.filter(match=OuterRef("pk"))
        return self.filter(state="proposed").exclude(Exists(parts.exclude(listing__state="open")))

    def broken(self) -> Self:
        """Return the agreed rings that somebody has left: the others must hear of it."""
        left = apps.get_model("listings", "Response").objects.filter(
            match=OuterRef("pk"), state__in=["withdrawn", "cancelled", "declined", "no_show"]
        )
        gone = apps.get_model("listings", "Response").objects.filter(match=OuterRef("pk"))
        parts = apps.get_model("listings", "MatchPart").objects.filter(match=OuterRef("pk"))
        short = Exists(gone) & Exists(parts.exclude(listing__responses__match=OuterRef("pk")))
        return self.filter(is_ring=True, state="agreed").filter(Exists(left) | short)

    def identified(self, public_id: "UUID") -> Self:
        """Return the match of this public id."""
        return self.filter(public_id=public_id)

    def newest_first(self) -> Self:
        """Order by the moment of finding."""
        return self.order_by("-pk")

    def for_list(self) -> Self:
        """Add what a row shows, in two further queries for any number."""
        listings = apps.get_model("listings", "ListingPage").objects.for_cards()
        parts = apps.get_model("listings", "MatchPart").objects.select_related("person").order_by("order")
        return self.prefetch_related(Prefetch("parts", parts), Prefetch("parts__listing", listings))
