"""What a place leaves behind when it is closed."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from home.models import NeighbourhoodPage


class PlaceArchive(models.Model):
    """The export that is made before a neighbourhood is closed. It holds what was public, and nobody's name."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    neighbourhood = models.OneToOneField(NeighbourhoodPage, on_delete=models.CASCADE, related_name="archive")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.TextField(max_length=600)
    asked_at = models.DateTimeField(auto_now_add=True)
    made_at = models.DateTimeField(null=True, blank=True)
    page_count = models.PositiveIntegerField(default=0)
    file = models.FileField(upload_to="archives/", blank=True)

    class Meta:
        verbose_name = _("archive of a place")

    def __str__(self) -> str:
        return f"{self.neighbourhood_id}: {self.made_at or 'waiting'}"
