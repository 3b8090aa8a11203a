"""Goals S1 to S4, P2, P5, A1 and A2, and matching: search, lists and pages where 36,000 neighbourhoods hold a million listings.

`LISTINGS=50000 PLACES=2000 bin/bench million` is a short run; with `KEEP=1` the country stays, and the next run of the same
size finds it instead of writing it again. Times of statements are those of one connection, as the page itself asks them; pages
are asked for by eight connections on the cores they share with everything else. Nothing of this comes from the page
cache, which never holds a page with a query or for who is signed in.
"""

import os
import random
import time
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.querysets import keys_of
from accounts.services import create_token
from benchmarks._crowd import COMMON, MIDDLING, RARE, clear, kept, settle, vocabulary
from benchmarks._goals import Goal, page
from benchmarks._load import measure
from benchmarks._million_sql import matching, statements
from benchmarks._servers import web
from benchmarks.pages import prepare
from home.models import Membership, NeighbourhoodPage
from listings.models import GiveawayPage, ListingPage

LISTINGS, PLACES = int(os.environ.get("LISTINGS", "1000000")), int(os.environ.get("PLACES", "36000"))
KEEP = bool(os.environ.get("KEEP"))
EVERYWHERE = "/annonces/partout/?q="
COLD = "?cold=1"  # any query goes past the page cache

S4 = Goal("S4", rate=250, p95=40)
S2 = Goal("S2", p95=40)
A1 = Goal("A1", rate=1000, p95=12, statements=3)
A2 = Goal("A2", rate=600, statements=5)
P2 = Goal("P2", rate=400, spent=4, statements=6)
P5 = Goal("P5", rate=250, statements=10)


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
    figures: dict[str, object] = {
        "listings": ListingPage.objects.count(),
        "there after": {"value": round(time.perf_counter() - started, 1), "unit": "s"},
    }
    figures |= statements(places)
    figures |= matching(places)
    figures |= over_http(places)
    return figures


def over_http(places: list[int]) -> dict[str, object]:
    figures: dict[str, object] = {}
    with web("benchmarks._floor:application") as floor:
        bare = measure(floor + "/")["requests_per_second"]
        figures["floor: ready bytes, no framework"] = {"value": bare, "unit": "req/s"}
    place = NeighbourhoodPage.objects.get(pk=places[len(places) // 2])
    cookie, key = member_of(place)
    signed_in, token = f"Cookie: sessionid={cookie}", f"Authorization: Bearer {key}"
    search, listed = f"{place.url}annonces/?q=", f"/api/listings?place={place.pk}"
    with web("portal.asgi:application", path=place.url) as site:
        for word in (COMMON, MIDDLING, random.Random(11).choice(vocabulary()[:50])):
            figures[f"S4 search page, « {word} »"] = page(site, search + word, bare, S4)
        figures["S4 search page, signed in"] = page(site, search + COMMON, bare, S4, signed_in)
        for words in (COMMON, RARE, f"{COMMON}+{MIDDLING}", "zeppelin"):
            figures[f"S2 page of the whole country, « {words} »"] = page(site, EVERYWHERE + words, bare, S4)
        figures["S2 the same, signed in"] = page(site, EVERYWHERE + COMMON, bare, S4, signed_in)
        figures["S2 a word of the country as JSON"] = page(site, f"/api/listings?q={COMMON}", bare, S2)
        figures["S2 a rare one"] = page(site, f"/api/listings?q={RARE}", bare, S2)
        figures["A1 twenty listings as JSON"] = page(site, listed, bare, A1)
        figures["A1 a word of a place as JSON"] = page(site, f"{listed}&q={COMMON}", bare, A1)
        figures["A2 twenty listings as JSON, with a key"] = page(site, listed, bare, A2, token)
        figures["P2 neighbourhood page"] = page(site, place.url + COLD, bare, P2)
        figures["P5 neighbourhood page, signed in"] = page(site, place.url, bare, P5, signed_in)
    return figures


def member_of(place: NeighbourhoodPage) -> tuple[str, str]:
    """Return the session and a key of a resident of the place."""
    user = User.objects.named("Lavandière").get()
    now = timezone.now()
    Membership.objects.of(user).delete()
    until = now + timedelta(days=700)
    Membership.objects.create(
        user=user, neighbourhood=place, state="confirmed", level=2, method="postcard", confirmed_at=now, expires_at=until
    )
    client = Client()
    client.force_login(user)
    keys_of(user).delete()
    return client.cookies["sessionid"].value, create_token(user=user, label="bench", by=user)[1]
