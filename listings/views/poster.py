"""A listing as a sheet of paper."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from home.conditional import conditional_answer
from home.zones import tell_hours_of
from listings.models import ListingPage
from listings.permissions import can_print
from listings.poster import SIZES, write_poster

#: Seconds a browser may keep a public poster.
AGE = 300


def poster(request: HttpRequest, public_id: UUID, size: str) -> HttpResponse:
    listing = get_object_or_404(ListingPage.objects.visible_to(request.user).identified(public_id)).specific
    if size not in SIZES or not can_print(request.user, listing):
        raise Http404
    tell_hours_of(listing.neighbourhood)
    next_date = listing.occurrences.standing().to_come().first() if listing.is_dated else None
    body = write_poster(listing, size, next_date)
    age = AGE if listing.is_for_everybody else 0
    answer = conditional_answer(
        request, body, "application/pdf", age, public=listing.is_for_everybody and not request.user.is_authenticated
    )
    if answer.status_code == 200:
        answer["Content-Disposition"] = f'inline; filename="{listing.slug}-{size}.pdf"'
    return answer
