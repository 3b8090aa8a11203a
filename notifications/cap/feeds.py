"""Running and lately ended alerts as an Atom feed: one entry an alert, its newest message (CAP-09). Real alerts only (CAP-10)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from textwrap import shorten
from xml.etree import ElementTree as ET

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from notifications.cap.identity import cap_time, local, sender
from notifications.cap.writing import CONTENT_TYPE, clean
from notifications.lookups import array
from notifications.models import Alert, AlertMessage
from notifications.wording import kicker_of

ATOM = "http://www.w3.org/2005/Atom"
#: An end is news for a day; its message stays fetchable for ever, because later ones may name it.
ENDED_SHOWN = timedelta(days=1)
#: At about 700 bytes each, the feed stays below the 100 kB that readers of feeds ask for.
MOST_ENTRIES = 100


def messages_in_feed(alerts: Iterable[int] | object) -> list[AlertMessage]:
    """Return the newest message of each alert that runs or ended within a day, newest first, among those open to everybody."""
    now = timezone.now()
    recent = Q(state__in=Alert.RUNNING_STATES, expires__gt=now) | Q(
        state=Alert.State.ENDED, ended_at__gt=now - ENDED_SHOWN, ending__in=[Alert.Ending.ALL_CLEAR, Alert.Ending.CANCELLED]
    )
    # One question after the other: asked at once, PostgreSQL may look for the newest anew at each message, where it does not know yet how many there are.
    shown = Alert.objects.filter(pk__in=alerts).visible_to(AnonymousUser()).filter(recent, status=Alert.Status.ACTUAL)
    of_shown = AlertMessage.objects.filter(alert__pk__any=array(shown.values_list("pk", flat=True)))
    newest = of_shown.order_by("alert_id", "-version").distinct("alert_id").values_list("pk", flat=True)
    return list(AlertMessage.objects.filter(pk__any=array(newest)).with_alert().order_by("-sent_at", "-pk")[:MOST_ENTRIES])


def write_feed(*, title: str, address: str, messages: Iterable[AlertMessage]) -> bytes:
    """Return a feed; `address` is its own path, which also names it for ever."""
    messages = list(messages)
    base = settings.PALIER_BASE_URL
    root = ET.Element("feed", xmlns=ATOM)
    _add(root, "id", base + address)
    _add(root, "title", title)
    _add(root, "updated", _updated(messages))
    ET.SubElement(root, "link", rel="self", type="application/atom+xml", href=base + address)
    _add(ET.SubElement(root, "author"), "name", sender())
    for message in messages:
        entry = ET.SubElement(root, "entry")
        _add(entry, "id", f"urn:uuid:{message.public_id}")
        _add(entry, "title", f"{kicker_of(message)} – {message.headline}")
        _add(entry, "updated", cap_time(local(message.sent_at)))
        _add(entry, "summary", shorten(message.text, 200, placeholder="…"))
        ET.SubElement(entry, "link", rel="alternate", type=CONTENT_TYPE, href=base + cap_address(message))
        ET.SubElement(entry, "link", rel="related", type="text/html", href=base + message.alert.get_absolute_url())
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def cap_address(message: AlertMessage) -> str:
    """Return the path of a message's XML."""
    return reverse("notifications:cap", args=[message.alert.public_id, message.version])


def _add(parent: ET.Element, name: str, text: str) -> None:
    if cleaned := clean(text):
        ET.SubElement(parent, name).text = cleaned


def _updated(messages: list[AlertMessage]) -> str:
    """Return the moment of the newest entry; an empty feed has always been so."""
    newest = max((message.sent_at for message in messages), default=datetime(2026, 1, 1, tzinfo=timezone.get_default_timezone()))
    return cap_time(local(newest))
