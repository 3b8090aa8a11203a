"""Reading CAP 1.2 and Atom that others wrote. Every rule has a word, which is all that is ever logged (CAP-07, CAP-08, CAP-11)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

CAP = "urn:oasis:names:tc:emergency:cap:1.2"
ATOM = "http://www.w3.org/2005/Atom"
MOST_BYTES = 512 * 1024
MOST_LINKS = 50
MOST_POINTS = 2_000
_MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d$")
_NAME = re.compile(r"^[^\s,<&]{1,200}$")
_REFERENCE = re.compile(r"^[^\s,]+,[^\s,]+,\S+$")
_ALERT = [
    "identifier",
    "sender",
    "sent",
    "status",
    "msgType",
    "source",
    "scope",
    "restriction",
    "addresses",
    "code",
    "note",
    "references",
    "incidents",
    "info",
]
_INFO = [
    "language",
    "category",
    "event",
    "responseType",
    "urgency",
    "severity",
    "certainty",
    "audience",
    "eventCode",
    "effective",
    "onset",
    "expires",
    "senderName",
    "headline",
    "description",
    "instruction",
    "web",
    "contact",
    "parameter",
    "resource",
    "area",
]
_AREA = ["areaDesc", "polygon", "circle", "geocode", "altitude", "ceiling"]
_VALUES = {
    "status": {"Actual", "Exercise", "System", "Test", "Draft"},
    "msgType": {"Alert", "Update", "Cancel", "Ack", "Error"},
    "scope": {"Public", "Restricted", "Private"},
    "category": {"Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other"},
    "responseType": {"Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None"},
    "urgency": {"Immediate", "Expected", "Future", "Past", "Unknown"},
    "severity": {"Extreme", "Severe", "Moderate", "Minor", "Unknown"},
    "certainty": {"Observed", "Likely", "Possible", "Unlikely", "Unknown"},
}


class CapFault(Exception):  # noqa: N818 - a domain word
    """A message breaks a rule, named by a word."""


@dataclass(frozen=True)
class Official:
    """What is kept of a message: text and shapes, nothing that runs or links."""

    identifier: str
    sender: str
    sent: datetime
    status: str
    msg_type: str
    category: str
    event: str
    urgency: str
    severity: str
    expires: datetime | None
    headline: str
    description: str
    instruction: str
    area: str
    rings: list[list[list[float]]] = field(default_factory=list)  # [lon, lat], closed
    references: tuple[str, ...] = ()


def read_links(body: bytes, *, host: str) -> list[str] | None:
    """Return the addresses of CAP messages an Atom feed names on its own host; None when the body is a CAP message itself."""
    root = _parse(body)
    if root.tag == f"{{{CAP}}}alert":
        return None
    if root.tag != f"{{{ATOM}}}feed":
        raise CapFault("root")
    found = []
    for link in root.iterfind(f"{{{ATOM}}}entry/{{{ATOM}}}link"):
        address = link.get("href", "")
        if link.get("type") == "application/cap+xml" and (urlsplit(address).hostname or "").lower() == host:
            found.append(address)
    return found[:MOST_LINKS]


def read_cap(body: bytes) -> Official:
    """Return a message that keeps every rule of CAP 1.2. Raises CapFault with the word of the first rule it breaks."""
    root = _parse(body)
    if root.tag != f"{{{CAP}}}alert":
        raise CapFault("root")
    alert = _Element(root, _ALERT)
    msg_type, scope = alert.one_of("msgType"), alert.one_of("scope")
    references = tuple(alert.text("references").split())
    _require(bool(_NAME.match(alert.text("identifier"))), "identifier")
    _require(bool(_NAME.match(alert.text("sender"))), "sender")
    _require(scope == "Restricted" or not alert.has("restriction"), "restriction")
    _require(scope == "Private" or not alert.has("addresses"), "addresses")
    _require(scope != "Restricted" or alert.has("restriction"), "restriction")
    _require(scope == "Public", "scope-public")
    _require(msg_type in {"Alert", "Update", "Cancel"}, "msgType-shown")
    _require(msg_type == "Alert" or bool(references), "references")
    _require(all(_REFERENCE.match(reference) for reference in references), "references")
    info = _Element(_best_info(alert), _INFO)
    areas = [_Element(area, _AREA) for area in info.children("area")]
    for name in ("urgency", "severity", "certainty"):
        info.one_of(name)
    for name in ("category", "responseType"):
        _require(all((child.text or "").strip() in _VALUES[name] for child in info.children(name)), name)
    _require(info.has("category"), "category")
    _require(bool(info.text("event")), "event")
    return Official(
        identifier=alert.text("identifier"),
        sender=alert.text("sender"),
        sent=_moment(alert.text("sent"), "sent"),
        status=alert.one_of("status"),
        msg_type=msg_type,
        category=info.text("category"),
        event=info.text("event")[:200],
        urgency=info.text("urgency"),
        severity=info.text("severity"),
        expires=_moment(info.text("expires"), "expires") if info.has("expires") else None,
        headline=info.text("headline")[:200],
        description=info.text("description")[:5000],
        instruction=info.text("instruction")[:2000],
        area=", ".join(_area_name(area) for area in areas)[:300],
        rings=[ring for area in areas for ring in _rings(area)],
        references=references,
    )


def _parse(body: bytes) -> ET.Element:
    """Parse without entities, document types or other encodings: what cannot be declared cannot be resolved."""
    _require(len(body) <= MOST_BYTES, "size")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CapFault("encoding") from error
    _require("<!doctype" not in text.lower() and "<!entity" not in text.lower(), "dtd")
    try:
        return ET.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))  # noqa: S314 - nothing can be declared in it
    except ET.ParseError as error:
        raise CapFault("xml") from error


class _Element:
    """An element whose children stand in the order of the schema."""

    def __init__(self, element: ET.Element, order: list[str]) -> None:
        self._children = [(child.tag.removeprefix(f"{{{CAP}}}"), child) for child in element if isinstance(child.tag, str)]
        places = []
        for name, _child in self._children:
            _require(name in order, "unknown-element")
            places.append(order.index(name))
        _require(places == sorted(places), "order")
        _require(all((child.text or "").strip() or len(child) for _name, child in self._children), "empty-element")

    def children(self, name: str) -> list[ET.Element]:
        return [child for found, child in self._children if found == name]

    def has(self, name: str) -> bool:
        return bool(self.children(name))

    def text(self, name: str) -> str:
        found = self.children(name)
        return (found[0].text or "").strip() if found else ""

    def one_of(self, name: str) -> str:
        found = self.children(name)
        _require(len(found) == 1 and self.text(name) in _VALUES[name], name)
        return self.text(name)


def _best_info(alert: _Element) -> ET.Element:
    """Take the part in French, else the first."""
    parts = alert.children("info")
    _require(bool(parts), "info")
    return next((part for part in parts if (part.findtext(f"{{{CAP}}}language") or "").lower().startswith("fr")), parts[0])


def _area_name(area: _Element) -> str:
    _require(bool(area.text("areaDesc")), "areaDesc")
    _require(area.has("altitude") or not area.has("ceiling"), "ceiling")
    for circle in area.children("circle"):
        centre, _space, radius = (circle.text or "").strip().partition(" ")
        _require(len(list(_points(centre, "circle"))) == 1 and _number(radius, "circle") >= 0, "circle")
    return area.text("areaDesc")


def _rings(area: _Element) -> Iterator[list[list[float]]]:
    for polygon in area.children("polygon"):
        points = list(_points(polygon.text or "", "polygon"))
        _require(4 <= len(points) <= MOST_POINTS and points[0] == points[-1], "polygon")
        yield points


def _points(text: str, rule: str) -> Iterator[list[float]]:
    for pair in text.split():
        lat, comma, lon = pair.partition(",")
        _require(bool(comma), rule)
        found = [_number(lon, rule), _number(lat, rule)]
        _require(abs(found[0]) <= 180 and abs(found[1]) <= 90, rule)
        yield found


def _number(text: str, rule: str) -> float:
    _require(bool(re.match(r"^-?\d{1,6}(\.\d{1,12})?$", text.strip())), rule)
    return float(text)


def _moment(text: str, rule: str) -> datetime:
    _require(bool(_MOMENT.match(text)), rule)
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise CapFault(rule) from error


def _require(kept: bool, rule: str) -> None:
    if not kept:
        raise CapFault(rule)
