"""What a stranger's picture is when it has been taken in: upright, clean, and nothing but a picture."""

import resource
import time
from io import BytesIO

from wagtail.models import Collection

import pytest
from PIL import Image

from home.photo_cleaning import MAXIMUM_FRAMES, MAXIMUM_STORED_SIDE, PhotoRefused, clean_photo
from home.photos import PHOTO_SIZES, receive_photo, rendition_of
from tests.home.pictures import CANARY, animation, picture, picture_with_everything, png_bomb, profile

KINDS = ["JPEG", "PNG", "WEBP", "HEIF", "AVIF", "TIFF", "GIF"]


def cleaned(data):
    return clean_photo(BytesIO(data)).read()


def assert_no_notes(data):
    assert CANARY.encode() not in data
    for trace in (b"Exif", b"eXIf", b"xmpmeta", b"photoshop", b"tEXt", b"iTXt", b"GPS"):
        assert trace not in data
    with Image.open(BytesIO(data)) as image:
        assert not dict(image.getexif())
        assert set(image.info) <= {
            "icc_profile", "transparency", "background", "loop", "duration", "version", "extension",
            "jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression", "timestamp",
        }  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_but_the_picture_is_kept(kind):
    """UPL-01: every format, every kind of note."""
    assert_no_notes(cleaned(picture_with_everything(kind)))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_picture_is_turned_upright(kind):
    with Image.open(BytesIO(cleaned(picture_with_everything(kind)))) as image:
        assert image.size == (40, 60)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "HEIF", "AVIF"])
def test_the_colour_profile_is_kept(kind):
    with Image.open(BytesIO(cleaned(picture_with_everything(kind)))) as image:
        assert image.info["icc_profile"] == profile()


def test_bytes_that_only_claim_to_be_a_profile_are_dropped():
    output = BytesIO()
    picture().save(output, "PNG", icc_profile=b"<script>alert(1)</script>" + CANARY.encode())
    assert_no_notes(data := cleaned(output.getvalue()))
    assert b"script" not in data


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_renditions_hold_no_notes_either(kind, settings, tmp_path):
    """F10."""
    settings.MEDIA_ROOT = tmp_path
    photo = receive_photo(
        upload=BytesIO(picture_with_everything(kind)), alt="Un vélo", by=None, collection=Collection.get_first_root_node()
    )
    for size, sizes in PHOTO_SIZES.items():
        rendition_of(photo, size, sizes.widths[0])
    photo.get_rendition("width-20|format-jpeg")
    photo.get_rendition("width-20|format-png")
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 3 + len(PHOTO_SIZES)
    for path in files:
        assert_no_notes(path.read_bytes())


def test_a_bomb_is_refused_at_once_and_with_little_memory():
    """UPL-02: judged by its header."""
    bomb = png_bomb()
    assert len(bomb) < 200_000
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    with pytest.raises(PhotoRefused):
        clean_photo(BytesIO(bomb))
    assert time.monotonic() - start < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024


def test_the_limit_on_pixels_is_the_limit(settings):
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 60 * 40
    assert cleaned(picture_with_everything("PNG"))
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS -= 1
    with pytest.raises(PhotoRefused):
        cleaned(picture_with_everything("PNG"))


def test_the_limit_on_weight_is_the_limit(settings):
    data = picture_with_everything("JPEG")
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = len(data)
    assert cleaned(data)
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE -= 1
    with pytest.raises(PhotoRefused):
        cleaned(data)


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_an_animation_moves_still_and_ends_somewhere(kind):
    with Image.open(BytesIO(cleaned(animation(MAXIMUM_FRAMES, kind)))) as image:
        assert image.n_frames == MAXIMUM_FRAMES
    with pytest.raises(PhotoRefused):
        cleaned(animation(MAXIMUM_FRAMES + 1, kind))


def test_a_small_file_of_many_frames_costs_no_more_than_the_limit():
    film = animation(4000, size=(1, 1))
    start = time.monotonic()
    with pytest.raises(PhotoRefused):
        cleaned(film)
    assert time.monotonic() - start < 1


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%PDF-1.7\n",
        b"PK\x03\x04",
        b"GIF89a=1;alert(1)//",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
        picture_with_everything("JPEG")[:400],
        b"",
    ],
    ids=["svg", "xml-svg", "pdf", "zip", "gif-script", "empty-png", "cut-jpeg", "nothing"],
)
def test_what_is_no_picture_is_refused(data):
    """UPL-03, UPL-04."""
    with pytest.raises(PhotoRefused):
        cleaned(data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
@pytest.mark.parametrize("rider", [b"<script>alert(1)</script>", b"PK\x03\x04\x14\x00payload", b"*/alert(1)/*", b"%PDF-1.7 /JavaScript"])
def test_what_rides_on_a_picture_gets_off(kind, rider):
    """UPL-03: the rider follows the picture's end, where decoders do not look."""
    data = cleaned(picture_with_everything(kind) + rider)
    assert rider not in data


def test_a_transparent_picture_stays_transparent():
    for kind in ("PNG", "WEBP", "AVIF"):
        with Image.open(BytesIO(cleaned(picture_with_everything(kind, mode="RGBA")))) as image:
            assert image.has_transparency_data


def test_a_picture_is_stored_no_larger_than_any_screen():
    output = BytesIO()
    picture(size=(MAXIMUM_STORED_SIDE + 800, 100)).save(output, "PNG")
    with Image.open(BytesIO(cleaned(output.getvalue()))) as image:
        assert image.width == MAXIMUM_STORED_SIDE
