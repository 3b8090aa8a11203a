"""Statements of one connection in a country of a million listings: search (S1 to S3), and holding a new listing against the others."""

import random
import statistics
import time
from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.http import QueryDict

from accounts.models import User
from benchmarks import _peer
from benchmarks._crowd import COMMON, MIDDLING, RARE, by_frequency, vocabulary
from benchmarks._goals import reached
from benchmarks._percentiles import p95
from home.belonging import Belonging
from home.models import NeighbourhoodPage
from listings import country, kinds, search
from listings.filters import ListingFilter
from listings.limits import PAGE_SIZE
from listings.lists import page_of
from listings.models import GiveawayPage, ListingPage, Match
from listings.nothing_found import corrected, ways_out
from listings.querysets.reach import unmatched
from listings.services import look_for_matches

ROUNDS, FEW = 300, 60
VISITOR = AnonymousUser()
Chance = random.Random(11)


def statements(places: list[int]) -> dict[str, object]:
    words = searched()
    known = [word for word in vocabulary() if len(word) > 4]
    for first in range(0, len(places), 30):
        found(places[first : first + 30], COMMON)  # PostgreSQL was just started: as if every place had been asked once
    figures = {
        "floor: a statement that reads nothing": sql(lambda: ("SELECT 1", ())),
        "newest of one place": sql(lambda: asked(Chance.sample(places, 1))),
        "S1 a word in one place, as pages ask": spent(lambda: found(Chance.sample(places, 1), Chance.choice(words)), 3, ROUNDS),
        "S1 a word in thirty places, as pages ask": spent(lambda: found(Chance.sample(places, 30), Chance.choice(words)), 3, ROUNDS),
        "the same in one place, planned anew": sql(lambda: asked(Chance.sample(places, 1), Chance.choice(words))),
        "the same in thirty places, planned anew": sql(lambda: asked(Chance.sample(places, 30), Chance.choice(words))),
        "S3 a mistyped word: the word that was meant, and the other ways out": spent(
            lambda: mistyped(Chance.choice(places), Chance.choice(known)), 50
        ),
    } | everywhere(places)
    return figures | (beside_wagtail(figures, places) if _peer.WANTED else {})


#: How many times faster than Wagtail's own search S1 and S2 are to be.
TIMES = {"S1 a word in thirty places, as pages ask": 10, "S2 any word": 30, "S2 a word in a fifth of all": 30}


def beside_wagtail(figures: dict[str, dict], places: list[int]) -> dict[str, object]:
    """Ask the peer the same in the same run, and say beside our own figures how many times faster they are."""
    _peer.fill(places[0] + 2 * len(places), ListingPage.objects.filter(neighbourhood__in=places).count())
    ask, words = _peer.asking(), searched()
    found = {
        "S1 a word in thirty places, as pages ask": spent(lambda: ask(Chance.choice(words), Chance.sample(places, 30)), rounds=ROUNDS),
        "S2 any word": spent(lambda: ask(Chance.choice(by_frequency())), rounds=FEW // 4),
        "S2 a word in a fifth of all": spent(lambda: ask(COMMON), rounds=FEW // 4),
    }
    for name, times in TIMES.items():
        faster = found[name]["value"] / figures[name]["value"]
        figures[name]["target"] += f"; {faster:.0f} times faster than Wagtail where {times} are asked: {reached(faster >= times)} by ratio"
    return {f"peer, Wagtail's search: {name}": figure for name, figure in found.items()}


def searched() -> list[str]:
    """Return the words that a place is asked for: three whose frequency is known, and fifty of any."""
    return [COMMON, MIDDLING, RARE, *random.Random(12).sample(vocabulary(), 50)]


def everywhere(places: list[int]) -> dict[str, object]:
    """Ask the whole country for words, as its page and the API do, Django and every statement included."""
    known = by_frequency()
    homes = Chance.sample(places, 10)
    neighbour = Belonging(0, homes[:1], homes[1:], [])
    questions: dict[str, Callable[[], list[str]]] = {
        "a word in a fifth of all": lambda: [COMMON],
        "a word in 0.5 %": lambda: [MIDDLING],
        "a word in 0.02 %": lambda: [RARE],
        "any word": lambda: [Chance.choice(known)],
        "any two words": lambda: Chance.sample(known, 2),
        "two common words": lambda: [COMMON, *Chance.sample(known[:20], 1)],
        "two words, rare together": lambda: Chance.sample(known[200:400], 2),
        "a word that nobody wrote": lambda: ["zeppelin"],
    }
    figures = {f"S2 {name}": looked_for(words) for name, words in questions.items()}
    figures["S2 any word, a member's"] = looked_for(questions["any word"], neighbour)
    figures["S2 any word, the page after"] = looked_for(questions["any word"], further=True)
    figures["S2 a mistyped word, the word that was meant"] = spent(lambda: corrected(Chance.choice(known)[:-1] + "x", country.titles()), 50)
    return figures


def looked_for(words: Callable[[], list[str]], reader: Belonging | None = None, *, further: bool = False) -> dict[str, object]:
    taken = []
    for _ in range(ROUNDS):
        question, after = {"words": search.asked(" ".join(words()))}, None
        if further:
            after = (country.find(question, reader, PAGE_SIZE).keys or [None])[-1]
        started = time.perf_counter()
        country.find(question, reader, PAGE_SIZE + 1, after=after)
        taken.append(time.perf_counter() - started)
    return told(taken, 40)


def asked(place_ids: list[int], text: str = "") -> tuple[str, tuple]:
    """Return the same as a statement that nothing keeps."""
    listings = ListingPage.objects.visible_to(VISITOR).open().in_places(place_ids)
    if text:
        listings = listings.matching(text, place_ids)
    return listings.newest_first().for_cards()[:20].query.sql_with_params()


def found(place_ids: list[int], text: str) -> None:
    """Read a page of results the way a list of listings does: by a statement that PostgreSQL keeps."""
    one = {"place": place_ids[0], "where": search.place_token(place_ids[0])} if len(place_ids) == 1 else None
    page_of((one or {"places": place_ids}) | {"words": search.asked(text)}, None, None)


def mistyped(place_id: int, word: str) -> None:
    place = NeighbourhoodPage.objects.get(pk=place_id)
    ways_out(ListingFilter(QueryDict(f"q={word[:-1]}x"), neighbourhood=place), None)


def matching(places: list[int]) -> dict[str, object]:
    """Hold new listings of the country against the others, as the worker does; everything is taken back."""
    meeting = [kind.key for kind in kinds.all_kinds() if kind.meets]
    author = User.objects.named("Tournevis").get()
    numbers = (
        GiveawayPage.objects.filter(neighbourhood__in=Chance.sample(places, FEW)).order_by("neighbourhood", "pk").distinct("neighbourhood")
    )
    fresh = [listing.pk for listing in numbers]
    GiveawayPage.objects.filter(pk__in=fresh).update(audience="partners")

    def hold() -> None:
        with transaction.atomic():
            pk = Chance.choice(fresh)
            ListingPage.objects.filter(pk=pk).update(matched_at=None, author=author)
            listing = GiveawayPage.objects.get(pk=pk)
            started = time.perf_counter()
            look_for_matches(listing=listing)
            taken.append(time.perf_counter() - started)
            transaction.set_rollback(True)

    taken: list[float] = []
    for _ in range(FEW):
        hold()
    figures = {
        "matching: one new listing against its place and nine partners": told(taken, 100),
        "matching: what is still to be held": spent(lambda: list(unmatched(meeting)[:500]), 5),
        "matching: rings that somebody left": spent(lambda: list(Match.objects.broken()[:500]), 5),
    }
    GiveawayPage.objects.filter(pk__in=fresh).update(audience="public")
    return figures


def sql(ask: Callable[[], tuple[str, tuple]], most: float = 0) -> dict[str, object]:
    """Time statements alone: what Django needs to write them is not counted."""
    with connection.cursor() as cursor:

        def one() -> float:
            text, parameters = ask()
            started = time.perf_counter()
            cursor.execute(text, parameters)
            cursor.fetchall()
            return time.perf_counter() - started

        return told([one() for _ in range(ROUNDS)], most)


def spent(act: Callable[[], object], most: float = 0, rounds: int = FEW) -> dict[str, object]:
    """Time whole functions, Django included."""
    act()  # what is kept is written once
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        act()
        taken.append(time.perf_counter() - started)
    return told(taken, most)


def told(taken: list[float], most: float) -> dict[str, object]:
    late = round(p95(taken) * 1000, 2)
    target = f"p95 ≤ {most:g} ms: {reached(late <= most)}" if most else ""
    return {"value": late, "unit": f"ms p95, {statistics.median(taken) * 1000:.2f} ms p50", "target": target}
