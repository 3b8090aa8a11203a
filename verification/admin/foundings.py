"""The desk of places in the Wagtail admin: what is proposed, what waits to be opened, what sleeps or is closed."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from home.finding import areas_of
from home.models import NeighbourhoodPage
from home.overlaps import overlaps_of
from home.wagtail_hooks.desk import ENOUGH_CURATORS
from verification.errors import VerificationError
from verification.founding import archives, reviews
from verification.founding.permissions import places_closed_by
from verification.founding.progress import progress_of
from verification.models import Founding, PlaceArchive

_PER_PAGE = 40


@require_safe
@never_cache
def foundings(request: HttpRequest) -> HttpResponse:
    rows = Founding.objects.reviewed_by(request.user).with_founders().select_related("neighbourhood").newest_first()
    places = places_closed_by(request.user).with_curator_count()
    context = {
        "foundings": Paginator(rows, _PER_PAGE).get_page(request.GET.get("p")),
        "alone": [place for place in places if place.curator_count < ENOUGH_CURATORS][:_PER_PAGE],
        **_heading(_("Neighbourhoods to open")),
    }
    return render(request, "verification/admin/foundings/list.html", context)


@require_safe
@never_cache
def founding(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found = _founding(request, public_id)
    place = found.neighbourhood
    overlaps = overlaps_of(place)
    around = NeighbourhoodPage.objects.among(overlap.page_id for overlap in overlaps)
    context = {
        "founding": found,
        "place": place,
        "overlaps": overlaps,
        "areas": areas_of([place, *around]),
        "progress": progress_of(found),
        "possible_curators": reviews.possible_curators(place).order_by("pseudonym"),
        "enough": ENOUGH_CURATORS,
        **_heading(place.title),
    }
    return render(request, "verification/admin/foundings/founding.html", context)


@require_POST
def sponsor(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found = _founding(request, public_id)
    return _decide(
        request, found, lambda: reviews.sponsor_founding(founding=found, by=request.user), _("You vouch for this neighbourhood.")
    )


@require_POST
def accept(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found = _founding(request, public_id)
    names = request.POST.getlist("curator")
    chosen = list(reviews.possible_curators(found.neighbourhood).identified(names)) if names else []
    answer = _decide(
        request, found, lambda: reviews.accept_founding(founding=found, by=request.user, curators=chosen), _("The neighbourhood is open.")
    )
    if len(chosen) < ENOUGH_CURATORS:
        messages.warning(request, _("A neighbourhood needs at least two curators. Until it has them, its town answers for it."))
    return answer


@require_POST
def refuse(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found = _founding(request, public_id)
    reason = request.POST.get("reason", "")[:600]
    call = lambda: reviews.refuse_founding(founding=found, reason=reason, by=request.user)  # noqa: E731
    return _decide(request, found, call, _("The people who gathered are told your reason."))


@require_POST
def send_back(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found = _founding(request, public_id)
    change = request.POST.get("change", "")[:600]
    call = lambda: reviews.send_back(founding=found, change=change, by=request.user)  # noqa: E731
    return _decide(request, found, call, _("The person who proposed it is asked for another boundary."))


@require_safe
@never_cache
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a neighbourhood, or fetch the export of a closed one."""
    page = get_object_or_404(places_closed_by(request.user).with_curator_count(), pk=pk)
    archive = PlaceArchive.objects.filter(neighbourhood=page).first()
    return render(request, "verification/admin/foundings/place.html", {"place": page, "archive": archive, **_heading(page.title)})


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    page = get_object_or_404(places_closed_by(request.user), pk=pk)
    try:
        archives.close_place(place=page, reason=request.POST.get("reason", "")[:600], by=request.user)
    except VerificationError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The export is being made; the neighbourhood closes when it is kept."))
    return redirect("founding_desk:place", pk)


@require_POST
@never_cache
def archive_file(request: HttpRequest, pk: int) -> FileResponse:
    """POST, because each export is written to the log."""
    page = get_object_or_404(places_closed_by(request.user), pk=pk)
    archive = get_object_or_404(PlaceArchive, neighbourhood=page)
    if not archive.made_at:
        raise Http404
    archives.log_export(archive=archive, by=request.user)
    return FileResponse(archive.file.open("rb"), as_attachment=True, filename=f"{page.slug}.zip")


def _founding(request: HttpRequest, public_id: uuid.UUID) -> Founding:
    return get_object_or_404(Founding.objects.reviewed_by(request.user).identified(public_id))


def _decide(request: HttpRequest, found: Founding, call: Callable[[], object], done: str) -> HttpResponse:
    try:
        call()
    except VerificationError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("founding_desk:detail", found.public_id)


def _heading(title: str) -> dict[str, str]:
    return {"page_title": title, "header_title": title, "header_icon": "globe"}
