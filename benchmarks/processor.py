"""Goals P2 and P6 without a server: processor time and statements of one uncached page, beside a page that does nothing.

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

from benchmarks.pages import prepare
from home import drawn
from home.models import InfoPage
from listings.models import ListingPage
from portal import urls

ROUNDS, REQUESTS = 12, 10
HELLO = "bench-floor/"


def hello(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


def main() -> dict[str, object]:
    place = prepare()
    urls.urlpatterns.insert(0, path(HELLO, hello))
    client = Client(HTTP_HOST="127.0.0.1")
    listing = ListingPage.objects.at(place).open().newest_first().filter(audience="public").first()
    addresses = {
        "floor: hello, full middleware": f"/{HELLO}",
        "P2 neighbourhood": place.url,
        "P6 information page": InfoPage.objects.child_of(place).first().url,
        "town": place.get_parent().specific.url,
        "home": "/",
        "list of 20 listings": f"{place.url}annonces/",
        "one listing": listing.url,
    }
    figures: dict[str, object] = {}
    for name, address in addresses.items():
        figures[name] = figure(client, address)
    figures["P2 neighbourhood, every card drawn again"] = figure(client, place.url, before=drawn.forget)
    return figures


def figure(client: Client, address: str, before: Callable[[], None] = lambda: None) -> dict[str, object]:
    """Return the processor time of one request, and its statements."""
    for _ in range(REQUESTS):
        client.get(address)
    best = min(spent(client, address, before) for _ in range(ROUNDS))
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    return {"value": round(best * 1000, 2), "unit": f"cpu-ms, {len(asked)} SQL, {len(answer.content) / 1024:.1f} KiB, {answer.status_code}"}


def spent(client: Client, address: str, before: Callable[[], None]) -> float:
    used = 0.0
    for _ in range(REQUESTS):
        before()
        start = time.process_time()
        client.get(address)
        used += time.process_time() - start
    return used / REQUESTS
