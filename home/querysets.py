"""Reads about places and the people in them. Views and upper rooms start here, never with `.objects.get`."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db import models
from django.db.models.functions import Length, Substr
from django.utils import timezone

from wagtail.images.models import ImageQuerySet
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from home.names import folded
from home.zones import zone_of_town

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import Expression

    from accounts.models import User
    from home.models import NeighbourhoodPage


class PlaceQuerySet(PageQuerySet):
    def run_by(self, user: "User") -> Self:
        """Return the places this person is a curator of."""
        return self.filter(curator_group__user=user).order_by("title")

    def unattended_since(self, day: "date") -> Self:
        """Return the places where no curator of theirs was at the desk after that day, the longest empty first."""
        return self.filter(desk__attended_on__lte=day).order_by("desk__attended_on", "pk")

    def with_curator_count(self) -> Self:
        """Add the number of active curators as `curator_count`."""
        groups = apps.get_model("auth", "Group").objects.filter(pk=models.OuterRef("curator_group"), user__is_active=True).order_by()
        counted = groups.values("pk").annotate(count=models.Count("user")).values("count")
        return self.annotate(curator_count=models.functions.Coalesce(models.Subquery(counted), 0))


class TownQuerySet(PlaceQuerySet):
    def coded(self, code: str) -> Self:
        """Return the town with this official code."""
        return self.filter(code=code)

    def overseas(self) -> Self:
        """Return the towns whose official code is one of overseas: departments and territories from 971 on (see `home.zones`)."""
        return self.filter(code__gte="97", code__lt="99")

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


class NeighbourhoodQuerySet(PlaceQuerySet):
    def open(self) -> Self:
        """Return the neighbourhoods that anybody may read: published, and live or waiting for a curator."""
        return self.live().filter(state__in=["live", "dormant"])

    def by_zone(self) -> dict[ZoneInfo, list[int]]:
        """Return {time zone: numbers of the neighbourhoods} of those whose clock is not the portal's own. One query where there is none."""
        towns = dict(apps.get_model("home", "TownPage").objects.overseas().values_list("path", "code"))
        found: dict[ZoneInfo, list[int]] = {}
        for number, path in self.values_list("pk", "path") if towns else ():
            if code := towns.get(path[: -self.model.steplen]):
                found.setdefault(zone_of_town(code), []).append(number)
        return found

    def gathering(self) -> Self:
        """Return the neighbourhoods that gather their first neighbours, or wait for the curators to open them."""
        return self.live().filter(state__in=["gathering", "review"])

    def among(self, ids: Iterable[int]) -> Self:
        """Return the neighbourhoods with these page numbers, by name."""
        return self.filter(pk__in=list(ids)).order_by("title", "pk")

    def in_town(self, town: models.Model) -> Self:
        """Return the neighbourhoods under a town page."""
        return self.child_of(town)

    def below(self, towns: Iterable[models.Model]) -> Self:
        """Return the neighbourhoods of several towns."""
        paths = [town.path for town in towns]
        return self.annotate(town_path=Substr("path", 1, Length("path") - self.model.steplen)).filter(town_path__in=paths)

    def with_outline(self) -> Self:
        """Add each one's simplified boundary as `outline`."""
        return self.annotate(outline=models.F("boundary__simplified"))

    def addressed(self, *, slug: "str | Expression", tail: "str | Expression", now: "datetime | Expression") -> Self:
        """Return the neighbourhood of this slug whose address ends like this, with its town's title and its number of residents."""
        parent = models.OuterRef("path")
        town = apps.get_model("wagtailcore", "Page").objects.filter(path=Substr(parent, 1, Length(parent) - self.model.steplen))
        residents = apps.get_model("home", "Membership").objects.active(now).filter(neighbourhood=models.OuterRef("pk")).order_by()
        return self.filter(slug=slug, url_path__endswith=tail).annotate(
            town_title=models.Subquery(town.values("title")[:1]),
            resident_count=models.functions.Coalesce(
                models.Subquery(residents.values("neighbourhood").annotate(count=models.Count("pk")).values("count")), 0
            ),
        )

    def home_of(self, user: "User | AnonymousUser") -> Self:
        """Return the open neighbourhood in which this person is a confirmed resident: none or one."""
        return self.lived_in_by(user, timezone.now()) if user.is_authenticated else self.none()

    def lived_in_by(self, user: "User | Expression", now: "datetime | Expression") -> Self:
        """Return the same for an account and a moment."""
        return self.filter(
            state__in=["live", "dormant"],
            memberships__user=user,
            memberships__state__in=["confirmed", "expiring"],
            memberships__expires_at__gt=now,
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

    def beside(self, place: Page) -> Self:
        """Return the boundaries of a place's siblings in the tree."""
        parent = place.path[: -place.steplen]
        return self.filter(place__path__startswith=parent, place__depth=place.depth).exclude(place_id=place.pk)

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

    def active(self, now: "datetime | Expression | None" = None) -> Self:
        """Return memberships that give access now: confirmed and not past their end."""
        return self.filter(state__in=["confirmed", "expiring"], expires_at__gt=now or timezone.now())

    def verified(self) -> Self:
        """Return active memberships of level 2: those who may do everything a resident does."""
        return self.active().filter(level__gte=2)

    def with_known_home(self) -> Self:
        """Return memberships whose proof knows the home, and that neither ended by will nor were revoked."""
        return self.filter(state__in=["confirmed", "expiring", "expired"]).exclude(dwelling_hash="")

    def of(self, user: "User | AnonymousUser") -> Self:
        """Return one person's memberships; none for a visitor."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def at(self, neighbourhood: "NeighbourhoodPage") -> Self:
        """Return the memberships of one neighbourhood."""
        return self.filter(neighbourhood=neighbourhood)


class HomeCellQuerySet(models.QuerySet):
    def of(self, user: "User") -> Self:
        """Return a person's own square: nobody else's is ever shown to anybody."""
        return self.filter(user=user)


class NewsQuerySet(PageQuerySet):
    def concerning(self, *, path: "str | Expression", town_path: "str | Expression", depth: "int | Expression") -> Self:
        """Return what was published for a neighbourhood: below its tree path, or by its town at this depth for all."""
        return self.live().filter(models.Q(path__startswith=path) | models.Q(path__startswith=town_path, depth=depth))

    def of_places(self, places: Iterable[models.Model]) -> Self:
        """Return what these neighbourhoods published themselves."""
        below = models.Q()
        for place in places:
            below |= models.Q(path__startswith=place.path)
        return self.live().filter(below)

    def of_town(self, town: models.Model) -> Self:
        """Return what a town published itself, without the news of its neighbourhoods."""
        return self.live().filter(path__startswith=town.path, depth=town.depth + 2)

    def newest_first(self) -> Self:
        """Order by date of publication, the newest first."""
        return self.order_by("-published_on", "-pk")


NewsManager = PageManager.from_queryset(NewsQuerySet)


class PhotoQuerySet(ImageQuerySet):
    def identified(self, public_id: "UUID") -> Self:
        """Return the photo with this public identifier."""
        return self.filter(public_id=public_id)

    def open(self) -> Self:
        """Return the photos that anybody may see."""
        return self.filter(restricted=False)

    def taken_in_from(self, user: "User") -> Self:
        """Return what one person sent that counts towards the person's allowance."""
        return self.filter(uploaded_by_user=user, restricted=True)
