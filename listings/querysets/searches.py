"""Reads of saved searches. Each is its owner's alone."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

#: A listing becomes visible a moment after the time written on it; so far back is looked again. Hits keep it from being told twice.
OVERLAP = timedelta(minutes=10)


class SavedSearchQuerySet(models.QuerySet):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Return the searches of this person; nobody else knows of them."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def identified(self, public_id: UUID) -> Self:
        """Return the search of this public id."""
        return self.filter(public_id=public_id)

    def clocks(self) -> Self:
        """Return the clocks of the places that are searched, each once: empty for the portal's own."""
        return self.order_by().values_list("neighbourhood__clock", flat=True).distinct()

    def by_the_clock(self, clock: str) -> Self:
        """Return the searches in places that live by this clock."""
        return self.filter(neighbourhood__clock=clock)

    def due(self, now: datetime, today: date, *, morning: bool) -> Self:
        """Return the searches to look at now: those told at once where something new appeared, and in the morning the daily ones."""
        listings = apps.get_model("listings", "ListingPage").objects.open().filter(published_at__gt=OuterRef("looked_at") - OVERLAP)
        partners = apps.get_model("home", "NeighbourhoodPage").partners.through.objects.filter(
            from_neighbourhoodpage=OuterRef(OuterRef("neighbourhood"))
        )
        here = Exists(listings.filter(neighbourhood=OuterRef("neighbourhood")))
        beside = Exists(listings.filter(neighbourhood__in=partners.values("to_neighbourhoodpage")))
        at_once = Q(pace="once") & (here | (Q(query__contains="scope=partners") & beside))
        daily = Q(pace="day") & (Q(looked_on=None) | Q(looked_on__lt=today)) if morning else Q(pk__in=[])
        return self.filter(at_once | daily, user__is_active=True).order_by(F("looked_at").asc(), "pk")

    def for_list(self) -> Self:
        """Add what a row shows, in the same query."""
        return self.select_related("neighbourhood")
