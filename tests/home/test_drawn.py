"""Components that are remembered: never somebody else's markup."""

from django.utils import translation
from django.utils.safestring import mark_safe

from home.drawn import component


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
