"""Since when a place has had nobody of its own at the desk. Reads only; `services.attendance` writes."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from home.models import PlaceDesk

if TYPE_CHECKING:
    from home.models import NeighbourhoodPage, TownPage

#: After so many days without any curator at the desk, others are told and may act (domain.md §2). [policy]
AWAY_AFTER = timedelta(days=30)


def unattended_since(place: "TownPage | NeighbourhoodPage") -> date | None:
    """Return the last day when a curator of this place was at the desk, or was appointed: since then it had no active curator.

    Today's date means that somebody is there. None means that the place was never opened to curators.
    """
    return PlaceDesk.objects.filter(place=place.pk).values_list("attended_on", flat=True).first()


def is_unattended(place: "TownPage | NeighbourhoodPage") -> bool:
    """Tell whether this place's curators have all been away long enough for others to be told."""
    since = unattended_since(place)
    return since is not None and since <= timezone.localdate() - AWAY_AFTER
