"""A goal of docs/performance.md and whether a run reached it, in words beside its figure."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.signals import request_started
from django.db import connection, reset_queries
from django.test import Client

from benchmarks._load import measure
from benchmarks._servers import processor_seconds


@dataclass(frozen=True)
class Goal:
    """What a page is asked for: requests a second at least; milliseconds of the 95th in a hundred, processor milliseconds of the web
    processes and statements at most. Zero asks for nothing."""

    name: str
    rate: int = 0
    p95: int = 0
    spent: int = 0
    statements: int = 0

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


def reached(is_reached: bool) -> str:
    """Say whether a goal was reached."""
    return "reached" if is_reached else "NOT REACHED"


def page(site: str, address: str, floor: float, goal: Goal, header: str = "", seconds: float = 4) -> dict[str, object]:
    """Measure an address: requests a second, beside the floor, and what one request costs."""
    for _ in range(3):
        measure(site + address, headers=(header,) if header else (), seconds=0.3)  # every process learns the page
    port = str(urlsplit(site).port)
    used = processor_seconds(port)
    result = measure(site + address, headers=(header,) if header else (), seconds=seconds)
    rate = float(result["requests_per_second"])
    spent = (processor_seconds(port) - used) / (rate * seconds) * 1000
    asked = count(address, header)
    told = f"req/s, p50 {result['p50_ms']} ms, p95 {result['p95_ms']} ms, {spent:.2f} cpu-ms, {asked} SQL, {rate / floor:.1%} of the floor"
    if set(result["statuses"]) != {"200"}:
        told += f" {result['statuses']}"
    verdict = goal.verdict(rate=rate, p95=float(result["p95_ms"]), spent=spent, statements=asked)
    return {"value": rate, "unit": told, "target": verdict}


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
