"""Whether a page's JSON-LD uses the words of schema.org as they are defined: which type has which property, of what sort."""

import re
from urllib.parse import urlsplit

CONTEXT = "https://schema.org"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d))?")
_THING = {"name": "text", "description": "text", "url": "address"}
_TERMS = _THING | {
    "areaServed": {"Place"}, "availability": "InStock OutOfStock SoldOut LimitedAvailability PreOrder Discontinued", "validFrom": "moment",
    "validThrough": "moment", "itemOffered": {"Product", "Service", "Trip", "Event"}, "priceSpecification": {"PriceSpecification"},
}  # fmt: skip
_PRICE = {"price": "amount", "priceCurrency": "currency"}
#: Type → property → sort of value: a word of `_fits`, the types it may be, or the names of an enumeration. Only an offer has a bare price.
TYPES = {
    "Offer": _TERMS | _PRICE,
    "Demand": _TERMS,
    "PriceSpecification": _THING | _PRICE,
    "Event": _THING | {
        "startDate": "moment", "endDate": "moment", "location": {"Place"}, "isAccessibleForFree": "truth",
        "eventStatus": "EventScheduled EventCancelled EventPostponed EventRescheduled EventMovedOnline",
        "eventAttendanceMode": "OfflineEventAttendanceMode OnlineEventAttendanceMode MixedEventAttendanceMode",
    },
    "Trip": _THING | {"departureTime": "moment", "arrivalTime": "moment", "itinerary": {"Place", "ItemList"}},
    "Place": _THING, "Product": _THING, "Service": _THING,
}  # fmt: skip
#: Without these nobody can use it.
NEEDED = {"Offer": {"name", "url"}, "Demand": {"name", "url"}, "Event": {"name", "startDate", "location"}, "Place": {"name"}}


def linked_faults(data: object, *, top: bool = True) -> list[str]:
    """Return what is wrong with one thing said in JSON-LD."""
    if not isinstance(data, dict) or data.get("@type") not in TYPES:
        return [f"no such type: {data}"]
    kind = data["@type"]
    faults = ["not in the words of schema.org"] if top and data.get("@context") != CONTEXT else []
    faults += [f"{kind} without {name}" for name in sorted(NEEDED.get(kind, set()) - data.keys())]
    for name, value in data.items():
        if name.startswith("@"):
            continue
        if name not in TYPES[kind]:
            faults.append(f"{kind} has no {name}")
            continue
        for one in value if isinstance(value, list) else [value]:
            faults += _value_faults(f"{kind}.{name}", TYPES[kind][name], one)
    if kind == "Event" and {"startDate", "endDate"} <= data.keys() and data["endDate"] < data["startDate"]:
        faults.append("an event ends after it begins")
    return faults + ["a price has a currency"] * ("price" in data and "priceCurrency" not in data)


def _value_faults(where, sort, value):
    if isinstance(sort, set):
        faults = linked_faults(value, top=False)
        return faults or ([] if value["@type"] in sort else [f"{where} is no {value['@type']}"])
    return [] if _fits(sort, value) else [f"{where}: {value!r}"]


def _fits(sort, value):
    match sort:
        case "truth":
            return isinstance(value, bool)
        case "amount":
            return bool(re.fullmatch(r"\d+(\.\d+)?", str(value)))
        case "currency":
            return bool(re.fullmatch(r"[A-Z]{3}", str(value)))
        case "moment":
            return isinstance(value, str) and bool(_MOMENT.fullmatch(value))
        case "address":
            return isinstance(value, str) and urlsplit(value).scheme in {"http", "https"} and bool(urlsplit(value).netloc)
        case "text":
            return isinstance(value, str)
    return value in {f"{CONTEXT}/{name}" for name in sort.split()}
