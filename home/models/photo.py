"""Every picture on the site. Stored clean: random name, no metadata (UPL-01, UPL-07)."""

import uuid
from pathlib import PurePosixPath

from django.db import models

from wagtail.images.models import AbstractImage, AbstractRendition, Image


def random_name(instance: "Photo", filename: str) -> str:
    """Return a stored name that says nothing about the author's file."""
    suffix = PurePosixPath(filename).suffix.lower()[:6]
    return f"photos/{uuid.uuid4().hex}{suffix}"


class Photo(AbstractImage):
    admin_form_fields = Image.admin_form_fields

    class Meta(AbstractImage.Meta):
        permissions = [("choose_image", "Can choose image")]

    def get_upload_to(self, filename: str) -> str:
        return random_name(self, filename)


class PhotoRendition(AbstractRendition):
    image = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = [("image", "filter_spec", "focal_point_key")]
