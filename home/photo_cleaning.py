"""Make a stranger's picture harmless: judged by its content, decoded, stripped and encoded anew. Knows no model.

Nothing of the uploaded bytes survives: no position, serial number, maker note or thumbnail (UPL-01), no code riding on a picture (UPL-03).
"""

from io import BytesIO
from typing import IO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

register_heif_opener(thumbnails=False)
Image.init()

#: What is read, and what it is stored as. No SVG: it is a document with scripts, not a picture (UPL-04).
STORED_AS = {"JPEG": "JPEG", "MPO": "JPEG", "HEIF": "JPEG", "AVIF": "JPEG", "TIFF": "JPEG", "PNG": "PNG", "WEBP": "WEBP", "GIF": "GIF"}
# Phones' MPO files are opened as the JPEG they begin with.
_READ = [name for name in STORED_AS if name != "MPO"]
_EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif"}
_OPTIONS = {
    "JPEG": {"quality": 88, "optimize": True},
    "PNG": {"optimize": False},
    "WEBP": {"quality": 88, "method": 2},
    "GIF": {},
}
#: Longer animations are films, and each frame costs as much as a picture. [policy, UPL-02]
MAXIMUM_FRAMES = 50
#: No screen shows more; the original is never served. [policy]
MAXIMUM_STORED_SIDE = 3200
_MAXIMUM_PROFILE_SIZE = 512 * 1024
_KEPT = ("icc_profile", "transparency")


class PhotoRefused(ValidationError):  # noqa: N818 - the word its sender understands
    """The picture cannot be taken in. The message says why, in the reader's language."""


class CleanPhoto(ContentFile):
    """A picture that went through `clean_photo`. Its name says nothing but its format."""


def clean_photo(upload: IO[bytes]) -> CleanPhoto:
    """Return the picture as a new file without any metadata, upright. Raises PhotoRefused."""
    upload.seek(0, 2)
    if upload.tell() > settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE:
        limit = filesizeformat(settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE)
        raise PhotoRefused(_("This picture is too heavy. The limit is %(limit)s.") % {"limit": limit})
    upload.seek(0)
    try:
        with Image.open(upload, formats=_READ) as image:
            _check_size(image)
            return _encode(image)
    except PhotoRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except UnidentifiedImageError as error:
        raise PhotoRefused(_("This file is not a picture we can read: JPEG, PNG, WebP, AVIF, HEIC, TIFF or GIF.")) from error
    except Exception as error:
        raise PhotoRefused(_("This picture is damaged: it cannot be read to the end.")) from error


def _too_many_pixels() -> PhotoRefused:
    limit = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000
    return PhotoRefused(_("This picture is too large. The limit is %(limit)s million pixels.") % {"limit": limit})


def _check_size(image: Image.Image) -> None:
    """Refuse by the header alone, before any pixel is decoded (UPL-02)."""
    if image.width * image.height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        raise _too_many_pixels()


def _encode(image: Image.Image) -> CleanPhoto:
    stored_as = STORED_AS[image.format]
    if stored_as in {"GIF", "WEBP"} and getattr(image, "is_animated", False):
        return _encode_animation(image, stored_as)
    still = _still(image)
    if stored_as == "JPEG":
        stored_as, still = _without_transparency(still)
    return _saved([still], stored_as, {})


def _still(image: Image.Image) -> Image.Image:
    """Return the decoded picture, upright and small enough, with nothing attached but its colours."""
    if image.format == "JPEG":
        image.draft(None, (MAXIMUM_STORED_SIDE, MAXIMUM_STORED_SIDE))
    ImageOps.exif_transpose(image, in_place=True)
    still = image
    info = {key: still.info[key] for key in _KEPT if key in still.info}
    if "icc_profile" in info and not _is_profile(info["icc_profile"]):
        del info["icc_profile"]
    if max(still.size) > MAXIMUM_STORED_SIDE:
        if still.mode == "P":
            still = still.convert("RGBA" if "transparency" in info else "RGB")
            info.pop("transparency", None)
        still.thumbnail((MAXIMUM_STORED_SIDE, MAXIMUM_STORED_SIDE))
    still.info = info
    return still


def _is_profile(data: bytes) -> bool:
    """Tell a colour profile from bytes that only claim to be one."""
    if len(data) > _MAXIMUM_PROFILE_SIZE:
        return False
    try:
        ImageCms.ImageCmsProfile(BytesIO(data))
    except (OSError, ImageCms.PyCMSError):
        return False
    return True


def _without_transparency(still: Image.Image) -> tuple[str, Image.Image]:
    """Return a format that can hold the picture: JPEG knows neither transparency nor deep colour."""
    if still.has_transparency_data:
        return "PNG", still.convert("RGBA")
    if still.mode in {"L", "RGB"}:
        return "JPEG", still
    converted = still.convert("RGB")
    converted.info.pop("icc_profile", None)
    return "JPEG", converted


def _encode_animation(image: Image.Image, stored_as: str) -> CleanPhoto:
    """Encode frame by frame, counting while reading: a small file may claim a hundred thousand frames."""
    frames, durations, loop = [], [], image.info.get("loop", 0)
    for number in range(MAXIMUM_FRAMES + 1):
        try:
            image.seek(number)
        except EOFError:
            break
        if number == MAXIMUM_FRAMES or (number + 1) * image.width * image.height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
            raise PhotoRefused(_("This animation is too long. The limit is %(limit)s frames.") % {"limit": MAXIMUM_FRAMES})
        frame = image.convert("RGBA")
        frame.info = {}
        frames.append(frame)
        durations.append(image.info.get("duration", 100))
    return _saved(frames, stored_as, {"save_all": True, "append_images": frames[1:], "duration": durations, "loop": loop})


def _saved(frames: list[Image.Image], stored_as: str, options: dict[str, object]) -> CleanPhoto:
    output = BytesIO()
    profile = frames[0].info.get("icc_profile")
    if profile and stored_as != "GIF":
        options = {"icc_profile": profile, **options}
    frames[0].save(output, stored_as, **_OPTIONS[stored_as], **options)
    return CleanPhoto(output.getvalue(), name=f"photo.{_EXTENSIONS[stored_as]}")
