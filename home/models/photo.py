"""Every picture on the site. Stored clean whatever way it came in: random name, no metadata (UPL-01, UPL-07)."""

import uuid
from pathlib import PurePosixPath

from django.core.files.base import ContentFile, File
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail.images.models import AbstractImage, AbstractRendition, Filter, Image, WagtailImageField, WagtailImageFieldFile, get_upload_to
from wagtail.search import index

from home.photo_cleaning import CleanPhoto, clean_photo
from home.querysets import PhotoQuerySet


def random_name(instance: "Photo", filename: str) -> str:
    """Return a stored name that says nothing about the author's file."""
    suffix = PurePosixPath(filename).suffix.lower()[:6]
    return f"photos/{uuid.uuid4().hex}{suffix}"


class CleanFieldFile(WagtailImageFieldFile):
    """The last gate before the disk: forms, admin, API and imports all end here."""

    def save(self, name: str, content: File, save: bool = True) -> None:
        if not isinstance(getattr(content, "file", content), CleanPhoto) and not isinstance(content, CleanPhoto):
            content = clean_photo(content)
            name = content.name
        super().save(name, content, save)


class CleanImageField(WagtailImageField):
    attr_class = CleanFieldFile


class Photo(AbstractImage):
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = CleanImageField(_("file"), upload_to=get_upload_to, width_field="width", height_field="height")
    restricted = models.BooleanField(
        default=False,
        editable=False,
        help_text=_("Shown only to those whom the thing it belongs to is shown to."),
    )

    admin_form_fields = Image.admin_form_fields
    search_fields = [*AbstractImage.search_fields, index.FilterField("restricted")]

    objects = PhotoQuerySet.as_manager()

    class Meta(AbstractImage.Meta):
        permissions = [("choose_image", "Can choose image")]

    def get_upload_to(self, filename: str) -> str:
        return random_name(self, filename)

    def clean(self) -> None:
        super().clean()
        self.take_in()

    def save(self, *args, **kwargs) -> None:
        if self.take_in():
            # Stored now, so that size and hash below are those of the clean file.
            self.file.save(self.file.name, self.file.file, save=False)
            self._set_image_file_metadata()
            self.file.close()
        super().save(*args, **kwargs)

    def generate_rendition_file(self, filter: Filter, *, source: File | None = None) -> File:
        """Return the rendition in memory: Wagtail leaves its temporary file open."""
        with super().generate_rendition_file(filter, source=source) as made:
            made.seek(0)
            return ContentFile(made.read(), name=made.name)

    def take_in(self) -> bool:
        """Replace a new file by its clean version, and a title that is only the file's name. Raises PhotoRefused."""
        if not self.file or self.file._committed:
            return False
        if not isinstance(self.file.file, CleanPhoto):
            name = PurePosixPath(self.file.name)
            self.file = clean_photo(self.file.file)
            if self.title.strip().lower() in {"", name.name.lower(), name.stem.lower()}:
                self.title = self.description or gettext("Photo")
        return True


class PhotoRendition(AbstractRendition):
    image = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = [("image", "filter_spec", "focal_point_key")]

    @property
    def url(self) -> str:
        """The address of the view that checks who may see it: files themselves are not served (TEN-04)."""
        return reverse("home:photo-rendition", args=[self.image.public_id, self.pk])
