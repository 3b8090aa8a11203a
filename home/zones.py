"""What time it is somewhere: a neighbourhood overseas lives by its own clock."""

from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from home.models import NeighbourhoodPage

#: Official codes of towns overseas begin with their department or territory; the rest keeps the portal's zone.
_OVERSEAS = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}


#: How the hours of a place are announced to whoever lives by another clock.
_HOURS_OF = {
    "Europe/Paris": _("metropolitan France's time"),
    "America/Guadeloupe": _("Guadeloupe time"),
    "America/Martinique": _("Martinique time"),
    "America/Cayenne": _("French Guiana time"),
    "Indian/Reunion": _("Réunion time"),
    "America/Miquelon": _("Saint-Pierre-et-Miquelon time"),
    "Indian/Mayotte": _("Mayotte time"),
    "America/St_Barthelemy": _("Saint-Barthélemy time"),
    "America/Marigot": _("Saint-Martin time"),
    "Pacific/Wallis": _("Wallis-et-Futuna time"),
    "Pacific/Tahiti": _("Tahiti time"),
    "Pacific/Noumea": _("New Caledonia time"),
}


def zone_of_town(code: str) -> ZoneInfo:
    """Return the time zone of the town with this official code; the portal's own where the code tells nothing."""
    return ZoneInfo(_OVERSEAS.get(code[:3], settings.TIME_ZONE))


def clock_of_town(code: str) -> str:
    """Return the name of that zone as places keep it: empty for the portal's own."""
    return _OVERSEAS.get(code[:3], "")


def zone_named(clock: str) -> ZoneInfo:
    """Return the zone of a place's `clock`."""
    return ZoneInfo(clock or settings.TIME_ZONE)


def hours_of(zone: tzinfo) -> str:
    """Return whose hours these are, in words: "Réunion time"."""
    return str(_HOURS_OF.get(str(zone), zone))


def by_the_clock_of(place: "NeighbourhoodPage | None") -> timezone.override:
    """Tell hours, within this block, by the clock of a place; without one, by the portal's."""
    return timezone.override(zone_named(place.clock) if place is not None else None)


def tell_hours_of(place: "NeighbourhoodPage") -> None:
    """Tell hours by the clock of a place until the end of the request: its page was asked for, whoever reads."""
    timezone.activate(zone_named(place.clock))


class ReadersZone(tzinfo):
    """The zone of the neighbourhood a reader lives in, looked up only when an hour is told."""

    def __init__(self, find: "Callable[[], NeighbourhoodPage | None]") -> None:
        self._find = find

    @cached_property
    def zone(self) -> ZoneInfo:
        place = self._find()
        return zone_named(place.clock if place is not None else "")

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        return self.zone.utcoffset(moment)

    def dst(self, moment: datetime | None) -> timedelta | None:
        return self.zone.dst(moment)

    def tzname(self, moment: datetime | None) -> str | None:
        return self.zone.tzname(moment)

    def fromutc(self, moment: datetime) -> datetime:
        return self.zone.fromutc(moment.replace(tzinfo=self.zone))

    def __str__(self) -> str:
        return str(self.zone)
