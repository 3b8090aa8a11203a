"""What a name may be, and which names are the same to the eye."""

import unicodedata

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import pseudonyms
from accounts.models import User
from tests.factories.accounts import UserFactory

#: Letters of other alphabets that nobody tells from a Latin one.
TWINS = {"a": "аɑα", "e": "е", "o": "оοо0", "p": "рρ", "c": "с", "x": "х", "i": "іι1", "s": "ѕ", "j": "ј", "v": "ν"}

names = st.from_regex(r"[A-Za-z][A-Za-zéèêàùçôîï' _-]{2,24}", fullmatch=True)


def accepted(name):
    try:
        pseudonyms.validate(name)
    except ValidationError:
        return False
    return True


@given(names)
def test_case_accents_and_separators_do_not_make_another_name(name):
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    for twin in (name.upper(), name.lower(), name.title(), bare, name.replace(" ", "_"), f"  {name} "):
        assert pseudonyms.fold(twin) == pseudonyms.fold(name)


@given(names, st.data())
def test_letters_of_another_alphabet_do_not_make_another_name(name, data):
    twin = "".join(data.draw(st.sampled_from([c, *TWINS.get(c, "")])) for c in name.lower())
    assert pseudonyms.fold(twin) == pseudonyms.fold(name)


@given(names)
def test_wide_and_styled_letters_do_not_make_another_name(name):
    """NFKC: « Ｌａｖａｎｄｉèｒｅ » in full-width letters is stored, and met, as « Lavandière »."""
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)
    assert pseudonyms.fold(wide) == pseudonyms.fold(name)
    assert pseudonyms.normalize(wide) == pseudonyms.normalize(name)


@given(st.text(max_size=40))
def test_whatever_is_accepted_can_be_stored(text):
    """The key fits its column, and normalising twice changes nothing."""
    name = pseudonyms.normalize(text)
    assert pseudonyms.normalize(name) == name
    if accepted(name):
        assert 0 < len(pseudonyms.fold(name)) <= User._meta.get_field("pseudonym_key").max_length
        assert len(name) <= User._meta.get_field("pseudonym").max_length


@given(st.sampled_from(pseudonyms.RESERVED), st.data())
def test_nobody_passes_for_the_town_hall(word, data):
    twin = "".join(data.draw(st.sampled_from([c, c.upper(), *TWINS.get(c, "")])) for c in word)
    assert not accepted(twin)


@pytest.mark.parametrize("name", ["ab", "x" * 31, "<script>", "a@b.fr", "-tiret", "🦊 renard", "a\u202eb c", "nul\x00l", ""])
def test_other_signs_are_refused(name):
    assert not accepted(name)


@pytest.mark.parametrize("name", ["Lаvandière", "Bigоudi", "αlpha", "Ноme"])
def test_a_name_does_not_borrow_from_another_alphabet(name):
    assert not accepted(name)


@pytest.mark.parametrize("name", ["Lavandière", "Grand Héron", "L'Oiseau", "vélo_bleu", "Tournevis-2", "Бабушка", "北海道の人"])
def test_names_of_every_alphabet_are_welcome(name):
    assert accepted(name)


@pytest.mark.django_db
def test_the_database_refuses_the_twin_the_form_forgot():
    UserFactory(pseudonym="Lavandière")
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(pseudonym="LAVANDIERE")
    assert User.objects.get_by_natural_key("lavandiere").pseudonym == "Lavandière"
