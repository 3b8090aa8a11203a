"""Choosing a language: a cookie, and nothing else."""

from django.test import Client

import pytest


@pytest.fixture
def visitor():
    """A browser that checks CSRF like a real one, and holds no token."""
    return Client(enforce_csrf_checks=True)


def test_the_choice_is_kept_in_a_cookie(visitor, settings):
    response = visitor.post("/langue/", {"language": "en", "next": "/dinan/?page=2"})
    cookie = response.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert (response.status_code, response["Location"]) == (302, "/dinan/?page=2")
    assert (cookie.value, cookie["samesite"], cookie["max-age"]) == ("en", "Lax", 365 * 24 * 3600)
    assert set(response.cookies) == {settings.LANGUAGE_COOKIE_NAME}


def test_a_link_cannot_change_it(visitor):
    response = visitor.get("/langue/", {"language": "en"})
    assert response.status_code == 405
    assert not response.cookies


@pytest.mark.parametrize("goal", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "/\\elsewhere.example", ""])
def test_one_never_leaves_the_site(visitor, goal):
    assert visitor.post("/langue/", {"language": "en", "next": goal})["Location"] == "/"


def test_without_a_goal_one_goes_back_where_one_was(visitor):
    response = visitor.post("/langue/", {"language": "fr"}, headers={"referer": "http://testserver/dinan/"})
    assert response["Location"] == "http://testserver/dinan/"


@pytest.mark.parametrize("language", ["de", "", "../../etc"])
def test_an_unknown_language_changes_nothing(visitor, language):
    response = visitor.post("/langue/", {"language": language, "next": "/dinan/"})
    assert response["Location"] == "/dinan/"
    assert not response.cookies
