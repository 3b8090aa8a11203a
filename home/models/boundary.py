"""The outline of a place: exact as given, simplified for display, boxed for search."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail.models import Page

from home.querysets import BoundaryManager


class Boundary(models.Model):
    class Level(models.TextChoices):
        TOWN = "town", _("town")
        NEIGHBOURHOOD = "neighbourhood", _("neighbourhood")

    place = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="boundary")
    level = models.CharField(max_length=15, choices=Level)
    geometry = models.JSONField(help_text=_("GeoJSON Polygon or MultiPolygon, WGS 84, exactly as given."))
    simplified = models.JSONField(editable=False)
    vertex_count = models.PositiveIntegerField(editable=False)
    west = models.FloatField(editable=False)
    south = models.FloatField(editable=False)
    east = models.FloatField(editable=False)
    north = models.FloatField(editable=False)
    source = models.CharField(_("source"), max_length=200, blank=True)
    source_date = models.DateField(_("date of the source"), null=True, blank=True)
    licence = models.CharField(_("licence"), max_length=100, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = BoundaryManager()

    class Meta:
        verbose_name = _("boundary")
        verbose_name_plural = _("boundaries")
        indexes = [models.Index(fields=["level", "west", "east"], name="boundary_box")]

    def __str__(self) -> str:
        return f"{self.level} {self.place_id}"
