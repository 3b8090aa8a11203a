"""What operators keep an eye on: incidents, and the monthly proof that alerts go end to end."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from home.models import NeighbourhoodPage
from notifications.models.alert import Alert
from notifications.querysets import IncidentQuerySet


class Incident(models.Model):
    """Something the operator was told of, once. Open until the fault is gone."""

    key = models.CharField(max_length=30)
    opened_at = models.DateTimeField(auto_now_add=True)
    told_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("incident")
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=models.Q(closed_at__isnull=True), name="one_open_incident_per_key")
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.opened_at:%Y-%m-%d}"


class Drill(models.Model):
    """A month's test alert to a neighbourhood's volunteers, and how long it took to be handed over (ALR-20)."""

    neighbourhood = models.ForeignKey(NeighbourhoodPage, on_delete=models.CASCADE, related_name="+")
    month = models.DateField()
    alert = models.OneToOneField(Alert, on_delete=models.CASCADE, related_name="drill")
    #: Seconds from the commit to the last hand-over; None while it goes out.
    handed_over_in = models.FloatField(null=True)
    people = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("monthly test")
        ordering = ["-month"]
        constraints = [models.UniqueConstraint(fields=["neighbourhood", "month"], name="one_drill_per_month")]

    def __str__(self) -> str:
        return f"{self.neighbourhood_id} {self.month:%Y-%m}"
