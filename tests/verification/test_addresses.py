import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verification.addresses import Address, dwelling_key, format_address, is_post_box
from verification.addresses.postcodes import check_department, read_postcode
from verification.addresses.streets import TYPES
from verification.errors import AddressRefusedError


def home(**parts):
    return Address(**{"recipient": "Foyer Le Goff", "street": "12 rue du Petit-Fort", "postcode": "22100", "town": "Dinan", **parts})


LINES = [
    # what is typed, the part it stands in, the line printed
    ("L'Haÿ-les-Roses", "town", "22100 L HAY LES ROSES"),
    ("Œuilly", "town", "22100 OEUILLY"),
    ("Saint-Malo Cedex 9", "town", "22100 SAINT MALO CEDEX 9"),
    ("Pré-en-Pail-Saint-Samson", "town", "22100 PRE EN PAIL SAINT SAMSON"),
    ("Nort/Erdre", "town", "22100 NORT ERDRE"),
    ("ÎLE-DE-BRÉHAT", "town", "22100 ILE DE BREHAT"),
    ("Saint-Quentin-la-Motte-Croix-au-Bailly", "town", "22100 ST QUENTIN MOTTE CROIX BAILLY"),
    ("5 bis rue Haute", "street", "5 B RUE HAUTE"),
    ("5bis, rue Haute", "street", "5 B RUE HAUTE"),
    ("5 Ter rue Haute", "street", "5 T RUE HAUTE"),
    ("7 quater rue Haute", "street", "7 Q RUE HAUTE"),
    ("7B rue Haute", "street", "7 B RUE HAUTE"),
    ("12-14 rue Haute", "street", "12 14 RUE HAUTE"),
    ("12 rue du 8 mai 1945", "street", "12 RUE DU 8 MAI 1945"),
    ("3 rue de l’Œil-de-Bœuf", "street", "3 RUE DE L OEIL DE BOEUF"),
    ("2, allée des Aubépines", "street", "2 ALLEE DES AUBEPINES"),
    ("9 rue Louis Æbi", "street", "9 RUE LOUIS AEBI"),
    ("1 rue Straße", "street", "1 RUE STRASSE"),
    ("4 rue Łódź", "street", "4 RUE LODZ"),
    ("Kerjean", "street", "KERJEAN"),
    ("Lieu-dit « La Ville-ès-Nonais »", "street", "LIEU DIT LA VILLE ES NONAIS"),
    ("12 rue A. & B. Martin", "street", "12 RUE A ET B MARTIN"),
    ("12\true\n du  Fort", "street", "12 RUE DU FORT"),
    ("12 rue\u202e du\u200b Fort", "street", "12 RUE DU FORT"),
    # The label has 32 characters: the type stays whole. With 33 it is shortened.
    ("1 boulevard Aaaaaaaaaaaaaaaaaaaaa", "street", "1 BOULEVARD AAAAAAAAAAAAAAAAAAAAA"),
    ("1 boulevard Aaaaaaaaaaaaaaaaaaaaaa", "street", "1 BOULEVARD AAAAAAAAAAAAAAAAAAAAAA"),
    ("1 boulevard Aaaaaaaaaaaaaaaaaaaaaaa", "street", "1 BD AAAAAAAAAAAAAAAAAAAAAAA"),
    ("BP 12", "locality", "BP 12"),
    ("Résidence d'Été, bât. C", "building", "RESIDENCE D ETE BAT C"),
    ("Apt. n° 3, 2ème étage", "apartment", "APT N 3 2EME ETAGE"),
    ("Mme Zoë Müller-N’Guyễn", "recipient", "MME ZOE MULLER N GUYEN"),
]


@pytest.mark.parametrize(("typed", "part", "expected"), LINES)
def test_each_part_becomes_the_line_the_norm_wants(typed, part, expected):
    """POS-02."""
    assert expected in format_address(home(**{part: typed}))


def test_titles_are_shortened_only_when_the_type_was_not_enough():
    """POS-02."""
    assert "27 AV DU MAL DE LATTRE DE TASSIGNY" in format_address(home(street="27 avenue du Maréchal de Lattre de Tassigny"))


def test_lines_stand_in_the_order_of_the_norm_and_none_is_empty():
    """POS-01."""
    address = home(apartment="Apt 3", building="Résidence du Port", locality="Lanvallay", street="5 bis rue Haute")
    assert format_address(address) == ["FOYER LE GOFF", "APT 3", "RESIDENCE DU PORT", "5 B RUE HAUTE", "LANVALLAY", "22100 DINAN"]
    assert format_address(home()) == ["FOYER LE GOFF", "12 RUE DU PETIT FORT", "22100 DINAN"]


REFUSED = [
    ("postcode", "SW1A 1AA"),
    ("postcode", "1050"),
    ("postcode", "D-10115"),
    ("postcode", "CH-1204"),
    ("postcode", "L-1234"),
    ("postcode", "221000"),
    ("postcode", "2210O"),
    ("postcode", "00100"),
    ("postcode", "99138"),
    ("postcode", "2A004"),
    ("postcode", "2B033"),
    ("postcode", "٢٢١٠٠"),
    ("postcode", ""),
    ("town", ""),
    ("town", "22100"),
    ("town", "Bruxelles, Belgique"),
    ("town", "東京"),
    ("street", ""),
    ("street", "12"),
    ("street", "5 bis"),
    ("street", "12 улица Ленина"),
    ("street", "12 rue " + "Abcdefghij" * 4),
    ("recipient", " ,- "),
    ("recipient", "A" * 39),
    ("building", "B" * 39),
]


@pytest.mark.parametrize(("part", "typed"), REFUSED)
def test_what_the_post_could_not_deliver_fails_with_its_part_and_a_reason(part, typed):
    """POS-03: foreign formats fail clearly."""
    with pytest.raises(AddressRefusedError) as refusal:
        format_address(home(**{part: typed}))
    assert refusal.value.field == part
    assert len(str(refusal.value)) > 20


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("22100", "22100"),
        (" 22 100 ", "22100"),
        ("F-22100", "22100"),
        ("FR 22100", "22100"),
        ("２２１００", "22100"),
        ("01000", "01000"),
        ("97400", "97400"),
    ],
)
def test_a_postcode_is_read_as_it_is_commonly_written(typed, expected):
    assert read_postcode(typed) == expected


@pytest.mark.parametrize(
    ("postcode", "town_code"),
    [
        ("22100", "22050"),
        ("01000", "01053"),
        ("20000", "2A004"),
        ("20200", "2B033"),
        ("97400", "97411"),
        ("97133", "97701"),
        ("97150", "97801"),
        ("98800", "98818"),
        ("75116", "75056"),
        ("22105", "22050"),
        ("12345", "not-official"),
    ],
)
def test_a_postcode_of_the_towns_department_is_believed(postcode, town_code):
    """POS-03: offline, by the department in the official code."""
    check_department(postcode, town_code)


@pytest.mark.parametrize(
    ("postcode", "town_code"), [("35400", "22050"), ("22100", "2A004"), ("97100", "97411"), ("20000", "22050"), ("10115", "75056")]
)
def test_a_postcode_of_another_department_is_refused(postcode, town_code, settings):
    """POS-03."""
    with pytest.raises(AddressRefusedError, match=postcode):
        check_department(postcode, town_code)
    settings.PALIER_POSTCODE_EXCEPTIONS = {town_code: [postcode]}
    check_department(postcode, town_code)


SAME_HOME = [
    home(street="12 RUE DU PETIT FORT"),
    home(street="12, R. Petit Fort"),
    home(recipient="Somebody else"),
    home(town="Dinan Cedex", locality="Port"),
    home(postcode="F-22100"),
]


@pytest.mark.parametrize("other", SAME_HOME)
def test_one_home_has_one_key_however_it_is_written(other):
    """VER-05: a limit per home is not passed by spelling."""
    assert dwelling_key(other, "22050") == dwelling_key(home(), "22050")


@pytest.mark.parametrize(
    "other",
    [
        home(street="14 rue du Petit-Fort"),
        home(street="12 bis rue du Petit-Fort"),
        home(apartment="A"),
        home(building="Bât. D"),
        home(postcode="22101"),
    ],
)
def test_two_homes_have_two_keys(other):
    assert dwelling_key(other, "22050") != dwelling_key(home(), "22050")
    assert dwelling_key(home(building="Bât. A"), "22050") != dwelling_key(home(building="Bât. D"), "22050")


def test_in_a_hamlet_without_numbers_the_name_tells_homes_apart():
    le_goff, le_bras = home(street="Kerjean"), home(street="Kerjean", recipient="Le Bras")
    assert dwelling_key(le_goff, "22050") != dwelling_key(le_bras, "22050")


@pytest.mark.parametrize("parts", [{"street": "BP 12"}, {"locality": "B.P. 1234"}, {"locality": "CS 51234"}, {"street": "Poste restante"}])
def test_a_post_box_is_no_home(parts):
    assert is_post_box(home(**parts))
    assert not is_post_box(home())


LETTERS = "abcdefghijklmnopqrstuvwxyzàâäçéèêëîïôöùûüÿœæ '-.,"
text = st.text(alphabet=LETTERS, max_size=45)
typed_addresses = st.builds(Address, recipient=text, apartment=text, building=text, street=text, locality=text, postcode=text, town=text)


def generated_addresses(number):
    """Believable addresses, from a fixed seed."""
    dice = random.Random(22)

    def words():
        return "".join(dice.choices(LETTERS, k=dice.randint(1, 30))) + dice.choice("xyz")

    for _ in range(number):
        start = dice.choice(["", "{} ", "{} bis ", "{}ter, ", "{} Q ", "{}-3 "]).format(dice.randint(1, 9999))
        yield Address(
            recipient=words(),
            apartment=dice.choice(["", words()]),
            building=dice.choice(["", words()]),
            street=f"{start}{dice.choice(list(TYPES)).lower()} {words()}",
            locality=dice.choice(["", words()]),
            postcode=f"{dice.randint(1000, 95999):05}",
            town=words(),
        )


def check(address):
    """Printable by the norm, or refused with a reason. Returns whether it was printed."""
    try:
        lines = format_address(address)
    except AddressRefusedError as refusal:
        return not str(refusal)
    assert 3 <= len(lines) <= 6
    for line in lines:
        assert re.fullmatch(r"[A-Z0-9]+(?: [A-Z0-9]+)*", line)
        assert len(line) <= 38
    assert lines[-1].startswith(f"{address.postcode} ")
    assert dwelling_key(address, "22050")
    return True


def test_every_generated_address_is_printable_or_too_long():
    """POS-01, POS-02: 5,000 addresses."""
    printed = [check(address) for address in generated_addresses(5000)]
    assert sum(printed) > 4000


@settings(max_examples=200, deadline=None)
@given(typed_addresses)
def test_whatever_is_typed_is_printable_or_refused_with_a_reason(address):
    check(address)


@pytest.mark.parametrize("word", sorted(TYPES))
def test_a_street_type_is_shortened_above_32_characters_only(word):
    """POS-02."""
    short_label = f"{word} {'X' * (32 - len(word) - 1)}"
    assert f"8 {short_label}" in format_address(home(street=f"8 {short_label}"))
    assert f"8 {TYPES[word]} {'X' * (32 - len(word))}" in format_address(home(street=f"8 {word} {'X' * (32 - len(word))}"))
