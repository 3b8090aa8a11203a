"""From an address to points. The site works without: then people type their town or click a map.

An address is personal: it is sent to the one service the operator chose (`PALIER_GEOCODER`), and neither stored nor logged.
"""

import logging
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from geopy.exc import GeopyError
from geopy.geocoders import BANFrance

# At the debug level geopy writes the address into the log.
logging.getLogger("geopy").setLevel(logging.WARNING)

#: Seconds a person waits for the address service before the other ways are offered.
TIMEOUT = 3
SEARCHES_A_MINUTE = 600  # a fifth of what the national base allows one server
_SUGGESTIONS = 5


@dataclass(frozen=True, slots=True)
class FoundAddress:
    """One place an address may mean."""

    label: str
    lat: float
    lon: float


class GeocodingError(Exception):
    """The address service did not answer. The message is for the reader."""


class Geocoder:
    """What finds addresses. A subclass says it is available and implements `search`."""

    available = True

    def search(self, address: str) -> list[FoundAddress]:
        """Return the places the address may mean, the likeliest first. Raises GeocodingError."""
        raise NotImplementedError


class NoGeocoder(Geocoder):
    """The default: no address ever leaves the site."""

    available = False

    def search(self, address: str) -> list[FoundAddress]:
        return []


class NationalAddressBase(Geocoder):
    """The French national address base (Base Adresse Nationale), without key or account."""

    def __init__(self, **options: object) -> None:
        self._service = BANFrance(timeout=TIMEOUT, user_agent="palier", **options)

    def search(self, address: str) -> list[FoundAddress]:
        try:
            found = self._service.geocode(address, exactly_one=False, limit=_SUGGESTIONS) or []
        except (GeopyError, ValueError, KeyError, TypeError) as error:
            raise GeocodingError(_("The address service does not answer. Choose your town or the map instead.")) from error
        return [FoundAddress(place.address, place.latitude, place.longitude) for place in found]


def geocoder() -> Geocoder:
    """Return the geocoder the operator chose."""
    return import_string(settings.PALIER_GEOCODER)()


def search_address(address: str) -> list[FoundAddress]:
    """Return the places an address may mean; none when the operator chose no geocoder. Raises GeocodingError.

    A minute has a budget for the whole site: anybody may ask, and the service is somebody else's.
    """
    chosen = geocoder()
    if not chosen.available:
        return []
    cache.add("geocoding:minute", 0, 60)
    if cache.incr("geocoding:minute") > SEARCHES_A_MINUTE:
        raise GeocodingError(_("Too many addresses are being looked up. Try again in a minute, or choose your town."))
    return chosen.search(address)
