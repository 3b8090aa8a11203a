"""The arithmetic of group purchases: whole packs, fair cuts, prices, and totals that agree to the cent (domain.md §4.2)."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listings.group_shares import Article, Wish, cut_fairly, fill_packs, price_at, reckon

#: A busy machine is no fault of the arithmetic.
QUIET = settings(max_examples=60)


@st.composite
def offers(draw):
    """A step, a pack and a minimum in whole steps, and what people pledge."""
    step = draw(st.integers(1, 4))
    pack, least = step * draw(st.integers(1, 6)), step * draw(st.integers(1, 3))
    wishes = draw(st.lists(st.integers(0, 5).map(lambda more: least + more * step), max_size=12))
    return step, pack, least, wishes


@QUIET
@given(offers())
def test_only_whole_packs_are_ordered_and_whoever_pledged_first_keeps(offer):
    step, pack, least, wishes = offer
    granted = fill_packs(wishes, pack=pack, minimum=least)
    assert sum(granted) % pack == 0
    assert all(got == 0 or least <= got <= asked for got, asked in zip(granted, wishes, strict=True))
    assert all(got % step == 0 for got in granted)
    if least == step:  # then nobody loses more than what did not fill the last pack, and the last pledges lose it
        assert sum(wishes) - sum(granted) < pack
        touched = [index for index, (got, asked) in enumerate(zip(granted, wishes, strict=True)) if got < asked]
        assert touched == [] or not any(granted[touched[0] + 1 :])


@QUIET
@given(offers(), st.integers(0, 400))
def test_a_shortage_takes_the_same_part_from_everybody(offer, came):
    """Nobody gets more than ordered, all that came in whole steps is given out, and no two differ by more than rounding."""
    step, _pack, _least, ordered = offer
    shares = cut_fairly(ordered, came, step=step)
    assert sum(shares) == min(came // step * step, sum(ordered))
    for share, order in zip(shares, ordered, strict=True):
        assert 0 <= share <= order
        assert share % step == 0
        if sum(ordered) > 0:
            fair = Decimal(order * min(came, sum(ordered))) / sum(ordered)
            assert abs(share - fair) < 2 * step
    assert cut_fairly(ordered, sum(ordered), step=step) == list(ordered)


def test_the_rule_by_example():
    """Docs: 10, 6 and 4 ordered, 13 came: 6.5, 3.9 and 2.6 become 6, 4 and 3."""
    assert cut_fairly([10, 6, 4], 13, step=1) == [6, 4, 3]
    assert cut_fairly([10, 10], 5, step=1) == [3, 2]  # among equals, who pledged first
    assert cut_fairly([10, 5], 9, step=5) == [5, 0]
    assert fill_packs([5, 4, 3], pack=10, minimum=1) == [5, 4, 1]
    assert fill_packs([5, 4, 3], pack=10, minimum=2) == [5, 3, 2]
    assert fill_packs([5, 5, 3], pack=10, minimum=2) == [5, 5, 0]
    assert fill_packs([2, 2, 2], pack=5, minimum=2) == [0, 0, 0]  # nobody can give a part of theirs


cents = st.decimals("0.01", "999.99", places=2)


@QUIET
@given(
    prices=st.lists(cents, min_size=1, max_size=4),
    wishes=st.lists(st.tuples(st.integers(1, 6), st.integers(0, 3), st.integers(1, 30)), max_size=20, unique_by=lambda wish: wish[:2]),
    pack=st.integers(1, 6),
    came=st.integers(0, 100),
)
def test_what_participants_pay_is_what_the_supplier_gets(prices, wishes, pack, came):
    """Per participant and per product, summed either way: equal to the cent, whatever was cut."""
    articles = [Article(key, price, pack, 1, 1, ((3, price / 2),)) for key, price in enumerate(prices)]
    wishes = [Wish(person, product % len(prices), count) for person, product, count in wishes]
    outcome = reckon(articles, wishes, measure="participants")
    shares = list(outcome.granted)
    for article in articles:
        places = [index for index, wish in enumerate(wishes) if wish.product == article.key]
        for index, share in zip(places, cut_fairly([shares[place] for place in places], came, step=1), strict=True):
            shares[index] = share
    paid = sum(outcome.prices[wish.product] * share for wish, share in zip(wishes, shares, strict=True))
    units = {
        article.key: sum(share for wish, share in zip(wishes, shares, strict=True) if wish.product == article.key) for article in articles
    }
    assert paid == sum(outcome.prices[key] * count for key, count in units.items())
    assert all(price <= article.price for article, price in zip(articles, outcome.prices.values(), strict=True))


@pytest.mark.parametrize(("measure", "reached"), [("participants", 2), ("packs", 3), ("amount", 18)])
def test_only_what_would_be_ordered_counts_towards_the_minimum(measure, reached):
    articles = [Article(1, Decimal(2), 3, 1, 1), Article(2, Decimal(9), 5, 1, 1)]
    wishes = [Wish(1, 1, 5), Wish(2, 1, 5), Wish(3, 2, 4)]
    assert reckon(articles, wishes, measure=measure).reached == reached


def test_a_price_follows_its_landings():
    wood = Article(1, Decimal(92), 1, 1, 1, ((12, Decimal(84)), (16, Decimal(78))))
    assert [price_at(wood, Decimal(count)) for count in (0, 11, 12, 16, 40)] == [92, 92, 84, 78, 78]
