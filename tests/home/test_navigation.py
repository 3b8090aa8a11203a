"""The registry of links: upper rooms add theirs, home knows none of them."""

import pytest

from accounts.models import User
from home import navigation
from home.navigation import Entry


class Place:
    pk = 1
    url = "/dinan/port/"


@pytest.fixture(autouse=True)
def entries(monkeypatch):
    monkeypatch.setattr(navigation, "_entries", {})
    navigation.add(Entry("board", "Board", "board", lambda place: f"{place.url}annonces/", order=20))
    navigation.add(Entry("home", "Quarter", "home", lambda place: place.url, order=10))
    navigation.add(Entry("closed", "Closed", "lock", lambda place: "", order=5))
    navigation.add(Entry("charter", "Charter", "doc", lambda place: "/charte/", zone="about"))
    yield
    navigation.forget()


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


@pytest.mark.django_db
def test_what_waits_is_counted_for_a_signed_in_reader_only_and_in_one_statement(rf, django_assert_num_queries, resident, curator):
    navigation.add(Entry("mail", "Mail", "mail", lambda place: "/mail/", zone="tools", waiting=lambda user: User.objects.exclude(pk=user)))
    navigation.add(Entry("me", "Me", "key", lambda place: "/me/", zone="nav", waiting=lambda user: User.objects.filter(pk=user)))
    request = rf.get("/")
    [link] = navigation.links(zone="tools", place=None, request=request)
    assert link.waiting == 0
    request.user = resident
    with django_assert_num_queries(1):
        [link] = navigation.links(zone="tools", place=None, request=request)
        *_others, mine = navigation.links(zone="nav", place=Place(), request=request)
    assert link.waiting == User.objects.exclude(pk=resident.pk).count() > 0
    assert mine.waiting == 1


def test_a_key_is_registered_once():
    navigation.add(Entry("home", "Village", "home", lambda place: place.url, order=10))
    assert keys(navigation.links(zone="nav", place=Place(), request=None)) == ["home", "board"]
