"""A public listing in the words of schema.org, for machines that read pages. No person, no point: what, where roughly, until when."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone

from wagtail.rich_text import get_text_for_indexing

if TYPE_CHECKING:
    from listings.models import ListingPage, Occurrence

CONTEXT = "https://schema.org"


def describe(listing: "ListingPage", next_date: "Occurrence | None" = None) -> dict[str, Any]:
    """Return a listing that everybody may read as schema.org; nothing for any other.

    A date is an Event or a Trip, what is looked for a Demand, all else an Offer. The area is the neighbourhood: of the author
    and of the exact place nothing is said.
    """
    if not listing.is_for_everybody:
        return {}
    with listing.here():
        return _described(listing, next_date)


def _described(listing: "ListingPage", next_date: "Occurrence | None") -> dict[str, Any]:
    area = {"@type": "Place", "name": f"{listing.neighbourhood.title}, {listing.neighbourhood.town.title}"}
    found: dict[str, Any] = {
        "@context": CONTEXT,
        "name": listing.title,
        "description": get_text_for_indexing(listing.body)[:500],
        "url": settings.PALIER_BASE_URL + listing.url,
    }
    if listing.kind == "meetup" and next_date is not None:
        return found | _event(listing, next_date, area)
    found |= {"@type": "Offer" if listing.is_offer else "Demand", "areaServed": area, "availability": f"{CONTEXT}/InStock"}
    found |= {"validFrom": _moment(listing.published_at), "validThrough": _moment(listing.expires_at)}
    if listing.price_mode != "exchange" and listing.kind != "group":  # a purchase has a price for each product
        price = {"price": str(listing.amount or 0), "priceCurrency": "EUR"}
        found |= (
            price if listing.is_offer else {"priceSpecification": {"@type": "PriceSpecification"} | price}
        )  # a demand has no bare price
    if listing.kind == "carpool" and next_date is not None:
        trip = {"@type": "Trip", "departureTime": _moment(next_date.starts_at), "itinerary": [listing.origin, listing.destination]}
        found["itemOffered"] = trip | {"itinerary": [{"@type": "Place", "name": name} for name in trip["itinerary"]]}
    elif listing.kind == "giveaway":
        found["itemOffered"] = {"@type": "Product", "name": listing.title}
    else:
        found["itemOffered"] = {"@type": "Service", "name": listing.title}
    return found


def _event(listing: "ListingPage", date: "Occurrence", area: dict[str, Any]) -> dict[str, Any]:
    return {
        "@type": "Event",
        "startDate": _moment(date.starts_at),
        "endDate": _moment(date.ends_at),
        "eventStatus": f"{CONTEXT}/EventScheduled",
        "eventAttendanceMode": f"{CONTEXT}/OfflineEventAttendanceMode",
        "location": {**area, "description": listing.area},
        "isAccessibleForFree": not listing.amount,
    }


def _moment(value: Any) -> str:
    return timezone.localtime(value).isoformat(timespec="minutes")
