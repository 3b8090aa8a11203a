"""Rooms found by the first word of an address."""

from django.core.exceptions import ImproperlyConfigured
from django.urls import include, path, resolve, reverse

import pytest

from portal.first_words import room

ROOMS = ["ads.urls", "verification.urls", "home.urls", "notifications.urls"]


@pytest.mark.parametrize("urlconf", ROOMS)
def test_a_room_hides_none_of_its_addresses(urlconf):
    """Whatever Django finds in a room, the room finds under the same name; what begins with another word it does not even try."""
    plain, ours = path("", include(urlconf)), room(urlconf)
    for address in plain.url_patterns:
        written = "/".join(_example(part) for part in str(address.pattern).split("/"))
        assert ours.resolve(written).view_name == plain.resolve(written).view_name
    assert ours.pattern.match("dinan/port-et-jerzual/") is None


def test_the_first_word_is_the_whole_word():
    assert resolve(reverse("home:find")).url_name == "find"
    assert resolve("/trouver-dinan/port/").func.__name__ == "place"


def test_a_room_whose_addresses_begin_with_a_variable_is_refused():
    with pytest.raises(ImproperlyConfigured, match="does not begin with a word"):
        room("tests.portal.test_first_words")


urlpatterns = [path("<slug:anything>/", lambda request, anything: None)]


def _example(part: str) -> str:
    given = {"<uuid:": "10781a2a-f060-4255-a2eb-48cf01c36cbd", "<int:": "7", "<str:": "mot", "<slug:": "mot"}
    while "<" in part:
        begin, _, rest = part.partition("<")
        kind, end = rest.split(":")[0], rest.partition(">")[2]
        part = begin + given[f"<{kind}:"] + end
    return part
