"""Goals P2, P5, P6, S4, A1 and A2 without a server: processor time and statements of one uncached page, beside a page that does nothing.

Requests a second depend on what else the machine does; processor time depends on it much less. Every figure is the best
of several rounds, taken in one process through Django's test client with the full middleware.
"""

import time
from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path

from benchmarks.million import member_of
from benchmarks.pages import prepare
from home import drawn
from home.models import InfoPage
from listings.models import ListingPage
from portal import urls

ROUNDS, REQUESTS = 12, 10
HELLO, HOST = "bench-floor/", "127.0.0.1"


def hello(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


def main() -> dict[str, object]:
    place = prepare()
    urls.urlpatterns.insert(0, path(HELLO, hello))
    cookie, key = member_of(place)
    visitor, member = Client(HTTP_HOST=HOST), Client(HTTP_HOST=HOST)
    program = Client(HTTP_HOST=HOST, HTTP_AUTHORIZATION=f"Bearer {key}")
    member.cookies["sessionid"] = cookie
    listing = ListingPage.objects.at(place).open().newest_first().filter(audience="public").first()
    results, interface = f"{place.url}annonces/?q=banc", f"/api/listings?place={place.pk}"
    asked = {
        "floor: hello, full middleware": (visitor, f"/{HELLO}"),
        "P2 neighbourhood": (visitor, place.url),
        "P5 neighbourhood, signed in": (member, place.url),
        "S4 search in a place": (visitor, results),
        "S4 search in a place, signed in": (member, results),
        "A1 twenty listings as JSON": (visitor, interface),
        "A2 the same with a key": (program, interface),
        "P6 information page": (visitor, InfoPage.objects.child_of(place).first().url),
        "town": (visitor, place.get_parent().specific.url),
        "home": (visitor, "/"),
        "list of 20 listings": (visitor, f"{place.url}annonces/"),
        "one listing": (visitor, listing.url),
    }
    figures: dict[str, object] = {name: figure(client, address) for name, (client, address) in asked.items()}
    figures["P2 neighbourhood, every card drawn again"] = figure(visitor, place.url, before=drawn.forget)
    return figures


def figure(client: Client, address: str, before: Callable[[], None] = lambda: None) -> dict[str, object]:
    """Return the processor time of one request, and its statements."""
    for _ in range(REQUESTS):
        client.get(address)
    best = min(spent(client, address, before) for _ in range(ROUNDS))
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    if answer.status_code != 200:
        message = f"{address} answered {answer.status_code}."
        raise RuntimeError(message)
    return {"value": round(best * 1000, 2), "unit": f"cpu-ms, {len(asked)} SQL, {len(answer.content) / 1024:.1f} KiB"}


def spent(client: Client, address: str, before: Callable[[], None]) -> float:
    used = 0.0
    for _ in range(REQUESTS):
        before()
        start = time.process_time()
        client.get(address)
        used += time.process_time() - start
    return used / REQUESTS
