"""Reads of the pictures of listings."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class ListingPhotoQuerySet(models.QuerySet):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Return the pictures of listings this person may see."""
        listing = self.model._meta.get_field("listing").related_model
        return self.filter(Exists(listing.objects.visible_to(user).filter(pk=OuterRef("listing"))))

    def ready(self) -> Self:
        """Return pictures with what is needed to draw them without a further query each."""
        return self.select_related("photo").prefetch_related("photo__renditions")


class StagedPhotoQuerySet(models.QuerySet):
    def owned_by(self, user: "User") -> Self:
        """Return the pictures of this person's unfinished forms."""
        return self.filter(owner=user)

    def forgotten(self, before: datetime) -> Self:
        """Return the pictures whose form was never finished."""
        return self.filter(staged_at__lt=before)
