from collections import Counter

import pytest

from verification import codes

#: 99.99 % of fair samples stay below it, with 31 degrees of freedom.
CHI_SQUARE_LIMIT = 70


def chi_square(counts, expected):
    return sum((counts[sign] - expected) ** 2 / expected for sign in codes.ALPHABET)


def test_eight_hundred_thousand_signs_show_no_bias_and_only_the_alphabet():
    """VER-01: 10⁵ codes, every position tested on its own."""
    made = [codes.new_code() for _ in range(100_000)]
    assert set("".join(made)) == set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    assert {len(code) for code in made} == {8}
    assert len(set(made)) >= len(made) - 2
    for position in range(8):
        assert chi_square(Counter(code[position] for code in made), len(made) / 32) < CHI_SQUARE_LIMIT


def test_the_chi_square_would_see_a_biased_source():
    """The positive control: `% 30` folded over 32 signs, a common mistake, is far beyond the limit."""
    biased = Counter(codes.ALPHABET[index % 30] for index in range(125_000))
    assert chi_square(biased, 125_000 / 32) > CHI_SQUARE_LIMIT


def test_no_sign_can_be_taken_for_another():
    """VER-01."""
    assert not set("ILOU") & set(codes.ALPHABET)
    assert len(codes.ALPHABET) ** codes.CODE_LENGTH == 2**40


@pytest.mark.parametrize("typed", ["K7QP-2M9X", "k7qp2m9x", " K7QP 2M9X ", "k7qp–2m9x", "K 7 Q P - 2 M 9 X"])
def test_case_hyphen_and_spaces_do_not_matter(typed):
    """VER-01."""
    assert codes.read(typed) == "K7QP2M9X"
    assert codes.is_possible(codes.read(typed))


def test_signs_that_are_not_in_the_alphabet_read_as_what_they_look_like():
    assert codes.read("oOiI-lL00") == "00111100"


@pytest.mark.parametrize("typed", ["", "K7QP-2M9", "K7QP-2M9XX", "K7QP-2M9U", "K7QP-2M9é"])
def test_what_no_card_bears_is_seen_before_it_costs_a_try(typed):
    assert not codes.is_possible(codes.read(typed))


def test_a_code_is_shown_in_two_groups_and_kept_as_a_hash():
    """VER-03."""
    code = codes.new_code()
    assert codes.read(codes.display(code)) == code
    assert codes.display(code)[4] == "-"
    stored = codes.hash_code(code)
    assert code not in stored
    assert codes.matches(code, [stored], work=2) == [True]
    assert codes.matches("00000000", [stored], work=2) == [False]


def test_any_number_of_cards_costs_the_same_number_of_hashes(settings):
    """VER-04, counted instead of timed."""
    settings.PASSWORD_HASHERS = ["tests.verification.hashers.CountingHasher"]
    from tests.verification.hashers import CountingHasher

    hashes = [codes.hash_code(codes.new_code()) for _ in range(2)]
    for number in (0, 1, 2):
        CountingHasher.encoded = 0
        codes.matches("00000000", hashes[:number], work=2)
        assert CountingHasher.encoded == 2
