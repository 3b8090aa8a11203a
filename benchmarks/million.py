"""Goals S1 to S4, A1 and P5: search, lists and pages where 36,000 neighbourhoods hold a million listings.

`LISTINGS=50000 PLACES=2000 bin/bench million` is a short run; with `KEEP=1` the country stays, and the next run of the same
size finds it instead of writing it again. Times of statements are those of one connection, as the page itself asks them; pages
are asked for by eight connections on the cores they share with everything else.
"""

import os
import random
import statistics
import time
from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from accounts.models import User
from benchmarks._crowd import COMMON, MIDDLING, RARE, clear, kept, settle, vocabulary
from benchmarks._load import measure
from benchmarks._servers import web
from benchmarks.pages import figure, prepare
from home.models import Membership, NeighbourhoodPage
from listings.filters import ListingFilter
from listings.models import GiveawayPage, ListingPage
from listings.nothing_found import meant

LISTINGS, PLACES = int(os.environ.get("LISTINGS", "1000000")), int(os.environ.get("PLACES", "36000"))
KEEP = bool(os.environ.get("KEEP"))
ROUNDS = 300
VISITOR = AnonymousUser()
Chance = random.Random(11)


def main() -> dict[str, object]:
    try:
        return run()
    finally:
        if not KEEP:
            clear()


def run() -> dict[str, object]:
    template = prepare()
    listing = GiveawayPage.objects.filter(neighbourhood=template, state="open", audience="public").first()
    started = time.perf_counter()
    places = kept(places=PLACES, listings=LISTINGS) or settle(template, listing, places=PLACES, listings=LISTINGS)
    figures: dict[str, object] = {"listings": ListingPage.objects.count(), "there after": rate(time.perf_counter() - started, "s")}
    statements(figures, places)
    mistyped(figures, places)
    over_http(figures, places)
    return figures


def statements(figures: dict[str, object], places: list[int]) -> None:
    words = [COMMON, MIDDLING, RARE, *Chance.sample(vocabulary(), 50)]
    figures["floor: a statement that reads nothing"] = times(lambda: ("SELECT 1", ()), "")
    figures["newest of one place"] = times(lambda: asked(Chance.sample(places, 1)), "")
    figures["S1 a word in one place"] = times(lambda: asked(Chance.sample(places, 1), Chance.choice(words)), "p95 ≤ 3 ms")
    figures["S1 a word in thirty places"] = times(lambda: asked(Chance.sample(places, 30), Chance.choice(words)), "p95 ≤ 3 ms")
    for name, text in (("rare", RARE), ("middling", MIDDLING), ("common", COMMON), ("two words", f"{MIDDLING} {COMMON}")):
        figures[f"S2 the whole country, {name}"] = times(lambda text=text: everywhere(text), "p95 ≤ 40 ms")


def asked(place_ids: list[int], text: str = "") -> tuple[str, tuple]:
    """Return the statement a list of listings makes for a visitor."""
    listings = ListingPage.objects.visible_to(VISITOR).open().in_places(place_ids)
    if text:
        listings = listings.matching(text, place_ids)
    return listings.newest_first().for_cards()[:20].query.sql_with_params()


def everywhere(text: str) -> tuple[str, tuple]:
    return ListingPage.objects.visible_to(VISITOR).open().saying(text).newest_first().for_cards()[:20].query.sql_with_params()


def mistyped(figures: dict[str, object], places: list[int]) -> None:
    known = [word for word in vocabulary() if len(word) > 4]

    def ask() -> None:
        word = Chance.choice(known)
        place = NeighbourhoodPage.objects.get(pk=Chance.choice(places))
        meant(ListingFilter(QueryDict(f"q={word[:-1]}x"), neighbourhood=place), ListingPage.objects.visible_to(VISITOR))

    figures["S3 a mistyped word, the word that was meant"] = spread(ask, "p95 ≤ 50 ms")


def over_http(figures: dict[str, object], places: list[int]) -> None:
    with web("benchmarks._floor:application") as floor:
        bare = measure(floor + "/")["requests_per_second"]
        figures["floor: ready bytes, no framework"] = {"value": bare, "unit": "req/s"}
    place = NeighbourhoodPage.objects.get(pk=places[len(places) // 2])
    address = f"{place.url}annonces/"
    with web("portal.asgi:application", path=place.url) as site:
        for word in (COMMON, MIDDLING, Chance.choice(vocabulary()[:50])):
            figures[f"S4 search page, « {word} »"] = figure(f"{site}{address}?q={word}", bare, "≥ 250 req/s, p95 ≤ 40 ms")
        figures["A1 twenty listings of a place as JSON"] = figure(
            f"{site}/api/listings?place={place.pk}", bare, "≥ 1000 req/s, p95 ≤ 12 ms"
        )
        figures["A1 a word of a place as JSON"] = figure(f"{site}/api/listings?place={place.pk}&q={COMMON}", bare, "")
        figures["P5 neighbourhood page, signed in"] = figure(site + place.url, bare, "≥ 250 req/s", f"Cookie: {cookie(place)}")


def cookie(place: NeighbourhoodPage) -> str:
    """Return the session of a resident of the place."""
    user = User.objects.named("Lavandière").get()
    now = timezone.now()
    Membership.objects.of(user).delete()
    Membership.objects.create(
        user=user,
        neighbourhood=place,
        state="confirmed",
        level=2,
        method="postcard",
        confirmed_at=now,
        expires_at=now + timedelta(days=700),
    )
    client = Client()
    client.force_login(user)
    return f"sessionid={client.cookies['sessionid'].value}"


def times(ask: Callable[[], tuple[str, tuple]], target: str) -> dict[str, object]:
    """Time statements alone: what Django needs to write them is not counted."""
    with connection.cursor() as cursor:

        def one() -> float:
            sql, parameters = ask()
            started = time.perf_counter()
            cursor.execute(sql, parameters)
            cursor.fetchall()
            return time.perf_counter() - started

        return summary([one() for _ in range(ROUNDS)], target)


def spread(ask: Callable[[], None], target: str) -> dict[str, object]:
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        ask()
        taken.append(time.perf_counter() - started)
    return summary(taken, target)


def summary(taken: list[float], target: str) -> dict[str, object]:
    taken.sort()
    p95 = round(taken[int(len(taken) * 0.95)] * 1000, 2)
    return {"value": p95, "unit": f"ms p95, {statistics.median(taken) * 1000:.2f} ms p50", "target": target}


def rate(value: float, unit: str) -> dict[str, object]:
    return {"value": round(value, 1), "unit": unit}
