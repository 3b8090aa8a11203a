"""A home as others may know it: a keyed hash."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from verification.querysets import DwellingQuerySet


class Dwelling(models.Model):
    """A home as a keyed hash: the row that per-dwelling limits lock, and where an objection stays."""

    hash = models.CharField(max_length=64, primary_key=True, editable=False)
    objected_at = models.DateTimeField(_("objected"), null=True, blank=True)

    objects = DwellingQuerySet.as_manager()

    class Meta:
        verbose_name = _("dwelling")

    def __str__(self) -> str:
        return self.hash[:8]
