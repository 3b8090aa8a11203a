"""Who may vouch for whom, and when two vouches are enough. Pure: the services and the attack simulations share every line.

Numbers and their reasons are in `policy`. Nothing here asks the database or the clock.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import combinations

from django.db import models
from django.utils.translation import gettext_lazy as _

from verification import policy

_VERIFIED = 2


class Obstacle(models.TextChoices):
    """Why somebody may not vouch for somebody; the label is what the person reads."""

    SELF = "self", _("One cannot vouch for oneself.")
    ELSEWHERE = "elsewhere", _("Only residents of this neighbourhood can vouch here.")
    LEVEL = "level", _("Only neighbours whose own address is fully verified can vouch.")
    METHOD = (
        "method",
        _(
            "Your own place rests on the word of neighbours. Only those proved by postcard or at the desk vouch, so that a ring cannot grow by itself."
        ),
    )
    EARLY = "early", _("One vouches for others after thirty days in the neighbourhood.")
    DWELLING = "dwelling", _("You live at the same address. Two neighbours of other homes are needed.")
    BUDGET = "budget", _("You have vouched for three people in three months, and that is as many as one may.")


class Shape(models.TextChoices):
    """What makes two vouches look like one hand: a person looks before they count (VER-07)."""

    MUTUAL = "mutual", _("The newcomer has vouched for one of the two before.")
    ONE_NETWORK = "one_network", _("Both vouches came over the same internet connection within 24 hours.")
    OWN_NETWORK = "own_network", _("A vouch came over the connection of the newcomer, within 24 hours of the request.")
    CHAIN = "chain", _("One of the two was let in by the vouch of the other.")
    INVITED = "invited", _("One of the two invited the newcomer, or the other, to Palier.")


@dataclass(frozen=True)
class Refusal:
    """What stands in the way; `until` is when it ends by itself, if it does."""

    obstacle: Obstacle
    until: datetime | None = None


@dataclass(frozen=True)
class Standing:
    """What the rules know of a person in the one neighbourhood they belong to; no `since` means no access."""

    person: int
    place: int | None
    level: int = 0
    method: str = ""
    since: datetime | None = None
    dwellings: frozenset[str] = frozenset()
    #: When each vouch counted; one that still waits for its second counts from when it was given.
    spent: tuple[datetime, ...] = ()


@dataclass(frozen=True)
class Given:
    """A vouch that stands, with who gave it as they are now."""

    voucher: Standing
    at: datetime
    network: str = ""


@dataclass(frozen=True)
class Asked:
    """Who asks to be vouched for, and from which network they did."""

    applicant: Standing
    at: datetime
    network: str = ""


@dataclass(frozen=True)
class Ties:
    """What is known of the people before: who let whom in, who invited whom, and which two have vouched together."""

    vouched: Collection[tuple[int, int]] = frozenset()
    invited: Collection[tuple[int, int]] = frozenset()
    together: Collection[frozenset[int]] = frozenset()


@dataclass(frozen=True)
class Pair:
    """Two vouches that are enough, and the shapes that want a second look."""

    vouchers: frozenset[int]
    shapes: frozenset[Shape] = field(default_factory=frozenset)


def obstacle(voucher: Standing, applicant: Standing, now: datetime, methods: Collection[str] = policy.VOUCHING_METHODS) -> Refusal | None:
    """Return why this person may not vouch for that one now, budget included, or None (VER-06)."""
    return standing_obstacle(voucher, applicant, now, methods) or budget_obstacle(voucher, now)


def standing_obstacle(
    voucher: Standing, applicant: Standing, now: datetime, methods: Collection[str] = policy.VOUCHING_METHODS
) -> Refusal | None:
    """Return why the word of this person does not count for that one, whatever they have spent."""
    if voucher.person == applicant.person:
        return Refusal(Obstacle.SELF)
    if voucher.since is None or voucher.place != applicant.place:
        return Refusal(Obstacle.ELSEWHERE)
    if voucher.level < _VERIFIED:
        return Refusal(Obstacle.LEVEL)
    if voucher.method not in methods:
        return Refusal(Obstacle.METHOD)
    if now < voucher.since + policy.VOUCHING_AFTER:
        return Refusal(Obstacle.EARLY, voucher.since + policy.VOUCHING_AFTER)
    if voucher.dwellings & applicant.dwellings:
        return Refusal(Obstacle.DWELLING)
    return None


def budget_obstacle(voucher: Standing, now: datetime) -> Refusal | None:
    """Return the limit of VOUCHES_PER_ACCOUNT and its end.

    A vouch is spent from the moment it counts, not from when it was given: otherwise first vouches kept in store would let
    more than 3g/2 false accounts in within one window.
    """
    spent = sorted(moment for moment in voucher.spent if moment > now - policy.VOUCH_WINDOW)
    if len(spent) < policy.VOUCHES_PER_ACCOUNT:
        return None
    return Refusal(Obstacle.BUDGET, spent[len(spent) - policy.VOUCHES_PER_ACCOUNT] + policy.VOUCH_WINDOW)


def left(voucher: Standing, now: datetime) -> int:
    """Return how many vouches this person may still give."""
    spent = sum(moment > now - policy.VOUCH_WINDOW for moment in voucher.spent)
    return max(0, policy.VOUCHES_PER_ACCOUNT - spent)


def enough(
    asked: Asked, given: Iterable[Given], ties: Ties, now: datetime, methods: Collection[str] = policy.VOUCHING_METHODS
) -> Pair | None:
    """Return two vouches that let the applicant in, or None while there are none.

    They come from two people whose word counts now, who do not live together and have not vouched together before. Two
    that raise no question go before two that do.
    """
    counting = [vouch for vouch in given if standing_obstacle(vouch.voucher, asked.applicant, now, methods) is None]
    pairs = [
        Pair(frozenset({one.voucher.person, two.voucher.person}), shapes_of(asked, one, two, ties))
        for one, two in combinations(sorted(counting, key=lambda vouch: vouch.at), policy.VOUCHES_NEEDED)
        if not one.voucher.dwellings & two.voucher.dwellings
        and one.voucher.person != two.voucher.person
        and frozenset({one.voucher.person, two.voucher.person}) not in ties.together
    ]
    return min(pairs, key=lambda pair: len(pair.shapes), default=None)


def shapes_of(asked: Asked, one: Given, two: Given, ties: Ties) -> frozenset[Shape]:
    """Return what makes these two look like one hand (VER-07)."""
    a, b, newcomer = one.voucher.person, two.voucher.person, asked.applicant.person
    found = {
        Shape.MUTUAL: any((newcomer, voucher) in ties.vouched for voucher in (a, b)),
        Shape.ONE_NETWORK: _is_near(one.network, one.at, two.network, two.at),
        Shape.OWN_NETWORK: any(_is_near(asked.network, asked.at, vouch.network, vouch.at) for vouch in (one, two)),
        Shape.CHAIN: (a, b) in ties.vouched or (b, a) in ties.vouched,
        Shape.INVITED: any(pair in ties.invited for pair in ((a, b), (b, a), (a, newcomer), (b, newcomer))),
    }
    return frozenset(shape for shape, is_there in found.items() if is_there)


def _is_near(network: str, at: datetime, other_network: str, other_at: datetime) -> bool:
    return bool(network) and network == other_network and abs(at - other_at) < _NEAR


_NEAR: timedelta = policy.SAME_NETWORK_WINDOW
