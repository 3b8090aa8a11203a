"""The doorplate depends on the pseudonym alone."""

from django.template import Context, Template

import pytest

from accounts.plates import initials, plate
from tests.components.markup import read


@pytest.mark.parametrize(
    ("pseudonym", "letters"),
    [
        ("Lavandière", "LA"),
        ("Grand Héron", "GH"),
        ("Dame Tartine", "DT"),
        ("Pomme d'api", "PA"),
        ("La Mie du Port", "MP"),
        ("Martin-pêcheur", "MP"),
        ("vélo_bleu", "VB"),
        ("de la", "DE"),
        ("", "?"),
    ],
)
def test_initials_come_from_the_words_that_count(pseudonym, letters):
    assert initials(pseudonym) == letters


def test_the_same_name_has_the_same_plate_in_any_case():
    assert plate("Grand Héron").split("<text")[0] == plate(" GRAND HÉRON ").split("<text")[0]
    assert plate("Grand Héron") != plate("Mirabelle")


def test_a_plate_is_decoration_and_escapes_its_letters():
    html = Template("{% load people %}{% plate name 'l' %}").render(Context({"name": "<b> &c"}))
    [(tag, attributes), *_rest] = read(html)
    assert (tag, attributes["aria-hidden"], attributes["class"]) == ("svg", "true", "plate plate--l")
    assert "&lt;&amp;" in html
