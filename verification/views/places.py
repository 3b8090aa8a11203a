"""What every page of joining begins with: the neighbourhood it is about, and whether anything is left to prove."""

from django.http import Http404

from home.models import Membership, NeighbourhoodPage
from home.zones import tell_hours_of
from verification.permissions import can_join


def neighbourhood_to_join(place: str) -> NeighbourhoodPage:
    """Find a neighbourhood that takes residents by its page number or its slug; two of the same slug need the number."""
    published = NeighbourhoodPage.objects.live()
    found = published.filter(pk=place) if place.isdecimal() else published.filter(slug=place)
    if len(found) != 1 or not can_join(found[0]):
        raise Http404
    tell_hours_of(found[0])
    return found[0]


def is_done(mine: Membership | None, neighbourhood: NeighbourhoodPage) -> bool:
    """Tell whether there is nothing left to prove here for now."""
    return (
        mine is not None
        and mine.neighbourhood_id == neighbourhood.pk
        and mine.state == Membership.State.CONFIRMED
        and mine.level == Membership.Level.VERIFIED
    )
