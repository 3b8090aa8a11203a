"""Taking photos in, and the sizes in which they go out. What makes a picture harmless is in `photo_cleaning`."""

from typing import IO, TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from wagtail.models import Collection

from home.models import Photo
from home.photo_cleaning import PhotoRefused, clean_photo

if TYPE_CHECKING:
    from accounts.models import User
    from home.models import PhotoRendition

__all__ = ["PHOTO_SIZES", "PhotoRefused", "PhotoSize", "receive_photo", "rendition_of"]


class PhotoSize(NamedTuple):
    """One place a photo is shown in: the widths the browser may choose from, and the shape (None: its own)."""

    widths: tuple[int, ...]
    ratio: float | None
    sizes: str

    def height(self, width: int, photo: Photo) -> int:
        """Return the height of the photo shown this wide."""
        return round(width / (self.ratio or photo.width / photo.height))

    def filter_spec(self, width: int) -> str:
        """Return Wagtail's words for the rendition of this width."""
        shape = f"fill-{width}x{round(width / self.ratio)}" if self.ratio else f"max-{width}x{2 * width}"
        return f"{shape}|format-webp"


#: All sizes there are: an address with any other is not found (TEN-13).
PHOTO_SIZES = {
    "thumb": PhotoSize((96, 192), 1, "6rem"),
    "card": PhotoSize((360, 720), 3 / 2, "(min-width: 60rem) 22rem, 100vw"),
    "wide": PhotoSize((640, 1280), None, "(min-width: 60rem) 44rem, 100vw"),
    "full": PhotoSize((1600,), None, "100vw"),
}


@transaction.atomic
def receive_photo(*, upload: IO[bytes], alt: str, by: "User | None", collection: Collection, public: bool = False) -> Photo:
    """Take a picture in: cleaned, named at random, titled by what it shows.

    Unless `public`, only its sender, and those whom a `photo_guard` of an upper app lets in, see it.
    Raises PhotoRefused with the reason when the file is not a picture, too large, or one more than a person may keep.
    """
    photo = Photo(
        title=alt[:255] or _("Photo"),
        description=alt[:255],
        collection=collection,
        uploaded_by_user=by,
        restricted=not public,
        file=clean_photo(upload),
    )
    if by is not None and not public:
        _check_allowance(by, photo)
    photo.save()
    return photo


def _check_allowance(user: "User", photo: Photo) -> None:
    """Refuse what would go over a person's allowance (UPL-06), counted under the person's lock."""
    get_user_model().objects.select_for_update().get(pk=user.pk)
    taken = Photo.objects.taken_in_from(user)
    weight = taken.aggregate(weight=Sum("file_size"))["weight"] or 0
    if taken.count() >= settings.PALIER_PHOTOS_PER_PERSON or weight + photo.file.size > settings.PALIER_PHOTO_BYTES_PER_PERSON:
        raise PhotoRefused(_("You have reached the number of photos one person may keep here. Delete some of your old listings first."))


def rendition_of(photo: Photo, size: str, width: int) -> "PhotoRendition":
    """Return the stored rendition of a photo, made on first use. Raises KeyError for a size that does not exist."""
    wanted = PHOTO_SIZES[size]
    if width not in wanted.widths:
        raise KeyError(width)
    return photo.get_rendition(wanted.filter_spec(width))
