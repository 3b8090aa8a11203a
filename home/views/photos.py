"""Photos as the browser gets them: always a rendition, never an original, only to those who may see them (TEN-04, TEN-13)."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from wagtail.images.models import SourceImageIOError

from home.models import Photo, PhotoRendition
from home.photo_guards import can_see_photo
from home.photos import rendition_of

if TYPE_CHECKING:
    from django.http import HttpRequest

_FOR_EVERYBODY = "public, max-age=31536000, immutable"
_FOR_THE_READER = "private, no-store"


@require_safe
def photo(request: "HttpRequest", public_id: UUID, size: str, width: int) -> FileResponse:
    """Serve a photo in one of the sizes there are."""
    shown = _visible(request, public_id)
    try:
        rendition = rendition_of(shown, size, width)
    except (KeyError, SourceImageIOError) as error:
        raise Http404 from error
    return _served(shown, rendition)


@require_safe
def photo_rendition(request: "HttpRequest", public_id: UUID, rendition: int) -> FileResponse:
    """Serve a rendition that exists: what Wagtail's admin made for its own lists. Makes none."""
    shown = _visible(request, public_id)
    return _served(shown, get_object_or_404(shown.renditions, pk=rendition))


def _visible(request: "HttpRequest", public_id: UUID) -> Photo:
    shown = get_object_or_404(Photo.objects.identified(public_id))
    if not can_see_photo(request.user, shown):
        raise Http404
    return shown


def _served(shown: Photo, rendition: PhotoRendition) -> FileResponse:
    try:
        file = rendition.file.open("rb")
    except OSError as error:
        raise Http404 from error
    response = FileResponse(file, filename=f"photo.{rendition.file.name.rpartition('.')[2]}")
    response["Cache-Control"] = _FOR_THE_READER if shown.restricted else _FOR_EVERYBODY
    return response
