"""Goals F1 and F2: 10,000 web pushes, from publishing an alert to the last 201, every row recorded, by one worker.

The push service is a sink in a process of its own. Beside it, in the same run, the floors: encryption only, and
encryption and POST without a database. And the peer, where requirements-peers.txt is installed: pywebpush, one message
after the other, nothing recorded.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

import psutil
from allauth.account.models import EmailAddress

from accounts.models import User
from benchmarks._recipients import neighbourhood_of
from benchmarks._workers import memory_of, until, worker
from home.models import Membership, NeighbourhoodPage
from notifications.channels.carrying import carried
from notifications.channels.http import Answer, Courier, header_lines
from notifications.channels.http.guard import allowed_origin
from notifications.channels.push.encryption import encrypt
from notifications.channels.push.vapid import Tokens
from notifications.models import Alert, Delivery
from notifications.services import publish_alert
from tests.notifications.browsers import Browser, subscriptions_of

PEOPLE = int(os.environ.get("PEOPLE", "10000"))
ROUNDS = 3
SAMPLE, PEER_SAMPLE = 5_000, 1_500
WINDOW = 100
PATIENCE = 120
ROOT = Path(__file__).resolve().parents[1]


def main() -> dict[str, object]:
    figures: dict[str, object] = {}
    place, author = neighbourhood_of(PEOPLE)
    with sink() as (origin, folder):
        people = User.objects.filter(pk__in=Membership.objects.at(place).values("user"))
        EmailAddress.objects.filter(user__in=people).delete()
        browser = subscriptions_of(people, origin)
        with worker(PALIER_PUSH_TEST_ORIGINS=origin) as process:
            rounds = [one_round(place, author, folder, process) for _ in range(ROUNDS)]
        alone, peer = encryption_rate(browser), peer_rate(browser, origin)
        posted, both = post_rate(browser, origin, encrypting=False), post_rate(browser, origin, encrypting=True)
    best = min(rounds, key=lambda found: found["last"])
    rate = PEOPLE / best["last"]
    figures["F1 pushes, publish to last 201"] = {"value": round(best["last"], 2), "unit": f"s for {PEOPLE:,}", "target": "≤ 2.5 s"}
    figures["F1 rate"] = {"value": round(rate), "unit": f"pushes/s, {rate / both:.2f} of the floor", "target": "≥ 4,000"}
    figures["F1 beside the peer, pywebpush"] = (
        {"value": round(rate / peer, 1), "unit": f"times its {peer:,.0f} pushes/s", "target": "≥ 3.8 times"}
        if peer
        else {"value": "not installed", "target": "≥ 3.8 times"}
    )
    figures["F2 first hand-off"] = {"value": round(best["first"] * 1000), "unit": "ms after the commit", "target": "≤ 300 ms"}
    figures["all rounds"] = {"value": ", ".join(f"{found['last']:.2f}" for found in rounds), "unit": "s"}
    figures["all recorded in PostgreSQL"] = {"value": round(best["recorded"], 2), "unit": "s after the commit"}
    figures["worker memory, idle and at most"] = {"value": f"{best['idle']:.0f} and {best['most']:.0f}", "unit": "MiB"}
    figures["lost, sent twice"] = {"value": f"{sum(f['lost'] for f in rounds)}, {sum(f['twice'] for f in rounds)}", "target": "0, 0"}
    figures["floor: encryption only"] = {"value": round(alone), "unit": "pushes/s"}
    figures["floor: POST only"] = {"value": round(posted), "unit": "pushes/s"}
    figures["floor: encryption, token and POST, no database"] = {"value": round(both), "unit": "pushes/s"}
    return figures


@contextmanager
def sink(**environment: str) -> Iterator[tuple[str, Path]]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        process = subprocess.Popen([sys.executable, ROOT / "benchmarks" / "_push_sink.py", folder], env={**os.environ, **environment})
        try:
            until((folder / "port").exists)
            yield f"http://127.0.0.1:{(folder / 'port').read_text()}", folder
        finally:
            process.kill()
            process.wait()


def accepted(folder: Path) -> list[tuple[float, str]]:
    lines = (folder / "accepted").read_text().split("\n")[:-1]
    return [(float(at), target) for at, _, target in (line.partition(" ") for line in lines)]


class Arrivals:
    """Counts what arrives from now on. Whoever reads all of it twenty times a second takes a third of a core from what is measured."""

    def __init__(self, accepted: Path) -> None:
        self._file, self._count = accepted.open("rb"), 0
        self._file.seek(0, os.SEEK_END)

    def count(self) -> int:
        """Return how many there were."""
        self._count += self._file.read().count(b"\n")
        return self._count


def alert_for(place: NeighbourhoodPage) -> Alert:
    words = {"headline": "La Rance monte : déplacez les voitures du quai", "description": "Pleine mer à 19 h 42, coefficient 104. " * 4}
    return Alert(neighbourhood=place, category="water", severity="vigilance", expires=timezone.now() + timedelta(hours=6), **words)


def one_round(place: NeighbourhoodPage, author: User, folder: Path, process: psutil.Process) -> dict[str, float]:
    """Publish one alert and wait until every browser has it."""
    before, arrivals, idle, most = len(accepted(folder)), Arrivals(folder / "accepted"), memory_of(process), 0.0
    alert = alert_for(place)
    publish_alert(alert=alert, by=author)
    committed = time.time()
    deadline = time.monotonic() + PATIENCE
    rows = Delivery.objects.of_alert(alert).filter(channel="push")
    # Whoever counts rows ten times a second takes a tenth of what is measured: they are counted once the service has all.
    while not (arrivals.count() >= PEOPLE and rows.filter(state="sent").count() >= PEOPLE) and time.monotonic() < deadline:
        most = max(most, memory_of(process))
        time.sleep(0.1)
    recorded = time.time() - committed
    until(lambda: not Delivery.objects.open().exists())
    found = accepted(folder)[before:]
    targets = [target for _, target in found]
    return {
        "first": min(at for at, _ in found) - committed,
        "last": max(at for at, _ in found) - committed,
        "recorded": recorded,
        "idle": idle,
        "most": most,
        "lost": PEOPLE - len(set(targets)),
        "twice": len(targets) - len(set(targets)),
    }


def encryption_rate(browser: Browser) -> float:
    point, content = browser.point, b"x" * 300
    started = time.perf_counter()
    for _ in range(SAMPLE):
        encrypt(content, p256dh=point, auth=browser.secret)
    return SAMPLE / (time.perf_counter() - started)


def peer_rate(browser: Browser, origin: str) -> float:
    """Return how many messages a second pywebpush sends, or 0 where it is not installed."""
    try:
        from py_vapid import Vapid
        from pywebpush import webpush
    except ImportError:
        return 0
    key = Vapid()
    key.generate_keys()
    fields = browser.fields
    subscription = {"endpoint": f"{origin}/201/peer", "keys": {name: fields[name] for name in ("p256dh", "auth")}}
    started = time.perf_counter()
    for _ in range(PEER_SAMPLE):
        webpush(subscription, "x" * 300, vapid_private_key=key, vapid_claims={"sub": "mailto:mairie@exemple.test"}, ttl=60)
    return PEER_SAMPLE / (time.perf_counter() - started)


def post_rate(browser: Browser, origin: str, *, encrypting: bool) -> float:
    """Send the same content from memory, encrypted for each or once for all: no claim, nothing recorded."""
    bell, tokens, point = threading.Event(), Tokens(), browser.point
    courier: Courier[Answer] = Courier(bell, enough=WINDOW // 2)
    where, target = allowed_origin(f"{origin}/201/floor", hosts=[], trusted=[origin])
    once = encrypt(b"x" * 300, p256dh=point, auth=browser.secret)
    headers = header_lines({"Authorization": tokens.header_for(origin), "TTL": "60", "Urgency": "high", "Content-Encoding": "aes128gcm"})

    def errand(_job: int):
        async def post(pool):
            body = encrypt(b"x" * 300, p256dh=point, auth=browser.secret) if encrypting else once
            await asyncio.sleep(0)
            return await pool.request("POST", where, target, headers=headers, body=body)

        return post

    started = time.perf_counter()
    for back, _ in carried(courier, range(SAMPLE), errand=errand, window=WINDOW, until=time.monotonic() + 60):
        if not back:
            bell.wait(0.05)
            bell.clear()
    seconds = time.perf_counter() - started
    courier.close()
    return SAMPLE / seconds
