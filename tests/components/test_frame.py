"""The frame around every page holds in every condition, down to no request at all."""

from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.utils import translation

import pytest

from accounts.models import User
from home import navigation
from home.navigation import Entry
from tests.components.markup import read, texts


@pytest.fixture
def entries(monkeypatch):
    """Start from an empty registry, so that no other app's entries matter here."""
    monkeypatch.setattr(navigation, "_entries", {})
    navigation.add(Entry("home", "Quarter", "home", lambda place: place.url if place else "", order=10))
    navigation.add(Entry("board", "Board", "board", lambda place: f"{place.url}board/" if place else "", order=20))
    navigation.add(Entry("mail", "Mail", "mail", lambda place: "/mail/", order=30, waiting=lambda user: User.objects.filter(pk=user)))
    navigation.add(Entry("charter", "Charter", "doc", lambda place: "/charter/", zone="about"))
    yield
    navigation.forget()


def page(rf, user, path="/", **context):
    request = rf.get(path)
    request.user = user
    with translation.override("fr"):
        return render_to_string("404.html", context, request)


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"])
def test_an_error_page_needs_nothing(name):
    elements = read(render_to_string(name))
    assert len([tag for tag, _attributes in elements if tag == "h1"]) == 1
    assert len([tag for tag, _attributes in elements if tag == "main"]) == 1


def test_the_page_of_a_broken_server_asks_for_no_hashed_name(settings):
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "portal.staticfiles.HashedStaticFilesStorage"}}
    assert "/static/css/palier.css" in render_to_string("500.html")


def test_a_page_has_its_landmarks_and_one_style_and_module(rf, entries):
    elements = read(page(rf, AnonymousUser()))
    tags = [tag for tag, _attributes in elements]
    assert [tags.count(tag) for tag in ("header", "main", "footer", "h1")] == [1, 1, 1, 1]
    assert len([1 for tag, attributes in elements if tag == "link" and attributes["rel"] == "stylesheet"]) == 1
    assert len([1 for tag, attributes in elements if tag == "script" and attributes.get("type") == "module"]) == 1
    assert ("a", {"class": "skip", "href": "#content"}) in elements
    assert dict(elements)["main"]["id"] == "content"


def test_a_visitor_without_a_place_gets_no_tabs_but_a_way_in(rf, entries):
    html = page(rf, AnonymousUser())
    assert "site-nav" not in html
    assert "/compte/login/" in html
    assert "/charter/" in html
    assert 'name="language" value="en"' in html


@pytest.mark.django_db
def test_a_resident_finds_the_neighbourhood_and_what_waits(rf, entries, resident, neighbourhood):
    html = page(rf, resident, f"{neighbourhood.url}board/carpool/", my_neighbourhood=neighbourhood)
    elements = read(html)
    current = [attributes["href"] for tag, attributes in elements if tag == "a" and attributes.get("aria-current")]
    assert current == [f"{neighbourhood.url}board/"]
    assert "Mail 1" in texts(html)
    assert resident.pseudonym in html
    assert "/compte/login/" not in html


@pytest.mark.django_db
def test_only_a_curator_finds_the_desk(rf, entries, resident, curator, neighbourhood):
    neighbourhood.refresh_from_db()
    assert "/admin/" in page(rf, curator, my_neighbourhood=neighbourhood)
    assert "/admin/" not in page(rf, resident, my_neighbourhood=neighbourhood)
