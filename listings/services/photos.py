"""The pictures of a listing: received clean, kept through a refused form, put in order, thrown away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail.models import Collection

from home.models import Photo
from home.photos import receive_photo
from listings import limits
from listings.errors import ListingError
from listings.models import ListingPage, ListingPhoto, StagedPhoto

if TYPE_CHECKING:
    from accounts.models import User
    from home.models import NeighbourhoodPage


@dataclass(frozen=True)
class Picture:
    """One picture as a form means it: a photo that is there already, and its words."""

    photo: "Photo"
    alt: str


def stage_photo(*, upload: UploadedFile, neighbourhood: "NeighbourhoodPage", by: "User") -> StagedPhoto:
    """Receive a picture before its listing exists. Raises home.photos.PhotoRefused with the reason."""
    collection = neighbourhood.collection or Collection.get_first_root_node()
    photo = receive_photo(upload=upload, alt="", by=by, collection=collection)
    return StagedPhoto.objects.create(owner=by, photo=photo)


def own_photo(*, public_id: str, listing: ListingPage | None, by: "User") -> "Photo | None":
    """Return a photo this person may put on this listing: sent with an unfinished form, or on it already."""
    staged = StagedPhoto.objects.owned_by(by).filter(photo__public_id=public_id).select_related("photo").first()
    if staged is None and listing is not None and listing.author_id == by.pk:
        staged = listing.photos.filter(photo__public_id=public_id).select_related("photo").first()
    return staged.photo if staged else None


@transaction.atomic
def arrange_photos(*, listing: ListingPage, pictures: Sequence[Picture], by: "User") -> None:
    """Make these the pictures of a listing, in this order; pictures left out are deleted. Raises ListingError beyond six, or where a kind has none."""
    if pictures and not listing.takes_pictures:
        raise ListingError(_("This kind of listing has no pictures."))
    if len(pictures) > limits.PHOTOS:
        raise ListingError(_("%(count)s pictures at most.") % {"count": limits.PHOTOS})
    kept = [picture.photo.pk for picture in pictures]
    for gone in listing.photos.exclude(photo__in=kept).select_related("photo"):
        gone.photo.delete()
    StagedPhoto.objects.owned_by(by).filter(photo__in=kept).delete()
    for order, picture in enumerate(pictures):
        ListingPhoto.objects.update_or_create(
            photo=picture.photo, listing_id=listing.pk, defaults={"alt": picture.alt, "sort_order": order}
        )


def delete_picture(*, photo_id: int) -> None:
    """Delete the photo of a listing that is gone, files and renditions with it (UPL-06)."""
    for photo in Photo.objects.filter(pk=photo_id):
        photo.delete()


def drop_forgotten_photos(*, now: datetime | None = None) -> int:
    """Delete the pictures of forms that nobody finished; return how many."""
    before = (now or timezone.now()) - limits.STAGED_PHOTO_LIFETIME
    forgotten = list(StagedPhoto.objects.forgotten(before).select_related("photo"))
    for staged in forgotten:
        staged.photo.delete()
    return len(forgotten)
