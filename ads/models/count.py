"""How often an advertisement was seen and followed: sums by day. No row is about a person, a page view or an address."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ads.models.campaign import Placement
from ads.querysets.counts import DailyCountQuerySet


class DailyCount(models.Model):
    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="counts")
    day = models.DateField()
    views = models.PositiveIntegerField(default=0)
    clicks = models.PositiveIntegerField(default=0)

    objects = DailyCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("count of a day")
        verbose_name_plural = _("counts by day")
        constraints = [models.UniqueConstraint(fields=["placement", "day"], name="one_count_a_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.views}, {self.clicks}"


class CountBatch(models.Model):
    """A batch of counts that was added already: the same one twice adds nothing twice (ADS-02)."""

    name = models.CharField(max_length=60, primary_key=True)
    applied_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("batch of counts")
        verbose_name_plural = _("batches of counts")

    def __str__(self) -> str:
        return self.name
