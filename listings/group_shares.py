"""Who gets what of a group purchase, and for how much. Pure functions over whole units and cents (domain.md §4.2).

A unit is what one can take one of: a jar, 500 g, a stere. Quantities are whole steps of it, so nothing is ever divided and what
the participants pay adds up to what the supplier is paid, to the cent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

#: From how much on (in the purchase's own measure) a unit costs less, and how much then.
Tiers = Sequence[tuple[int, Decimal]]


@dataclass(frozen=True)
class Article:
    """What counts of a product here."""

    key: int
    price: Decimal
    pack: int
    step: int
    minimum: int
    tiers: Tiers = ()


@dataclass(frozen=True)
class Wish:
    """What one person pledged to take of one product."""

    person: int
    product: int
    quantity: int


@dataclass(frozen=True)
class Outcome:
    """What would be ordered if the pledging ended now. `granted` is in the order of the wishes."""

    granted: tuple[int, ...]
    reached: Decimal
    prices: dict[int, Decimal]


def fill_packs(quantities: Sequence[int], *, pack: int, minimum: int) -> list[int]:
    """Return how much of each wish goes into whole packs. The supplier sells no part of a pack.

    What does not fill the last one is taken back from who pledged last, which is whole steps, as a pack is. Nobody is left with less than the
    minimum of a person: then the one before gives too; and when nobody can give any more, the last one gets none.
    """
    granted = list(quantities)
    while excess := sum(granted) % pack:
        for index in reversed(range(len(granted))):
            taken = min(excess, granted[index])
            if 0 < granted[index] - taken < minimum:
                taken = granted[index] - minimum
            granted[index] -= taken
            excess -= taken
        if excess:
            last = max(index for index, quantity in enumerate(granted) if quantity)
            granted[last] = 0
    return granted


def cut_fairly(ordered: Sequence[int], received: int, *, step: int) -> list[int]:
    """Return what each gets when less came than was ordered: the same part of their order, rounded down to whole steps.

    The steps that remain go one by one to those whom rounding cost most; among equals, to who pledged first. Nobody gets more
    than they ordered.
    """
    all_steps = sum(ordered) // step
    steps = min(received // step, all_steps)
    if not all_steps:
        return [0] * len(ordered)
    shares = [quantity // step * steps // all_steps for quantity in ordered]
    lost = [quantity // step * steps % all_steps for quantity in ordered]
    for index in sorted(range(len(ordered)), key=lambda index: (-lost[index], index))[: steps - sum(shares)]:
        shares[index] += 1
    return [share * step for share in shares]


def price_at(article: Article, reached: Decimal) -> Decimal:
    """Return what a unit costs once this much is reached. The more take part, the less; never more than the first price."""
    return min([article.price, *(price for needed, price in article.tiers if needed <= reached)])


def reckon(articles: Sequence[Article], wishes: Sequence[Wish], *, measure: str) -> Outcome:
    """Return what would be ordered, how far that is ("packs", "amount" in euros at the first prices, "participants"), and the prices.

    Only whole packs count: what is not ordered brings nobody nearer to the minimum. Wishes come first pledged first.
    """
    granted = [0] * len(wishes)
    for article in articles:
        places = [index for index, wish in enumerate(wishes) if wish.product == article.key]
        filled = fill_packs([wishes[index].quantity for index in places], pack=article.pack, minimum=article.minimum)
        for index, quantity in zip(places, filled, strict=True):
            granted[index] = quantity
    reached = _reached(articles, wishes, granted, measure)
    return Outcome(tuple(granted), reached, {article.key: price_at(article, reached) for article in articles})


def _reached(articles: Sequence[Article], wishes: Sequence[Wish], granted: Sequence[int], measure: str) -> Decimal:
    known = {article.key: article for article in articles}
    taken = [(wish, quantity) for wish, quantity in zip(wishes, granted, strict=True) if quantity]
    if measure == "participants":
        return Decimal(len({wish.person for wish, _quantity in taken}))
    if measure == "amount":
        return sum((known[wish.product].price * quantity for wish, quantity in taken), Decimal(0))
    units: dict[int, int] = {}
    for wish, quantity in taken:
        units[wish.product] = units.get(wish.product, 0) + quantity
    return Decimal(sum(quantity // known[key].pack for key, quantity in units.items()))
