"""Goals P1 to P4 and P6: a neighbourhood's page and an information page, warm, cold, revalidated, and after a change.

Load generator, web processes, PostgreSQL and Redis share the machine. Every figure stands beside its floor: the same
number of bytes from a bare application in the same web server, measured in the same run.
"""

import http.client
import time
from datetime import timedelta
from random import Random
from urllib.parse import urlsplit

from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from benchmarks._goals import BYTES, P2, as_figures, floors
from benchmarks._goals import page as asked
from benchmarks._load import measure
from benchmarks._servers import processor_seconds, web
from home.models import InfoPage, NeighbourhoodPage
from listings.models import ListingPage
from notifications.models import Alert
from notifications.services import publish_alert
from portal.demo import life, stories

LISTINGS, ALERTS = 20, 2
COLD = "?cold=1"  # any query goes past the page cache


def main() -> dict[str, object]:
    place = prepare()
    page, info = place.url, InfoPage.objects.child_of(place).first().url
    beside = floors(place.pk)
    bare, figures = beside[BYTES], as_figures(beside)
    with web("portal.asgi:application", path=page) as site:
        for address in (page, info):
            for _ in range(40):  # every process learns the page
                fetch(site + address)
        figures["P1 page, warm"] = figure(site + page, bare, "≥ 3000 req/s, p95 ≤ 5 ms")
        figures["P4 revalidation, 304"] = figure(site + page, bare, "≥ 5000 req/s", "If-None-Match: " + headers_of(site + page)["etag"])
        figures["P4 static file"] = figure(site + "/static/css/palier.css", bare, "≥ 5000 req/s")
        figures["P2 page, cold"] = asked(site, page + COLD, beside, P2, seconds=6)
        figures["P6 information page, cold"] = figure(site + info + COLD, bare, "≥ 300 req/s", seconds=6)
        figures["P6 information page, warm"] = figure(site + info, bare, "≥ 2500 req/s")
        figures["P3 alert shows on the kept page after"] = {
            "value": after_a_change(site + page, place, "alert"),
            "unit": "ms",
            "target": "≤ 1000 ms",
        }
        figures["P3 listing shows on the kept page after"] = {
            "value": after_a_change(site + page, place, "listing"),
            "unit": "ms",
            "target": "≤ 1000 ms",
        }
    return figures


def prepare() -> NeighbourhoodPage:
    """Return a neighbourhood with twenty public listings and two running alerts."""
    call_command("seed_demo", verbosity=0)
    place = NeighbourhoodPage.objects.get(title="Port et Jerzual")
    author = User.objects.named("Tante Guite").get()
    missing = LISTINGS - ListingPage.objects.filter(neighbourhood=place, state="open", audience="public").count()
    for number in range(missing):
        gift = stories.Gift(author.pseudonym, f"Petit banc numéro {number}", "Peint en bleu.", audience="public")
        life.give(gift, author, Random(number))
    for number in range(ALERTS - Alert.objects.running().filter(neighbourhood=place).count()):
        warn(place, f"Coupure d’eau numéro {number}")
    return place


def warn(place: NeighbourhoodPage, headline: str) -> None:
    curator = User.objects.named("Maison du port").get()
    alert = Alert(
        neighbourhood=place, category="outage", severity="information", headline=headline, expires=timezone.now() + timedelta(days=2)
    )
    publish_alert(alert=alert, by=curator)


def figure(url: str, floor: float, target: str, header: str = "", seconds: float = 4) -> dict[str, object]:
    """Measure one address; the value is requests a second, with the ratio to the floor beside it."""
    port = str(urlsplit(url).port)
    used = processor_seconds(port)
    result = measure(url, headers=(header,) if header else (), seconds=seconds)
    rate = result["requests_per_second"]
    spent = (processor_seconds(port) - used) / (rate * seconds) * 1000
    extra = f"req/s, p50 {result['p50_ms']} ms, p95 {result['p95_ms']} ms, {spent:.2f} cpu-ms, {rate / floor:.0%} of the floor {result['statuses']}"
    return {"value": rate, "unit": extra, "target": target}


def fetch(url: str) -> tuple[bytes, dict[str, str]]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
    try:
        connection.request("GET", parts.path)
        answer = connection.getresponse()
        return answer.read(), {name.lower(): value for name, value in answer.getheaders()}
    finally:
        connection.close()


def headers_of(url: str) -> dict[str, str]:
    return fetch(url)[1]


def after_a_change(url: str, place: NeighbourhoodPage, kind: str) -> float:
    """Publish something and ask for the kept page until it shows; return the milliseconds since the commit."""
    words = f"Repère {time.time_ns()}"
    if kind == "alert":
        warn(place, words)
    else:
        life.give(stories.Gift("Tante Guite", words, "Un essai.", audience="public"), User.objects.named("Tante Guite").get(), Random(1))
    committed = time.perf_counter()
    while words.encode() not in fetch(url)[0]:
        if time.perf_counter() - committed > 40:
            message = "The change never showed."
            raise RuntimeError(message)
    return round((time.perf_counter() - committed) * 1000, 1)
