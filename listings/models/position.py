from django.db import models
from django.utils.translation import gettext_lazy as _

from listings.models.base import ListingPage


class ListingPosition(models.Model):
    """The exact point of a listing. In a table of its own, so that no revision, export or copy of a page ever holds it (PRV-05)."""

    listing = models.OneToOneField(ListingPage, on_delete=models.CASCADE, related_name="position")
    lat = models.FloatField()
    lon = models.FloatField()

    class Meta:
        verbose_name = _("exact place of a listing")
        verbose_name_plural = _("exact places of listings")

    def __str__(self) -> str:
        return str(self.listing_id)
