"""The sentences of others that are said in our own French."""

from pathlib import Path

import django
from django.utils import translation

import wagtail

import allauth
import pytest

from portal.borrowed import SENTENCES
from portal.translations import read


@pytest.fixture(scope="module")
def theirs():
    """Return what they know how to say."""
    known = set()
    for package in (django, allauth, wagtail):
        for path in Path(package.__file__).parent.glob("**/locale/fr/LC_MESSAGES/django.po"):
            known |= {message.id for message in read(path, "fr") if isinstance(message.id, str)}
    return known


@pytest.mark.parametrize("sentence", SENTENCES)
def test_borrowed_sentence_still_exists_where_it_comes_from(sentence, theirs):
    assert sentence in theirs


def test_our_french_wins():
    with translation.override("fr"):
        assert translation.gettext("Are you sure you want to sign out?") == "Voulez-vous vous déconnecter\u202f?"
