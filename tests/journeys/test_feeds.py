"""Every feed, map and calendar the running demonstration offers to machines, fetched as a stranger and held against its standard."""

import json
import re

from lxml import etree

from tests.standards.calendars import calendar_faults
from tests.standards.feeds import atom_faults, rss_faults
from tests.standards.linked import linked_faults
from tests.standards.maps import geojson_faults

LINKED = "application/ld+json"
JUDGES = {
    "application/atom+xml": atom_faults,
    "application/rss+xml": rss_faults,
    "application/geo+json": lambda content: geojson_faults(json.loads(content)),
    "text/calendar": calendar_faults,
}
LISTING = re.compile(r"/annonces/[a-z0-9-]+-[a-z0-9]{8}/$")


class Reader:
    """A program that follows links and judges what it gets."""

    def __init__(self, request, url):
        self.request, self.url = request, url
        self.kinds, self.faults = [], {}

    def fetch(self, path):
        answer = self.request.get(path)
        assert answer.ok, path
        kind = answer.headers["content-type"].partition(";")[0]
        self.kinds.append(kind)
        if kind in JUDGES and (found := JUDGES[kind](answer.body())):
            self.faults[path] = found
        return answer

    def links(self, path):
        """Return where a page leads, having judged what it says in JSON-LD."""
        page = etree.HTML(self.fetch(path).body())
        for text in page.xpath(f"//script[@type='{LINKED}']/text()"):
            self.kinds.append(LINKED)
            if found := linked_faults(json.loads(text)):
                self.faults[path] = found
        return [link.removeprefix(self.url) for link in page.xpath("//@href")]

    def read_place(self, place):
        """Fetch all that a neighbourhood offers, and the calendar files of its public listings."""
        found = self.links(f"{place}annonces/")
        self.fetch(f"{place}agenda/ics/")
        for link in sorted({link for link in found if "/annonces/flux/" in link}):
            self.fetch(link)
        for listing in sorted({link for link in found if LISTING.search(link)}):
            for link in self.links(listing):
                if link.endswith(".ics"):
                    self.fetch(link)


def test_what_the_demonstration_tells_machines_is_as_the_standards_ask(visit, site):
    """RFC 4287, RSS 2.0, RFC 7946, RFC 5545, schema.org: of the portal, the town, each neighbourhood, each kind, each public listing."""
    reader = Reader(visit().context.request, site.url)
    reader.fetch("/alertes/flux.atom")
    for kind in ("TownPage", "NeighbourhoodPage"):
        for item in reader.fetch(f"/api/v2/pages/?type=home.{kind}&limit=20").json()["items"]:
            reader.fetch(f"/alertes/flux/{item['id']}.atom")
    found = sorted({link for link in reader.links("/dinan/") if re.fullmatch(r"/dinan/[a-z-]+/", link)})
    places = [place for place in found if reader.request.get(f"{place}annonces/").ok]  # one still gathers its neighbours
    for place in places:
        reader.read_place(place)
    assert reader.faults == {}
    counts = {kind: reader.kinds.count(kind) for kind in [*JUDGES, LINKED]}
    assert len(places) >= 4
    assert counts["application/geo+json"] == counts["application/rss+xml"] >= 4
    assert counts["application/atom+xml"] > 4 * 7
    assert counts["text/calendar"] > 4
    assert counts[LINKED] > 8


def test_a_persons_calendar_is_one(visit, site):
    """RFC 5545: the address one subscribes to, with what one takes part in and invites to."""
    page = visit("Lavandière").page
    page.goto("/annonces/les-miennes/")
    with page.expect_navigation():
        page.locator("form[action*='/calendrier/'] button").click()
    address = page.locator("#calendar-address").input_value()
    stranger = Reader(visit().context.request, site.url)
    content = stranger.fetch(address[address.index("/annonces/") :]).body()
    assert stranger.faults == {}
    assert stranger.kinds == ["text/calendar"]
    assert b"BEGIN:VEVENT" in content
