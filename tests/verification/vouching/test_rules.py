"""Each obstacle and each shape by itself, beside the case in which nothing stands in the way (VER-06, VER-07)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from verification import policy
from verification.vouching import rules
from verification.vouching.rules import Asked, Given, Obstacle, Shape, Standing, Ties

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ANNA, BEN, CHLOE, NEWCOMER = 1, 2, 3, 9
GOOD = Standing(ANNA, place=7, level=2, method="postcard", since=NOW - 30 * DAY, dwellings=frozenset({"a"}))
APPLICANT = Standing(NEWCOMER, place=7, dwellings=frozenset({"n"}))


def spent(*days):
    return tuple(NOW - day * DAY for day in days)


@pytest.mark.parametrize(
    ("change", "obstacle", "until"),
    [
        ({}, None, None),
        ({"method": "desk", "dwellings": frozenset()}, None, None),
        ({"person": NEWCOMER}, Obstacle.SELF, None),
        ({"place": 8}, Obstacle.ELSEWHERE, None),
        ({"since": None}, Obstacle.ELSEWHERE, None),
        ({"level": 1}, Obstacle.LEVEL, None),
        ({"method": "vouch"}, Obstacle.METHOD, None),
        ({"method": "geolocation"}, Obstacle.METHOD, None),
        ({"since": NOW - 30 * DAY + timedelta(seconds=1)}, Obstacle.EARLY, NOW + timedelta(seconds=1)),
        ({"dwellings": frozenset({"n"})}, Obstacle.DWELLING, None),
        ({"spent": spent(1, 2)}, None, None),
        ({"spent": spent(1, 2, 89)}, Obstacle.BUDGET, NOW + DAY),
        ({"spent": spent(1, 2, 3, 89)}, Obstacle.BUDGET, NOW + 87 * DAY),
        ({"spent": spent(1, 2, 90)}, None, None),
    ],
)
def test_who_may_vouch(change, obstacle, until):
    refusal = rules.obstacle(replace(GOOD, **change), APPLICANT, NOW)
    assert (refusal and refusal.obstacle, refusal and refusal.until) == (obstacle, until)


def given(person, *, dwelling=None, at=NOW, network="", **fields):
    standing = replace(GOOD, person=person, dwellings=frozenset({dwelling or f"home of {person}"}), **fields)
    return Given(standing, at, network)


def pair(*vouches, asked=None, **ties):
    return rules.enough(asked or Asked(APPLICANT, NOW), vouches, Ties(**ties), NOW)


def test_two_neighbours_of_two_homes_are_enough():
    assert pair(given(ANNA)) is None
    assert pair(given(ANNA), given(BEN)) == rules.Pair(frozenset({ANNA, BEN}))


def test_two_of_one_home_count_once():
    assert pair(given(ANNA, dwelling="same"), given(BEN, dwelling="same")) is None
    found = pair(given(ANNA, dwelling="same"), given(BEN, dwelling="same"), given(CHLOE))
    assert CHLOE in found.vouchers


def test_a_voucher_who_lost_their_standing_counts_no_more_but_one_whose_budget_is_spent_does():
    assert pair(given(ANNA), given(BEN, since=None)) is None
    assert pair(given(ANNA), given(BEN, place=8)) is None
    assert pair(given(ANNA), given(BEN, spent=spent(0, 1, 2))) is not None


def test_the_same_two_vouch_together_once():
    together = {frozenset({ANNA, BEN})}
    assert pair(given(ANNA), given(BEN), together=together) is None
    assert pair(given(ANNA), given(BEN), given(CHLOE), together=together).vouchers != {ANNA, BEN}


@pytest.mark.parametrize(
    ("ties", "shapes"),
    [
        ({}, set()),
        ({"vouched": {(ANNA, CHLOE), (ANNA, NEWCOMER)}}, set()),
        ({"vouched": {(NEWCOMER, BEN)}}, {Shape.MUTUAL}),
        ({"vouched": {(BEN, ANNA)}}, {Shape.CHAIN}),
        ({"invited": {(BEN, NEWCOMER)}}, {Shape.INVITED}),
        ({"invited": {(BEN, ANNA)}}, {Shape.INVITED}),
        ({"invited": {(CHLOE, NEWCOMER)}}, set()),
    ],
)
def test_ties_between_the_people_want_a_second_look(ties, shapes):
    assert pair(given(ANNA), given(BEN), **ties).shapes == shapes


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("asked_from", "first", "second", "gap", "shapes"),
    [
        ("", "x", "x", 23 * HOUR, {Shape.ONE_NETWORK}),
        ("", "x", "x", 24 * HOUR, set()),
        ("", "x", "y", HOUR, set()),
        ("", "", "", HOUR, set()),
        ("x", "x", "y", HOUR, {Shape.OWN_NETWORK}),
        ("x", "x", "x", HOUR, {Shape.OWN_NETWORK, Shape.ONE_NETWORK}),
    ],
)
def test_one_network_within_a_day_wants_a_second_look(asked_from, first, second, gap, shapes):
    asked = Asked(APPLICANT, NOW - gap, asked_from)
    assert pair(given(ANNA, at=NOW - gap, network=first), given(BEN, network=second), asked=asked).shapes == shapes


def test_a_pair_that_raises_no_question_goes_before_one_that_does():
    """A third neighbour releases what two of one network would have held."""
    found = pair(given(ANNA, network="x"), given(BEN, network="x"), given(CHLOE, network="y"))
    assert (CHLOE in found.vouchers, found.shapes) == (True, frozenset())


@pytest.mark.parametrize("size", range(2, 11))
def test_a_ring_in_which_each_vouches_for_the_next_is_held_wherever_it_closes(size):
    """VER-07: rings of 2 to 10; the last vouch comes back to where the ring began."""
    ring = {(person, person + 1) for person in range(1, size)}
    asked = Asked(replace(APPLICANT, person=1), NOW)
    assert rules.enough(asked, [given(size), given(50)], Ties(vouched=ring | {(1, size)}), NOW).shapes == {Shape.MUTUAL}


def test_what_is_left_is_never_negative():
    assert [rules.left(replace(GOOD, spent=spent(*range(count))), NOW) for count in range(5)] == [3, 2, 1, 0, 0]
    assert policy.VOUCHES_PER_ACCOUNT == 3
