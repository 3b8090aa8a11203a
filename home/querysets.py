"""Reads about places and the people in them. Views and upper rooms start here, never with `.objects.get`."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils import timezone

from wagtail.models import PageManager
from wagtail.query import PageQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from home.models import NeighbourhoodPage


class TownQuerySet(PageQuerySet):
    def coded(self, code: str) -> Self:
        """Return the town with this official code."""
        return self.filter(code=code)


TownManager = PageManager.from_queryset(TownQuerySet)


class NeighbourhoodQuerySet(PageQuerySet):
    def open(self) -> Self:
        """Return the neighbourhoods that anybody may read: published, and live or waiting for a curator."""
        return self.live().filter(state__in=["live", "dormant"])

    def in_town(self, town: models.Model) -> Self:
        """Return the neighbourhoods under a town page."""
        return self.child_of(town)

    def home_of(self, user: "User | AnonymousUser") -> Self:
        """Return the neighbourhood in which this person is a confirmed resident: none or one."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            memberships__user=user,
            memberships__state__in=["confirmed", "expiring"],
            memberships__expires_at__gt=timezone.now(),
        )


NeighbourhoodManager = PageManager.from_queryset(NeighbourhoodQuerySet)


class BoundaryQuerySet(models.QuerySet):
    def around(self, lat: float, lon: float) -> Self:
        """Return the boundaries whose box holds the point (degrees, WGS 84): candidates, not answers."""
        return self.filter(west__lte=lon, east__gte=lon, south__lte=lat, north__gte=lat)


BoundaryManager = models.Manager.from_queryset(BoundaryQuerySet)


class MembershipQuerySet(models.QuerySet):
    def current(self) -> Self:
        """Return memberships that count towards the one home neighbourhood per person."""
        return self.filter(state__in=["started", "pending", "confirmed", "expiring"])

    def active(self) -> Self:
        """Return memberships that give access now: confirmed and not past their end."""
        return self.filter(state__in=["confirmed", "expiring"], expires_at__gt=timezone.now())

    def verified(self) -> Self:
        """Return active memberships of level 2: those who may do everything a resident does."""
        return self.active().filter(level__gte=2)

    def of(self, user: "User | AnonymousUser") -> Self:
        """Return one person's memberships; none for a visitor."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def at(self, neighbourhood: "NeighbourhoodPage") -> Self:
        """Return the memberships of one neighbourhood."""
        return self.filter(neighbourhood=neighbourhood)
