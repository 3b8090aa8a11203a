"""Reads about places and the people in them. Views and upper rooms start here, never with `.objects.get`."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models.functions import Length, Substr
from django.utils import timezone

from wagtail.images.models import ImageQuerySet
from wagtail.models import PageManager
from wagtail.query import PageQuerySet

from home.names import folded

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from home.models import NeighbourhoodPage


class TownQuerySet(PageQuerySet):
    def coded(self, code: str) -> Self:
        """Return the town with this official code."""
        return self.filter(code=code)

    def named_like(self, name: str) -> Self:
        """Return the towns whose name, or a word of it, begins like this: accents, capitals and hyphens do not count."""
        key = folded(name)
        if not key:
            return self.none()
        beginning = models.Q(name_key__startswith=key)
        ranked = self.filter(beginning | models.Q(name_key__contains=f" {key}"))
        return ranked.order_by(models.Case(models.When(beginning, then=0), default=1), "name_key", "code")

    def with_neighbourhoods(self) -> Self:
        """Return the towns under which at least one neighbourhood is open."""
        paths = Substr("path", 1, Length("path") - self.model.steplen)
        opened = apps.get_model("home", "NeighbourhoodPage").objects.open().annotate(town_path=paths)
        return self.filter(path__in=opened.values("town_path"))


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

    def meeting(self, box: tuple[float, float, float, float]) -> Self:
        """Return the boundaries whose box meets this one (west, south, east, north): candidates, not answers."""
        west, south, east, north = box
        return self.filter(west__lte=east, east__gte=west, south__lte=north, north__gte=south)

    def of_place(self, place_id: int) -> Self:
        """Return the boundary of one page."""
        return self.filter(place_id=place_id)

    def of_places(self, places: Iterable[int] | models.QuerySet) -> Self:
        """Return the boundaries of these pages."""
        return self.filter(place__in=places)

    def towns(self) -> Self:
        """Return the boundaries of towns."""
        return self.filter(level="town")

    def neighbourhoods(self) -> Self:
        """Return the boundaries of neighbourhoods."""
        return self.filter(level="neighbourhood")

    def public(self) -> Self:
        """Return the boundaries of published places."""
        return self.filter(place__live=True)


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


class PhotoQuerySet(ImageQuerySet):
    def open(self) -> Self:
        """Return the photos that anybody may see."""
        return self.filter(restricted=False)

    def taken_in_from(self, user: "User") -> Self:
        """Return what one person sent that counts towards the person's allowance."""
        return self.filter(uploaded_by_user=user, restricted=True)
