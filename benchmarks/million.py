"""Goals S1 to S4, P2, P5, A1 and A2, and matching: search, lists and pages where 36,000 neighbourhoods hold a million listings.

`LISTINGS=50000 PLACES=2000 bin/bench million` is a short run; with `KEEP=1` the country stays, and the next run of the same
size finds it instead of writing it again. Times of statements are those of one connection, as the page itself asks them; pages
are asked for by eight connections on the cores they share with everything else. Nothing of this comes from the page
cache, which never holds a page with a query or for who is signed in. `PEERS=1` asks Wagtail's own search and API the same in the same run.
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
from benchmarks import _peer
from benchmarks._crowd import COMMON, MIDDLING, RARE, clear, kept, settle, vocabulary
from benchmarks._goals import A1, A2, P2, P5, PEER, S2, S4, as_figures, floors, page
from benchmarks._load import measure
from benchmarks._million_sql import matching, statements
from benchmarks._servers import web
from benchmarks.pages import prepare
from home.models import Membership, NeighbourhoodPage
from listings.models import GiveawayPage, ListingIndexPage, ListingPage

LISTINGS, PLACES = int(os.environ.get("LISTINGS", "1000000")), int(os.environ.get("PLACES", "36000"))
KEEP = bool(os.environ.get("KEEP"))
EVERYWHERE = "/annonces/partout/?q="
COLD = "?cold=1"  # any query goes past the page cache


def main() -> dict[str, object]:
    try:
        return run()
    finally:
        if not KEEP:
            clear()
            _peer.clear()


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
    place = NeighbourhoodPage.objects.get(pk=places[len(places) // 2])
    beside = floors(place.pk)
    figures = as_figures(beside)
    cookie, key = member_of(place)
    signed_in, token = f"Cookie: sessionid={cookie}", f"Authorization: Bearer {key}"
    search, listed = f"{place.url}annonces/?q=", f"/api/listings?place={place.pk}"
    with web("portal.asgi:application", path=place.url) as site:
        if _peer.WANTED:
            shelf = ListingIndexPage.objects.child_of(place).get()
            beside[PEER] = float(measure(f"{site}/api/v2/pages/?child_of={shelf.pk}&limit=20")["requests_per_second"])
            figures[f"peer: {PEER}, the same twenty"] = {"value": beside[PEER], "unit": "req/s"}
        for word in (COMMON, MIDDLING, random.Random(11).choice(vocabulary()[:50])):
            figures[f"S4 search page, « {word} »"] = page(site, search + word, beside, S4)
        figures["S4 search page, signed in"] = page(site, search + COMMON, beside, S4, signed_in)
        for words in (COMMON, RARE, f"{COMMON}+{MIDDLING}", "zeppelin"):
            figures[f"S2 page of the whole country, « {words} »"] = page(site, EVERYWHERE + words, beside, S4)
        figures["S2 the same, signed in"] = page(site, EVERYWHERE + COMMON, beside, S4, signed_in)
        figures["S2 a word of the country as JSON"] = page(site, f"/api/listings?q={COMMON}", beside, S2)
        figures["S2 a rare one"] = page(site, f"/api/listings?q={RARE}", beside, S2)
        figures["A1 twenty listings as JSON"] = page(site, listed, beside, A1)
        figures["A1 a word of a place as JSON"] = page(site, f"{listed}&q={COMMON}", beside, A1)
        figures["A2 twenty listings as JSON, with a key"] = page(site, listed, beside, A2, token)
        figures["P2 neighbourhood page"] = page(site, place.url + COLD, beside, P2)
        figures["P5 neighbourhood page, signed in"] = page(site, place.url, beside, P5, signed_in)
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
