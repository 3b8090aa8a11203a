"""Where exactly, in words. Like `ListingPosition`, in a table of its own that no page, revision, search or export reads (PRV-05)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from listings.models.base import ListingPage


class ExactPlace(models.Model):
    listing = models.OneToOneField(ListingPage, on_delete=models.CASCADE, related_name="exact_place")
    words = models.CharField(max_length=200)
    #: Told only to whoever comes, from the moment they said so (PRV-07).
    is_private = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("exact place in words")
        verbose_name_plural = _("exact places in words")

    def __str__(self) -> str:
        return str(self.listing_id)
