"""What time it is somewhere: a neighbourhood overseas lives by its own clock."""

from zoneinfo import ZoneInfo

from django.conf import settings

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


def zone_of_town(code: str) -> ZoneInfo:
    """Return the time zone of the town with this official code; the portal's own where the code tells nothing."""
    return ZoneInfo(_OVERSEAS.get(code[:3], settings.TIME_ZONE))
