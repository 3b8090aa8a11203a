"""Components that are remembered: never somebody else's markup."""

from django.utils import translation
from django.utils.safestring import mark_safe

from home import drawn
from home.drawn import component, part
from tests.factories.home import MembershipFactory


def test_what_is_safe_and_what_is_not_are_drawn_apart():
    text = "<b>Deux chaises</b>"
    assert "<b>Deux" in component("stat", value=1, label=mark_safe(text))  # noqa: S308 - the point of the test
    assert "<b>Deux" not in component("stat", value=1, label=text)


def test_each_language_has_its_own():
    card = {"kind": "giveaway", "kind_label": "Don", "title": "Lit", "url": "/lit/", "direction": "offer", "pseudonym": "Mésange"}
    with translation.override("fr"):
        french = component("listing_card", **card)
    with translation.override("en"):
        assert component("listing_card", **card) != french


HEADER = {"signed_in": True, "place_url": "/d/p/", "place_title": "Port", "nav": (), "tools": (), "is_curator": False, "languages": ()}


def header_for(name):
    return part("site/header.html", holes={"path": "/", "name": name, "plate": "<svg>"}, **HEADER)


def test_two_readers_share_a_part_and_nothing_of_either_is_remembered():
    """SEC-16, P5: a name is put into the remembered header, escaped, and stays in no copy of it."""
    drawn.forget()
    first, second = header_for("Mésange <b>bleue</b>"), header_for("Lavandière")
    assert drawn._part.cache_info().misses == 1
    assert "Mésange &lt;b&gt;bleue&lt;/b&gt;" in first
    assert "&lt;svg&gt;" in first
    assert "Lavandière" in second
    assert "Mésange" not in second
    assert "\0" not in first


def test_a_place_may_be_called_like_a_hole():
    html = part("site/header.html", holes={"path": "/", "name": "Mésange", "plate": ""}, **{**HEADER, "place_title": "name"})
    assert html.count("Mésange") == 1


def test_the_head_of_a_neighbourhood_greets_each_neighbour_and_nobody_else(client, neighbourhood, resident, outsider):
    """P2, P5, SEC-16: drawn once for all who live there, and once for those who look in; who lives elsewhere may follow."""
    second = MembershipFactory(neighbourhood=neighbourhood).user
    drawn.forget()
    for person in (resident, second):
        client.force_login(person)
        html = client.get(neighbourhood.url).content.decode()
        assert f"Bonjour {person.pseudonym}, vous êtes chez vous" in html
        assert html.count(f"Bonjour {resident.pseudonym}") == (person == resident)
    client.force_login(outsider)
    assert "Bonjour " not in client.get(neighbourhood.url).content.decode()
    client.logout()
    html = client.get(neighbourhood.url).content.decode()
    assert "Bonjour " not in html
    assert "Rejoindre le quartier" in html
