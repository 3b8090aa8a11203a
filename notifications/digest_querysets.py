"""Reads about the letter of the neighbourhood."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from datetime import date


class DigestChoiceQuerySet(models.QuerySet):
    def living_in(self, places: Iterable[int]) -> Self:
        """Return the choices of people whose home is one of these neighbourhoods."""
        homes = {"user__memberships__state__in": ["confirmed", "expiring"], "user__memberships__expires_at__gt": timezone.now()}
        return self.filter(user__memberships__neighbourhood__in=places, **homes)

    def not_living_in(self, places: "list[int]") -> Self:
        """Return everybody else's."""
        return self.exclude(pk__in=self.living_in(places).values("pk")) if places else self.all()

    def due(self, today: "date", hour: int, *, friday: bool) -> Self:
        """Return the choices whose letter of today has not been made although its hour has come."""
        wanted = ["day", "week"] if friday else ["day"]
        fresh = Q(made_on__isnull=True) | Q(made_on__lt=today)
        return self.filter(fresh, every__in=wanted, hour__lte=hour)
