"""The judges themselves: what is right passes, each thing that is wrong is refused, and for its own reason."""

import copy
import json

import pytest

from tests.standards.calendars import calendar_faults
from tests.standards.feeds import atom_faults, rss_faults
from tests.standards.linked import linked_faults
from tests.standards.maps import geojson_faults

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><id>https://x.example/f</id><title>Annonces</title>
<updated>2026-11-25T08:00:00+01:00</updated><link rel="self" href="https://x.example/f"/><link href="https://x.example/"/>
<author><name>Port</name></author><entry><id>urn:uuid:1</id><title>Lit</title><updated>2026-11-25T07:00:00Z</updated>
<link href="https://x.example/1"/><summary type="html">Un lit</summary><category term="don"/></entry></feed>"""
RSS = """<rss version="2.0" xmlns:a="http://www.w3.org/2005/Atom"><channel><title>Annonces</title><link>https://x.example/</link>
<description>Tout</description><a:link rel="self" href="https://x.example/f"/><lastBuildDate>Wed, 25 Nov 2026 08:00:00 +0100</lastBuildDate>
<item><title>Lit</title><link>https://x.example/1</link><guid isPermaLink="false">urn:uuid:1</guid><pubDate>25 Nov 2026 08:00:00 GMT</pubDate></item></channel></rss>"""
RING = [[-2.1, 48.4], [-2.0, 48.4], [-2.0, 48.5], [-2.1, 48.5], [-2.1, 48.4]]
MAP = {
    "type": "FeatureCollection",
    "features": [{"type": "Feature", "id": "a", "geometry": {"type": "Polygon", "coordinates": [RING]}, "properties": {"count": 1}}],
}
EVENT = {
    "@context": "https://schema.org", "@type": "Event", "name": "Soupe", "startDate": "2026-11-25T18:30+01:00", "endDate": "2026-11-25T21:00+01:00",
    "location": {"@type": "Place", "name": "Quai"}, "eventStatus": "https://schema.org/EventScheduled", "isAccessibleForFree": True,
}  # fmt: skip


@pytest.mark.parametrize(
    ("right", "wrong", "why"),
    [
        ("", "", ""),
        ("<title>Annonces</title>", "", "feed"),
        ("<id>https://x.example/f</id>", "<id>/f</id>", "id"),
        ("2026-11-25T07:00:00Z", "2026-11-25T07:00:00", "updated"),
        ("2026-11-25T07:00:00Z", "2026-11-25T07:00Z", "updated"),
        ("2026-11-25T07:00:00Z", "25/11/2026", "updated"),
        ("<title>Lit</title>", "<title>Lit</title><title>Lit</title>", "entry"),
        ("<author><name>Port</name></author>", "", "nobody wrote"),
        ("<author><name>Port</name></author>", "<author><email>a@b.example</email></author>", "author"),
        ("<author><name>Port</name></author>", "<author><name>Port</name><mail>a</mail></author>", "author"),
        ('<link href="https://x.example/1"/>', "", "alternate link"),
        ('<link href="https://x.example/1"/>', '<link href="https://x.example/1"/><link href="https://x.example/2"/>', "two alternate"),
        ('<link rel="self" href="https://x.example/f"/>', "", "its own address"),
        ('<category term="don"/>', "<category>don</category>", "category"),
        ('type="html"', 'type="markdown"', "summary"),
        ("<summary", "<pubDate>x</pubDate><summary", "entry"),
        ("</entry>", "</entry><entry/>", "entry"),
    ],
)
def test_atom_is_judged(right, wrong, why):
    faults = atom_faults(ATOM.replace(right, wrong, 1).encode())
    assert faults == [] if not why else any(why in fault for fault in faults), faults


@pytest.mark.parametrize(
    ("right", "wrong", "why"),
    [
        ("", "", ""),
        ('version="2.0"', 'version="0.91"', "2.0"),
        ("<description>Tout</description>", "", "without description"),
        ("<title>Lit</title>", "", "without title and description"),
        ("Wed, 25 Nov", "Thu, 25 Nov", "RFC 822"),
        ("25 Nov 2026 08:00:00 GMT", "2026-11-25T08:00:00Z", "RFC 822"),
        ("25 Nov 2026 08:00:00 GMT", "31 Nov 2026 08:00:00 GMT", "RFC 822"),
        ('isPermaLink="false"', "", ""),  # a URN is an address that lasts
        ('<guid isPermaLink="false">urn:uuid:1</guid>', "<guid>un</guid>", "permanent link"),
        ("<link>https://x.example/1</link>", "<link>/1</link>", "not an address"),
        ("<item>", "<item><author>Port</author>", "mail address"),
        ("<item>", "<item><updated>x</updated>", "no updated"),
        ("<title>Annonces</title>", "<title>Annonces</title><title>Encore</title>", "one title at most"),
        ("</item>", '</item><item><title>B</title><guid isPermaLink="false">urn:uuid:1</guid></item>', "one guid"),
    ],
)
def test_rss_is_judged(right, wrong, why):
    faults = rss_faults(RSS.replace(right, wrong, 1).encode())
    assert faults == [] if not why else any(why in fault for fault in faults), faults


@pytest.mark.parametrize(
    ("path", "value", "why"),
    [
        ((), None, ""),
        (("features", 0, "geometry"), None, ""),
        (("features", 0, "geometry", "coordinates"), [RING[::-1]], "against the clock"),
        (("features", 0, "geometry", "coordinates"), [RING[:-1]], "ends where it begins"),
        (("features", 0, "geometry", "coordinates"), RING[0], "nested otherwise"),
        (("features", 0, "geometry", "coordinates"), [[[48.4, -200.0], *RING]], "no position"),
        (("features", 0, "properties"), [], "properties"),
        (("features", 0, "id"), {}, "an id"),
        (("features", 0, "coordinates"), [1, 2], "has no coordinates"),
        (("features",), {}, "list of features"),
        (("crs",), {"type": "name"}, "projection"),
        (("type",), "Features", "not a GeoJSON"),
    ],
)
def test_a_map_is_judged(path, value, why):
    faults = geojson_faults(_changed(MAP, path, value))
    assert faults == [] if not why else any(why in fault for fault in faults), faults


@pytest.mark.parametrize(
    ("path", "value", "why"),
    [
        ((), None, ""),
        (("@context",), "https://example.org", "words of schema.org"),
        (("@type",), "Soup", "no such type"),
        (("startDate",), "25/11/2026", "startDate"),
        (("endDate",), "2026-11-25T10:00+01:00", "ends after"),
        (("location",), "Quai", "no such type"),
        (("location",), {"@type": "Product", "name": "Quai"}, "is no Product"),
        (("eventStatus",), "scheduled", "eventStatus"),
        (("isAccessibleForFree",), "yes", "isAccessibleForFree"),
        (("price",), "3", "has no price"),
    ],
)
def test_linked_data_is_judged(path, value, why):
    faults = linked_faults(_changed(EVENT, path, value))
    assert faults == [] if not why else any(why in fault for fault in faults), faults


def _changed(data, path, value):
    found = copy.deepcopy(data)
    assert json.dumps(found) == json.dumps(data)
    *way, last = path or (None,)
    place = found
    for step in way:
        place = place[step]
    if last is not None:
        place[last] = value
    return found


ICS = """BEGIN:VCALENDAR
PRODID:-//X//X//FR
VERSION:2.0
BEGIN:VEVENT
UID:1@x
DTSTAMP:20261125T080000Z
DTSTART:20261126T180000Z
DTEND:20261126T200000Z
SEQUENCE:0
STATUS:CONFIRMED
SUMMARY:Soupe
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")
TWICE = ICS[ICS.index("BEGIN:VEVENT") : ICS.index("END:VCALENDAR")]


@pytest.mark.parametrize(
    ("right", "wrong", "why"),
    [
        ("", "", ""),
        ("\r\n", "\n", "CR and LF"),
        ("SUMMARY:Soupe", "SUMMARY:" + "é" * 40, "75 octets"),
        ("PRODID:-//X//X//FR\r\n", "", "without prodid"),
        ("UID:1@x\r\n", "", "without uid"),
        ("STATUS:CONFIRMED", "STATUS:MAYBE", "no such status"),
        ("DTEND:20261126T200000Z", "DTEND:20261126T100000Z", "ends before"),
        ("END:VCALENDAR", f"{TWICE}END:VCALENDAR", "one uid"),
    ],
)
def test_a_calendar_is_judged(right, wrong, why):
    faults = calendar_faults(ICS.replace(right, wrong, 1 if len(right) > 2 else -1).encode())
    assert faults == [] if not why else any(why in fault for fault in faults), faults
