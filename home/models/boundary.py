"""The outline of a place: exact as given, simplified for display, boxed for search, cut into rings for SQL."""

from collections.abc import Iterable

from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail.models import Page

from home.querysets import BoundaryManager

MICRO = 1_000_000


class RingField(models.Field):
    """A PostgreSQL `polygon` in micro-degrees.

    PostgreSQL compares with an absolute tolerance of 1e-6: in degrees that is a tenth of a metre at best, and names
    wrong neighbours along every border; in micro-degrees it is nothing.
    """

    description = "closed ring in micro-degrees"

    def db_type(self, connection: object) -> str:
        return "polygon"

    def get_prep_value(self, value: str | Iterable[Iterable[float]] | None) -> str | None:
        if value is None or isinstance(value, str):
            return value
        return "(" + ",".join(f"({lon * MICRO!r},{lat * MICRO!r})" for lon, lat, *_altitude in value) + ")"


class Boundary(models.Model):
    class Level(models.TextChoices):
        TOWN = "town", _("town")
        NEIGHBOURHOOD = "neighbourhood", _("neighbourhood")

    place = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="boundary")
    level = models.CharField(max_length=15, choices=Level)
    code = models.CharField(_("official code"), max_length=40, blank=True, help_text=_("By which an import finds the place again."))
    geometry = models.JSONField(help_text=_("GeoJSON Polygon or MultiPolygon, WGS 84, exactly as given."))
    simplified = models.JSONField(editable=False)
    shape = models.BinaryField(default=b"", editable=False)
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
        constraints = [
            models.UniqueConstraint(fields=["level", "code"], condition=~models.Q(code=""), name="one_boundary_per_code"),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.place_id}"


class BoundaryRing(models.Model):
    """One ring of a boundary, so that PostgreSQL alone can tell what holds a point."""

    boundary = models.ForeignKey(Boundary, on_delete=models.CASCADE, related_name="rings")
    part = models.PositiveSmallIntegerField()
    is_hole = models.BooleanField()
    ring = RingField()

    class Meta:
        indexes = [
            GistIndex(models.Func(models.F("ring"), function="box"), name="boundary_ring_box", condition=models.Q(is_hole=False)),
            models.Index(fields=["boundary", "part"], name="boundary_hole", condition=models.Q(is_hole=True)),
        ]

    def __str__(self) -> str:
        return f"{self.boundary_id} {self.part}{' hole' if self.is_hole else ''}"
