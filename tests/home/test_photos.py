"""Photos come in clean by every door, and go out only as renditions, to those who may see them."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from wagtail.models import Collection

import pytest

from home.models import Photo
from home.photo_guards import _guards, photo_guard
from home.photos import PhotoRefused, receive_photo
from tests.factories.accounts import UserFactory
from tests.home.pictures import picture_with_everything

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def received(**fields):
    fields = {"upload": BytesIO(picture_with_everything("JPEG")), "alt": "Un vélo", "by": None, **fields}
    return receive_photo(collection=Collection.get_first_root_node(), **fields)


def fetched(client, url):
    """Read a response to its end, as browsers do, which also closes the file."""
    response = client.get(url)
    response.body = response.content if not response.streaming else b"".join(response.streaming_content)
    for close in response._resource_closers:
        close()
    return response


def address(photo, size="card", width=360):
    return reverse("home:photo", args=[photo.public_id, size, width])


def test_the_title_says_what_is_shown_and_the_stored_name_nothing():
    """UPL-07."""
    photo = received(upload=SimpleUploadedFile("Rue_du_Jerzual_12.jpg", picture_with_everything("JPEG")))
    assert photo.title == photo.description == "Un vélo"
    assert "Jerzual" not in photo.file.name
    assert photo.file_size == photo.file.size
    assert len(photo.file_hash) == 40


def test_a_public_photo_is_served_to_everybody_in_the_sizes_there_are(client):
    photo = received(public=True)
    response = fetched(client, address(photo))
    assert response.status_code == 200
    assert response["Content-Type"] == "image/webp"
    assert "public" in response["Cache-Control"]
    assert response.body[8:12] == b"WEBP"


@pytest.mark.parametrize(("size", "width"), [("card", 361), ("original", 0), ("huge", 360)])
def test_no_other_size_is_made(client, size, width):
    """TEN-13."""
    photo = received(public=True)
    assert fetched(client, address(photo, size, width)).status_code == 404
    assert photo.renditions.count() == 0


def test_a_restricted_photo_is_its_senders_and_the_operators(client, operator):
    """TEN-04."""
    sender = UserFactory()
    photo = received(by=sender)
    assert fetched(client, address(photo)).status_code == 404
    client.force_login(UserFactory())
    assert fetched(client, address(photo)).status_code == 404
    for person in (sender, operator):
        client.force_login(person)
        response = fetched(client, address(photo))
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, no-store"


def test_a_guard_of_an_upper_room_lets_its_readers_in(client):
    reader = UserFactory()
    photo = received(by=UserFactory())

    @photo_guard
    def for_one(shown, user):
        return shown == photo and user == reader

    try:
        client.force_login(reader)
        assert fetched(client, address(photo)).status_code == 200
        client.force_login(UserFactory())
        assert fetched(client, address(photo)).status_code == 404
    finally:
        _guards.remove(for_one)


def test_no_stored_file_is_reachable_under_the_media_address(client, settings):
    """TEN-04, UPL-05."""
    photo = received(public=True)
    fetched(client, address(photo))
    names = [photo.file.name, *(rendition.file.name for rendition in photo.renditions.all())]
    assert len(names) == 2
    for name in names:
        assert fetched(client, settings.MEDIA_URL + name).status_code == 404


def test_a_person_may_keep_so_many_photos_and_no_more(settings):
    """UPL-06."""
    settings.PALIER_PHOTOS_PER_PERSON = 2
    person = UserFactory()
    received(by=person)
    received(by=person)
    with pytest.raises(PhotoRefused):
        received(by=person)
    assert received(by=UserFactory()).pk


@pytest.mark.usefixtures("tasks_run")
def test_a_deleted_photo_leaves_no_file(django_capture_on_commit_callbacks, tmp_path, client):
    photo = received(public=True)
    fetched(client, address(photo))
    assert [path for path in tmp_path.rglob("*") if path.is_file()]
    with django_capture_on_commit_callbacks(execute=True):
        photo.delete()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_the_admin_takes_a_photo_in_clean_too(client, curator, neighbourhood):
    """UPL-01: any way in."""
    client.force_login(curator)
    upload = SimpleUploadedFile("IMG_2042.jpg", picture_with_everything("JPEG"), content_type="image/jpeg")
    fields = {"title": "IMG_2042", "file": upload, "description": "", "collection": neighbourhood.collection_id, "tags": ""}
    response = client.post(reverse("wagtailimages:add"), fields)
    assert response.status_code == 302, response.context["form"].errors
    photo = Photo.objects.get()
    assert "IMG_2042" not in photo.title
    with photo.file.open() as file:
        assert b"Exif" not in file.read()
    assert photo.restricted is False


def test_a_picture_that_is_none_is_refused_with_a_reason_in_the_admin(client, curator):
    client.force_login(curator)
    upload = SimpleUploadedFile("logo.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
    response = client.post(reverse("wagtailimages:add"), {"title": "Logo", "file": upload})
    assert response.status_code == 200
    assert response.context["form"].errors["file"]
    assert not Photo.objects.exists()
