"""Reads of counts."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Sum

if TYPE_CHECKING:
    from ads.models import Campaign


class DailyCountQuerySet(models.QuerySet):
    def of_campaign(self, campaign: "Campaign") -> Self:
        """Return the counts of every placement of one campaign."""
        return self.filter(placement__campaign=campaign)

    def by_day(self) -> list[tuple[date, int, int]]:
        """Return (day, views, clicks), summed over placements, the first day first."""
        rows = self.order_by("day").values("day").annotate(seen=Sum("views"), followed=Sum("clicks"))
        return list(rows.values_list("day", "seen", "followed"))
