"""Exchanges that close in a ring: each gives what the next one looks for. Pure functions, in one order, with an end to the work."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from listings import limits

if TYPE_CHECKING:
    from listings.models import ExchangePage

Ring = tuple["ExchangePage", ...]


def rings_through(
    listing: "ExchangePage", others: "Sequence[ExchangePage]", near: "Callable[[ExchangePage, ExchangePage], bool]"
) -> list[Ring]:
    """Return the rings of two, then of three, that this exchange closes: at most `limits.RINGS`, in the order of `others`.

    Each of a ring gives to the next, the last to the first; all are different people, and all may answer each other (`near`). At most
    `limits.RING_BRANCHES` neighbours are looked at on each side, so that the work is bounded however many exchanges there are.
    """
    others = [one for one in others if one.author_id != listing.author_id]
    takers = [one for one in others if one.first_given_by(listing)][: limits.RING_BRANCHES]
    givers = [one for one in others if listing.first_given_by(one)][: limits.RING_BRANCHES]
    found: list[Ring] = [(listing, one) for one in takers if one in givers]
    for taker in takers:
        for giver in givers:
            if len(found) >= limits.RINGS:
                return found[: limits.RINGS]
            apart = taker.author_id != giver.author_id and taker.pk != giver.pk
            if apart and giver.first_given_by(taker) and near(taker, giver):
                found.append((listing, taker, giver))
    return found[: limits.RINGS]


def turned(ring: Ring) -> Ring:
    """Return the same ring begun at its oldest listing: one name for it, whoever finds it."""
    first = min(range(len(ring)), key=lambda number: ring[number].pk)
    return ring[first:] + ring[:first]


def gifts(ring: Ring) -> list[str]:
    """Return what each gives to the next, in words."""
    return [ring[(number + 1) % len(ring)].first_given_by(one) or "" for number, one in enumerate(ring)]
