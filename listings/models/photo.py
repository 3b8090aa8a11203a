"""The pictures of a listing, and those of a form that is not finished."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from home.models import Photo
from listings.models.base import ListingPage
from listings.querysets import ListingPhotoQuerySet, StagedPhotoQuerySet


class ListingPhoto(models.Model):
    listing = models.ForeignKey(ListingPage, on_delete=models.CASCADE, related_name="photos")
    photo = models.OneToOneField(Photo, on_delete=models.CASCADE, related_name="in_listing")
    alt = models.CharField(_("what the picture shows"), max_length=150)
    sort_order = models.PositiveSmallIntegerField(default=0)

    objects = ListingPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture of a listing")
        verbose_name_plural = _("pictures of listings")
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return self.alt


class StagedPhoto(models.Model):
    """A picture that came with a form which was refused: kept so that nobody has to choose it again."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    photo = models.OneToOneField(Photo, on_delete=models.CASCADE, related_name="staged")
    staged_at = models.DateTimeField(auto_now_add=True)

    objects = StagedPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture of an unfinished form")
        verbose_name_plural = _("pictures of unfinished forms")

    def __str__(self) -> str:
        return str(self.photo_id)
