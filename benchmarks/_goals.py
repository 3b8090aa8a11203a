"""A goal of docs/performance.md and whether a run reached it, in words beside its figure, and beside what Django alone does in the same run.

The goals were written for one machine; how often the same work by Django alone is done in the same minutes says how fast this one is.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.signals import request_started
from django.db import connection, reset_queries
from django.test import Client

from benchmarks._load import measure
from benchmarks._servers import processor_seconds, web

_ADDRESSES = {"Django's page": "page", "`.values()`": "values", "PostgreSQL's JSON": "json"}
BYTES, PEER = "ready bytes", "Wagtail's API"


@dataclass(frozen=True)
class Goal:
    """What a page is asked for: requests a second at least; milliseconds of the 95th in a hundred, processor milliseconds of the web
    processes and statements at most. Zero asks for nothing. `beside` names the same work by Django alone; `times` how many times as often as
    Wagtail's own API it is to answer, where that runs too."""

    name: str
    rate: int = 0
    p95: int = 0
    spent: int = 0
    statements: int = 0
    beside: str = ""
    times: int = 0

    def share(self, rate: float, floors: dict[str, float]) -> str:
        """Say how many times the same work by Django alone this is, and how many times the peer's."""
        told = f"; {rate / floors[self.beside]:.1f} times {self.beside}" if self.beside in floors else ""
        if self.times and PEER in floors:
            found = rate / floors[PEER]
            told += f"; {found:.1f} times {PEER} where {self.times} are asked: {reached(found >= self.times)} by ratio"
        return told

    def verdict(self, *, rate: float, p95: float, spent: float, statements: int) -> str:
        asked = [
            (f"≥ {self.rate} req/s", rate >= self.rate, self.rate),
            (f"p95 ≤ {self.p95} ms", p95 <= self.p95, self.p95),
            (f"≤ {self.spent} cpu-ms", spent <= self.spent, self.spent),
            (f"≤ {self.statements} SQL", statements <= self.statements, self.statements),
        ]
        told = [(words, kept) for words, kept, wanted in asked if wanted]
        missed = [words for words, kept in told if not kept]
        return f"{', '.join(words for words, _kept in told)}: {reached(not missed)}" + (f" ({', '.join(missed)})" if missed else "")


S4 = Goal("S4", rate=250, p95=40, beside="Django's page")
S2 = Goal("S2", p95=40)
A1 = Goal("A1", rate=1000, p95=12, statements=3, beside="PostgreSQL's JSON", times=7)
A2 = Goal("A2", rate=600, statements=5, beside="`.values()`", times=4)
P2 = Goal("P2", rate=400, spent=4, statements=6, beside="Django's page")
P5 = Goal("P5", rate=250, statements=10, beside="Django's page")


def reached(is_reached: bool) -> str:
    """Say whether a goal was reached."""
    return "reached" if is_reached else "NOT REACHED"


def floors(place: int) -> dict[str, float]:
    """Return the requests a second of each floor in this run: bytes without any work, and the work of Django alone on one neighbourhood."""
    with web("benchmarks._floor:application") as floor:
        found = {BYTES: float(measure(floor + "/")["requests_per_second"])}
    with web("benchmarks._floor_work:application", path=f"/json/{place}") as floor:
        for name, address in _ADDRESSES.items():
            url = f"{floor}/{address}/{place}"
            measure(url, seconds=0.5)
            answered = measure(url)
            if set(answered["statuses"]) != {"200"}:
                message = f"The floor {name} answered {answered['statuses']}."
                raise RuntimeError(message)
            found[name] = float(answered["requests_per_second"])
    return found


def as_figures(floors: dict[str, float]) -> dict[str, object]:
    """Return the floors as figures of a benchmark."""
    return {f"floor: {name}": {"value": rate, "unit": "req/s"} for name, rate in floors.items()}


def page(site: str, address: str, floors: dict[str, float], goal: Goal, header: str = "", seconds: float = 4) -> dict[str, object]:
    """Measure an address: requests a second, beside the floors, and what one request costs."""
    for _ in range(3):
        measure(site + address, headers=(header,) if header else (), seconds=0.3)  # every process learns the page
    port = str(urlsplit(site).port)
    used = processor_seconds(port)
    result = measure(site + address, headers=(header,) if header else (), seconds=seconds)
    rate = float(result["requests_per_second"])
    spent = (processor_seconds(port) - used) / (rate * seconds) * 1000
    asked = count(address, header)
    told = f"req/s, p50 {result['p50_ms']} ms, p95 {result['p95_ms']} ms, {spent:.2f} cpu-ms, {asked} SQL, {rate / floors[BYTES]:.1%} of {BYTES}"
    if set(result["statuses"]) != {"200"}:
        told += f" {result['statuses']}"
    verdict = goal.verdict(rate=rate, p95=float(result["p95_ms"]), spent=spent, statements=asked)
    return {"value": rate, "unit": told, "target": verdict + goal.share(rate, floors)}


def count(address: str, header: str = "") -> int:
    """Return how many statements a request asks, once what is kept has been read."""
    name, _, value = header.partition(": ")
    client, given = Client(HTTP_HOST="127.0.0.1"), {}
    if name == "Cookie":
        cookie, _, session = value.partition("=")
        client.cookies[cookie] = session
    elif name:
        given["headers"] = {name: value}
    client.get(address, **given)
    connection.force_debug_cursor = True
    request_started.disconnect(reset_queries)
    before = len(connection.queries_log)
    try:
        client.get(address, **given)
        return len(connection.queries_log) - before
    finally:
        request_started.connect(reset_queries)
        connection.force_debug_cursor = False
        connection.queries_log.clear()
