"""Closing a place: first its export, then its end. A ZIP of what was public, as JSON and as pages to read; nobody's name in it."""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from wagtail.log_actions import log
from wagtail.models import Page

from home.models import Boundary, NeighbourhoodPage
from home.permissions import can_close
from notifications.services import notify
from verification.errors import NotPossibleError
from verification.founding import states
from verification.founding.recipients import members_of
from verification.founding.waking import Wake
from verification.models import PlaceArchive

if TYPE_CHECKING:
    from accounts.models import User

State = NeighbourhoodPage.State
#: Every file of one archive bears one date: the same place gives the same bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)


@transaction.atomic
def close_place(*, place: NeighbourhoodPage, reason: str, by: "User") -> PlaceArchive:
    """Ask for a place to be archived: a worker makes the export, and closes the place when it is kept.

    Raises PermissionDenied to whoever is neither a curator of its town nor the operator, NotPossibleError when it is not open.
    """
    if not can_close(by, place):
        raise PermissionDenied
    place = states.locked(place.pk)
    if place.state not in {State.LIVE, State.DORMANT}:
        raise NotPossibleError(_("Only a neighbourhood that is open can be closed."))
    if not reason.strip():
        raise NotPossibleError(_("Say why: the neighbours will read it."))
    archive, _made = PlaceArchive.objects.get_or_create(neighbourhood=place, defaults={"asked_by": by, "reason": reason.strip()})
    log(instance=place, action="verification.archive_asked", user=by)
    Wake.archive(archive.pk)
    return archive


@transaction.atomic
def make_archive(*, archive_id: int) -> bool:
    """Make the export and close the place; return whether there was anything to do. Two workers at once: one waits, then sees it done."""
    archive = PlaceArchive.objects.filter(pk=archive_id).first()
    if archive is None:
        return False
    place = states.locked(archive.neighbourhood_id)
    archive = PlaceArchive.objects.select_for_update(of=("self",)).get(pk=archive_id)
    if archive.made_at:
        return False
    content, archive.page_count = export(place)
    archive.file.save(f"{place.slug}-{archive.public_id}.zip", ContentFile(content), save=False)
    archive.made_at = timezone.now()
    archive.save()
    told = list(members_of(place))
    states.move(place, State.ARCHIVED, by=archive.asked_by, reason=archive.reason)
    for page in place.get_descendants().live().specific():
        page.unpublish(log_action=None)
    if place.curator_group_id:
        place.curator_group.user_set.clear()
    notify("place_archived", to=told, data={"place": place.pk})
    return True


def log_export(*, archive: PlaceArchive, by: "User") -> None:
    """Note that somebody fetched an archive."""
    log(instance=archive.neighbourhood, action="verification.archive_exported", user=by)


def export(place: NeighbourhoodPage) -> tuple[bytes, int]:
    """Return the ZIP of a place and how many pages it holds: its outline, and every page anybody may read.

    A listing is a published page only when its author opened it to everybody; its author is not in the export.
    """
    boundary = Boundary.objects.of_place(place.pk).first()
    pages = [_page(page, place) for page in _public_pages(place)]
    described = {
        "name": place.title,
        "town": place.town.title,
        "town_code": place.town.code,
        "motto": place.motto,
        "welcome": strip_tags(place.welcome),
        "boundary": {"geometry": boundary.geometry, "source": boundary.source, "licence": boundary.licence} if boundary else None,
        "pages": [{key: value for key, value in page.items() if key != "html"} for page in pages],
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        _write(archive, "place.json", json.dumps(described, ensure_ascii=False, indent=1))
        _write(archive, "index.html", render_to_string("verification/founding/archive.html", {"place": place, "pages": pages}))
        for page in pages:
            _write(archive, page["file"], render_to_string("verification/founding/archive_page.html", {"place": place, "entry": page}))
    return file.getvalue(), len(pages)


def _public_pages(place: NeighbourhoodPage) -> Iterator[Page]:
    yield from place.get_descendants().live().public().order_by("path").specific()


def _page(page: Page, place: NeighbourhoodPage) -> dict[str, Any]:
    html = _html(page)
    below = page.url_path.removeprefix(place.url_path).strip("/").replace("/", "-")
    return {
        "file": f"pages/{below}.html",
        "title": page.title,
        "kind": page._meta.model_name,
        "published": page.first_published_at.date().isoformat() if page.first_published_at else "",
        "summary": str(getattr(page, "summary", "")),
        "text": " ".join(strip_tags(html.replace("<", " <")).split()),
        "html": html,
    }


def _html(page: Page) -> str:
    """Return what a page says, as HTML: rich text or blocks. Neither photographs nor files are taken along."""
    body = getattr(page, "body", "")
    if hasattr(body, "stream_block"):
        return "".join(str(child) for child in body if child.block_type not in {"photo", "download", "contact"})
    return str(body)


def _write(archive: zipfile.ZipFile, name: str, text: str) -> None:
    archive.writestr(zipfile.ZipInfo(name, _EPOCH), text.encode(), zipfile.ZIP_DEFLATED)
