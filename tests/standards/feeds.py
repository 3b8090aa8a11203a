"""Whether a feed is one: Atom 1.0 (RFC 4287) and RSS 2.0, each fault in a line. Written from what the standards say; nothing is fetched."""

import re
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree

GRAMMAR = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))
READER = etree.XMLParser(resolve_entities=False, no_network=True)
A = "{http://www.w3.org/2005/Atom}"

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_RFC_822 = re.compile(
    rf"(?:({'|'.join(_DAYS)}), )?(\d\d?) ({'|'.join(_MONTHS)}) (\d{{4}}) ([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)? (?:GMT|UT|[+-]\d{{4}})"
)
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+(?: \(.+\))?")
#: RSS: what a channel and an item may hold; True where it may come again.
_CHANNEL = dict.fromkeys(
    ["title", "link", "description", "language", "copyright", "managingEditor", "webMaster", "pubDate", "lastBuildDate", "generator", "docs", "cloud", "ttl", "image", "rating", "textInput", "skipHours", "skipDays"], False
) | {"category": True, "item": True}  # fmt: skip
_ITEM = dict.fromkeys(["title", "link", "description", "author", "comments", "enclosure", "guid", "pubDate", "source"], False) | {
    "category": True
}


def atom_faults(content: bytes) -> list[str]:
    """Return what is wrong with an Atom feed."""
    feed = etree.fromstring(content, READER)
    faults = [] if GRAMMAR.validate(feed) else [error.message for error in GRAMMAR.error_log]
    entries = feed.findall(f"{A}entry")
    for element in (feed, *entries):
        seen = [
            (link.get("type"), link.get("hreflang")) for link in element.findall(f"{A}link") if link.get("rel", "alternate") == "alternate"
        ]
        if len(set(seen)) < len(seen):
            faults.append("two alternate links of one type and language")
    if len([link for link in feed.findall(f"{A}link") if link.get("rel") == "self"]) != 1:
        faults.append("a feed names its own address once")
    ids = [(entry.findtext(f"{A}id"), entry.findtext(f"{A}updated")) for entry in entries]
    if len(set(ids)) < len(ids):
        faults.append("two entries of one id and moment")
    for entry in entries:
        faults += _entry_faults(entry, has_author=feed.find(f"{A}author") is not None)
    return faults


def _entry_faults(entry, *, has_author):
    content = entry.find(f"{A}content")
    if content is None and not any(link.get("rel", "alternate") == "alternate" for link in entry.findall(f"{A}link")):
        yield "an entry without content needs an alternate link"
    if not has_author and entry.find(f"{A}author") is None and entry.find(f"{A}source/{A}author") is None:
        yield "nobody wrote an entry"
    if content is not None and content.get("src") and entry.find(f"{A}summary") is None:
        yield "content from elsewhere needs a summary"


def rss_faults(content: bytes) -> list[str]:
    """Return what is wrong with an RSS feed."""
    root = etree.fromstring(content, READER)
    if root.tag != "rss" or root.get("version") != "2.0" or [child.tag for child in root] != ["channel"]:
        return ["not one channel in rss 2.0"]
    channel = root[0]
    faults = [*_children(channel, _CHANNEL, "channel"), *_values(channel)]
    faults += [f"channel without {name}" for name in ("title", "link", "description") if channel.find(name) is None]
    if (ttl := channel.findtext("ttl")) is not None and not ttl.isdecimal():
        faults.append("ttl is a number of minutes")
    items = channel.findall("item")
    for item in items:
        faults += [*_children(item, _ITEM, "item"), *_values(item)]
        if not (item.findtext("title") or item.findtext("description")):
            faults.append("an item without title and description")
        guid = item.find("guid")
        if guid is not None and guid.get("isPermaLink", "true") == "true" and not _is_address(guid.text):
            faults.append("a guid that is a permanent link is an address")
    guids = [guid for item in items if (guid := item.findtext("guid"))]
    return faults + ["two items of one guid"] * (len(set(guids)) < len(guids))


def _children(parent, allowed, where):
    names = [child.tag for child in parent if isinstance(child.tag, str) and not child.tag.startswith("{")]
    for name in dict.fromkeys(names):
        if name not in allowed:
            yield f"{where} has no {name}"
        elif names.count(name) > 1 and not allowed[name]:
            yield f"{where} has one {name} at most"


def _values(parent):
    for name in ("pubDate", "lastBuildDate"):
        if (text := parent.findtext(name)) is not None and not _is_rfc_822(text):
            yield f"{name}: not a date of RFC 822: {text}"
    for name in ("link", "comments"):
        if (text := parent.findtext(name)) is not None and not _is_address(text):
            yield f"{name}: not an address: {text}"
    for name in ("author", "managingEditor", "webMaster"):
        if (text := parent.findtext(name)) is not None and not _MAIL.fullmatch(text):
            yield f"{name}: not a mail address: {text}"
    for enclosure in parent.findall("enclosure"):
        if not (_is_address(enclosure.get("url")) and (enclosure.get("length") or "").isdecimal() and enclosure.get("type")):
            yield "an enclosure has address, length and type"


def _is_rfc_822(text):
    found = _RFC_822.fullmatch(text)
    if not found:
        return False
    try:
        day = date(int(found[4]), _MONTHS.index(found[3]) + 1, int(found[2]))
    except ValueError:
        return False
    return found[1] is None or _DAYS[day.weekday()] == found[1]


def _is_address(text):
    parts = urlsplit(text or "")
    return bool(parts.scheme and (parts.netloc or parts.path)) and not re.search(r"\s", text)
