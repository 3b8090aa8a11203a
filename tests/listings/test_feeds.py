"""Feeds of public listings, read by a real parser; the map for machines; what search engines are told."""

import json
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from wagtail.models import Site

import pytest
from lxml import etree

from home.cells import box, cell_at, cell_of
from tests.factories.listings import ChildcareFactory, GiveawayFactory, HelpFactory, MeetupFactory, RideFactory, index_of
from tests.standards.feeds import atom_faults, rss_faults
from tests.standards.linked import linked_faults
from tests.standards.maps import geojson_faults

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
HOME = (48.45417, -2.04113)


@pytest.fixture(autouse=True)
def _site(neighbourhood):
    index_of(neighbourhood)
    Site.objects.update(hostname="testserver")


def address(place, kind="tout", form="atom"):
    return reverse("listings:feed", args=[place.pk, kind, form])


def public(neighbourhood, **fields):
    return GiveawayFactory(neighbourhood=neighbourhood, audience="public", **fields)


def test_an_atom_feed_is_one_a_reader_takes(client, neighbourhood, other_neighbourhood):
    """RFC 4287, in full; and nothing that is not for everybody."""
    now = timezone.now()
    for number in range(3):
        public(neighbourhood, title=f"Lit <{number}> & matelas", published_at=now - timedelta(hours=number))
    GiveawayFactory(neighbourhood=neighbourhood, title="Pour les voisins")
    ChildcareFactory(neighbourhood=neighbourhood, title="Garde")
    public(other_neighbourhood, title="Ailleurs")
    answer = client.get(address(neighbourhood))
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert atom_faults(answer.content) == []
    feed = etree.fromstring(answer.content)
    assert feed.find(f"{ATOM}link[@rel='self']").get("href").endswith(address(neighbourhood))
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == neighbourhood.title
    assert [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")] == [
        f"Lit <{number}> & matelas" for number in range(3)
    ]
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
    assert len(set(ids)) == 3
    assert all(one.startswith("urn:uuid:") for one in ids)
    assert feed.findtext(f"{ATOM}updated") == feed.find(f"{ATOM}entry").findtext(f"{ATOM}updated")


def test_an_rss_feed_is_one_a_reader_takes(client, neighbourhood):
    public(neighbourhood, title="Lit")
    RideFactory(neighbourhood=neighbourhood, audience="public", title="Rennes")
    answer = client.get(address(neighbourhood, "giveaway", "rss"))
    assert rss_faults(answer.content) == []
    channel = etree.fromstring(answer.content).find("channel")
    assert [item.findtext("title") for item in channel.findall("item")] == ["Lit"]
    assert channel.find("item/guid").get("isPermaLink") == "false"
    for wrong in (
        address(neighbourhood, "unicorn"),
        address(neighbourhood, "tout", "yaml"),
        reverse("listings:feed", args=[1, "tout", "rss"]),
    ):
        assert client.get(wrong).status_code == 404


def test_whoever_has_it_already_gets_nothing_again(client, neighbourhood, django_assert_max_num_queries):
    """Conditional GET both ways; the feed changes when a listing comes or goes; the number of queries does not grow."""
    listing = public(neighbourhood)
    first = client.get(address(neighbourhood))
    assert "max-age" in first["Cache-Control"]
    assert client.get(address(neighbourhood), headers={"if-none-match": first["ETag"]}).status_code == 304
    assert client.get(address(neighbourhood), headers={"if-modified-since": first["Last-Modified"]}).status_code == 304
    for _ in range(20):
        public(neighbourhood)
    with django_assert_max_num_queries(6):
        again = client.get(address(neighbourhood), headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200
    assert again.content.count(b"<entry>") == 21
    listing.author = None
    assert b"Marronnier" not in again.content


def test_the_map_for_machines_holds_squares_only(client, neighbourhood):
    """PRV-01, PRV-05: two listings of one square are one feature, whose corners are the square's."""
    cell = cell_of(*HOME).key
    for title in ("Lit", "Vélo"):
        public(neighbourhood, title=title, cell=cell, street="rue du Quai")
    public(neighbourhood, title="Sans lieu")
    GiveawayFactory(neighbourhood=neighbourhood, title="Caché", cell=cell)
    answer = client.get(reverse("listings:geojson", args=[neighbourhood.pk]))
    assert answer["Content-Type"] == "application/geo+json; charset=utf-8"
    assert geojson_faults(answer.json()) == []
    (feature,) = answer.json()["features"]
    west, south, east, north = box(cell_at(cell))
    (ring,) = feature["geometry"]["coordinates"]
    assert ring == [[west, south], [east, south], [east, north], [west, north], [west, south]]
    assert ring[0] == ring[-1]
    assert {row["title"] for row in feature["properties"]["listings"]} == {"Lit", "Vélo"}
    assert "rue du Quai" not in answer.content.decode()
    narrowed = client.get(reverse("listings:geojson", args=[neighbourhood.pk]), {"q": "velo"}).json()
    assert narrowed["features"][0]["properties"]["count"] == 1
    assert client.get(reverse("listings:geojson", args=[neighbourhood.pk]), headers={"if-none-match": answer["ETag"]}).status_code == 304


def linked_data(page):
    found = etree.HTML(page.content).xpath("//script[@type='application/ld+json']/text()")
    return [json.loads(text) for text in found]


def test_a_public_page_says_what_it_is_and_nobody(client, neighbourhood):
    """schema.org: Offer, Demand, Event or Trip; no person, no street, and markup of the author's stays text (SEC-04)."""
    title = "Lit </script><script>alert(1)</script>"
    made = {
        "Offer": public(neighbourhood, title=title, street="rue du Quai"),
        "Demand": HelpFactory(neighbourhood=neighbourhood, audience="public", form="hand", direction="request"),
        "Event": MeetupFactory(neighbourhood=neighbourhood, audience="public"),
    }
    for kind, listing in made.items():
        page = client.get(listing.url)
        (data,) = linked_data(page)
        assert (data["@context"], data["@type"], data["name"]) == ("https://schema.org", kind, listing.title)
        assert linked_faults(data) == []
        text = json.dumps(data, ensure_ascii=False)
        assert listing.author.pseudonym not in text
        assert "rue du Quai" not in text
        assert b"<script>alert" not in page.content
    ride = RideFactory(neighbourhood=neighbourhood, audience="public", km=10)
    (trip,) = linked_data(client.get(ride.url))
    assert linked_faults(trip) == []
    assert trip["itemOffered"]["@type"] == "Trip"
    hidden = GiveawayFactory(neighbourhood=neighbourhood)
    client.force_login(hidden.author)
    assert linked_data(client.get(hidden.url)) == []


def test_the_list_names_its_feeds(client, neighbourhood):
    page = etree.HTML(client.get(f"{neighbourhood.url}annonces/").content)
    links = {link.get("type"): link.get("href") for link in page.xpath("//head/link[@rel='alternate']")}
    assert links["application/atom+xml"] == address(neighbourhood)
    assert client.get(links["application/rss+xml"]).status_code == 200
