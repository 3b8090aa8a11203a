"""One message of an alert as CAP 1.2 XML. Elements come in the order of the schema, and none is empty (CAP-01, CAP-05, CAP-06)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from xml.etree import ElementTree as ET

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from notifications.cap.identity import cap_time, identifier_of, references_to, sender, sent_of
from notifications.models import Alert, AlertMessage
from notifications.wording import drill_word

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
CONTENT_TYPE = "application/cap+xml"
#: What XML 1.0 cannot carry.
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CATEGORIES = {
    Alert.Category.MISSING_PERSON: "Rescue",
    Alert.Category.OUTAGE: "Infra",
    Alert.Category.WATER: "Infra",
    Alert.Category.ROAD: "Transport",
    Alert.Category.WEATHER: "Met",
    Alert.Category.FIRE: "Fire",
    Alert.Category.VIGILANCE: "Safety",
}
#: Our three words → urgency, severity, certainty.
_SEVERITIES = {
    Alert.Severity.INFORMATION: ("Expected", "Minor", "Observed"),
    Alert.Severity.VIGILANCE: ("Expected", "Moderate", "Likely"),
    Alert.Severity.URGENCE: ("Immediate", "Severe", "Observed"),
}
#: Written in the portal's first language; without the element, readers take English.
LANGUAGE = "fr-FR"

Field = tuple[str, "str | Sequence[Field]"]


def write_cap(message: AlertMessage, earlier: Iterable[AlertMessage] = ()) -> bytes:
    """Return the XML of a message; `earlier` are all the messages of its alert before it, oldest first."""
    with translation.override(LANGUAGE[:2]):
        root = ET.Element("alert", xmlns=NAMESPACE)
        _fill(root, _alert_fields(message, list(earlier)))
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def clean(text: str) -> str:
    """Drop what XML cannot carry, and unite the ends of lines, so that a reader gets exactly what was written."""
    return _NOT_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _fill(parent: ET.Element, fields: Iterable[Field]) -> None:
    for name, value in fields:
        if isinstance(value, str):
            if text := clean(value):
                ET.SubElement(parent, name).text = text
        elif value:
            _fill(ET.SubElement(parent, name), value)


def _alert_fields(message: AlertMessage, earlier: list[AlertMessage]) -> Iterator[Field]:
    alert = message.alert
    yield "identifier", identifier_of(message)
    yield "sender", sender()
    yield "sent", sent_of(message)
    yield "status", alert.status
    yield "msgType", message.msg_type
    yield "scope", "Public"
    yield "note", drill_word(alert)
    yield "references", references_to(earlier)
    yield "info", list(_info_fields(message))


def _info_fields(message: AlertMessage) -> Iterator[Field]:
    alert = message.alert
    first, last = message.msg_type == AlertMessage.Type.ALERT, message.msg_type == AlertMessage.Type.CANCEL
    urgency, severity, certainty = _SEVERITIES[alert.severity]
    word = drill_word(alert)
    yield "language", LANGUAGE
    yield "category", _CATEGORIES.get(alert.category, "Other")
    yield "event", str(alert.get_category_display())
    if last and alert.ending == Alert.Ending.ALL_CLEAR:
        yield "responseType", "AllClear"
    yield "urgency", "Past" if last else urgency
    yield "severity", severity
    yield "certainty", certainty
    # What people are shown is told by the clock of the place. `sent` is a name: it must never change, and a town's code may be corrected.
    zone = alert.neighbourhood.zone
    yield "effective", cap_time((alert.effective if first else message.sent_at).astimezone(zone))
    yield "expires", cap_time(message.expires.astimezone(zone))
    yield "senderName", _("Palier, %(place)s") % {"place": alert.neighbourhood.title}
    yield "headline", f"{word} – {message.headline}" if word else message.headline
    yield "description", alert.description if first else message.text
    yield "instruction", "" if last else alert.instruction
    yield "web", settings.PALIER_BASE_URL + alert.get_absolute_url()
    widened = alert.widened_at is not None and message.sent_at >= alert.widened_at
    yield "area", list(_area_fields(alert, Alert.Area.WHOLE if widened else alert.area))


def _area_fields(alert: Alert, area: str) -> Iterator[Field]:
    place = alert.neighbourhood.title
    if area == Alert.Area.CIRCLE:
        yield "areaDesc", _("%(place)s, within %(metres)s m of a point") % {"place": place, "metres": alert.radius_m}
        yield "circle", f"{alert.centre_lat:.6f},{alert.centre_lon:.6f} {alert.radius_m / 1000:.3f}"
        return
    if area == Alert.Area.POLYGON:
        yield "areaDesc", _("%(place)s, a part of it") % {"place": place}
        geometry = alert.polygon
    else:
        yield "areaDesc", place
        geometry = getattr(getattr(alert.neighbourhood, "boundary", None), "simplified", None)
    for ring in _outer_rings(geometry):
        yield "polygon", " ".join(f"{lat:.6f},{lon:.6f}" for lon, lat, *_altitude in ring)


def _outer_rings(geometry: dict | None) -> list:
    """Return the outer ring of every part: CAP knows no holes, so a hole is warned too rather than nobody."""
    if not geometry:
        return []
    parts = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [part[0] for part in parts]
