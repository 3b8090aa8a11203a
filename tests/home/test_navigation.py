"""The registry of links: upper rooms add theirs, home knows none of them."""

import pytest

from home import navigation
from home.navigation import Entry


class Place:
    url = "/dinan/port/"


@pytest.fixture(autouse=True)
def entries(monkeypatch):
    monkeypatch.setattr(navigation, "_entries", {})
    navigation.add(Entry("board", "Board", "board", lambda place: f"{place.url}annonces/", order=20))
    navigation.add(Entry("home", "Quarter", "home", lambda place: place.url, order=10))
    navigation.add(Entry("closed", "Closed", "lock", lambda place: "", order=5))
    navigation.add(Entry("charter", "Charter", "doc", lambda place: "/charte/", zone="about"))


def keys(links):
    return [link.entry.key for link in links]


def test_links_come_in_order_and_without_those_that_lead_nowhere():
    assert keys(navigation.links(zone="nav", place=Place(), request=None)) == ["home", "board"]
    assert keys(navigation.links(zone="about", place=None, request=None)) == ["charter"]


@pytest.mark.parametrize(
    ("path", "current"),
    [("/dinan/port/", ["home"]), ("/dinan/port/annonces/covoiturage/", ["board"]), ("/compte/", [])],
)
def test_the_closest_link_is_the_current_one(rf, path, current):
    links = navigation.links(zone="nav", place=Place(), request=rf.get(path))
    assert keys([link for link in links if link.current]) == current


def test_what_waits_is_counted_for_a_signed_in_reader_only(rf):
    navigation.add(Entry("mail", "Mail", "mail", lambda place: "/mail/", zone="tools", waiting=lambda request: 3))
    request = rf.get("/")
    [link] = navigation.links(zone="tools", place=None, request=request)
    assert link.waiting == 0
    request.user = type("Reader", (), {"is_authenticated": True})()
    [link] = navigation.links(zone="tools", place=None, request=request)
    assert link.waiting == 3


def test_a_key_is_registered_once():
    navigation.add(Entry("home", "Village", "home", lambda place: place.url, order=10))
    assert keys(navigation.links(zone="nav", place=Place(), request=None)) == ["home", "board"]
