"""Goals F2 and F3, and F1 on e-mail: 10,000 people, from publishing an alert to the last mail the server accepted.

One ordinary `alerts` worker sends; the server is a sink in a process of its own, on the same machine. Beside it, in the
same run: Django's own way over one connection (the peer), and ready-made bytes over pipelined connections (the floor).
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.utils import DNS_NAME
from django.utils import timezone

import psutil
from django_rq import get_queue
from rq import Worker

from accounts.models import User
from benchmarks._recipients import neighbourhood_of
from home.models import NeighbourhoodPage
from notifications.channels.email.letters import alert_letter
from notifications.channels.email.smtp import Lane, Mail
from notifications.channels.email.stamping import Stamp, identity_of, unsubscribe_url
from notifications.models import Alert, AlertMessage, Delivery
from notifications.services import publish_alert

PEOPLE = int(os.environ.get("PEOPLE", "10000"))
ROUNDS = 3
SAMPLE = 2_000
ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 120


def main() -> dict[str, object]:
    place, author = neighbourhood_of(PEOPLE)
    figures: dict[str, object] = {}
    with sink() as (port, accepted):
        with worker(port) as process:
            rounds = [one_round(place, author, accepted, process) for _ in range(ROUNDS)]
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        peer, floor, wide = django_rate(accepted), floor_rate(1), floor_rate(4)
    best = min(rounds, key=lambda found: found["last"])
    rate = PEOPLE / best["last"]
    figures["F3 mails, publish to last accepted"] = {"value": round(best["last"], 2), "unit": f"s for {PEOPLE:,}", "target": "≤ 3.5 s"}
    figures["F3 rate"] = {"value": round(rate), "unit": f"mails/s, {rate / peer:.1f} x Django", "target": "≥ 3,000 and ≥ 2 x"}
    figures["F2 first hand-off"] = {"value": round(best["first"] * 1000), "unit": "ms after the commit", "target": "≤ 300 ms"}
    figures["all rounds"] = {"value": ", ".join(f"{found['last']:.2f}" for found in rounds), "unit": "s"}
    figures["all recorded in PostgreSQL"] = {"value": round(best["recorded"], 2), "unit": "s after the commit"}
    figures["worker memory, idle and at most"] = {"value": f"{best['idle']:.0f} and {best['most']:.0f}", "unit": "MiB"}
    figures["lost, sent twice"] = {"value": f"{sum(f['lost'] for f in rounds)}, {sum(f['twice'] for f in rounds)}", "target": "0, 0"}
    figures["peer: Django, one connection"] = {"value": round(peer), "unit": "mails/s"}
    figures["floor: ready bytes, one pipelined connection"] = {"value": round(floor), "unit": "mails/s"}
    figures["floor: ready bytes, four pipelined connections"] = {"value": round(wide), "unit": "mails/s"}
    return figures


@contextmanager
def sink() -> Iterator[tuple[int, Path]]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        process = subprocess.Popen([sys.executable, ROOT / "tests" / "notifications" / "smtp_sink.py", folder])
        try:
            until((folder / "port").exists)
            yield int((folder / "port").read_text()), folder / "accepted"
        finally:
            process.kill()
            process.wait()


@contextmanager
def worker(port: int) -> Iterator[psutil.Process]:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "benchmarks._mail_settings", "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(port)}
    command = [sys.executable, ROOT / "manage.py", "worker", "alerts"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until(lambda: Worker.all(queue=get_queue("alerts")))
        yield psutil.Process(process.pid)
    finally:
        process.kill()
        process.wait()


def one_round(place: NeighbourhoodPage, author: User, accepted: Path, process: psutil.Process) -> dict[str, float]:
    """Publish one alert and wait until everybody has it."""
    before = len(accepted.read_text().splitlines())
    idle = memory_of(process)
    alert = Alert(
        neighbourhood=place,
        category="water",
        severity="vigilance",
        headline="La Rance monte : déplacez les voitures du quai",
        description="Pleine mer à 19 h 42, coefficient 104. " * 4,
        expires=timezone.now() + timedelta(hours=6),
    )
    publish_alert(alert=alert, by=author)
    committed, most = time.time(), 0.0
    deadline = time.monotonic() + PATIENCE
    rows = Delivery.objects.of_alert(alert).filter(channel="email")
    while rows.filter(state="sent").count() < PEOPLE and time.monotonic() < deadline:
        most = max(most, memory_of(process))
        time.sleep(0.1)
    recorded = time.time() - committed
    lines = [line.split() for line in accepted.read_text().splitlines()[before:]]
    times, identities = [float(line[0]) for line in lines], [line[2] for line in lines]
    wanted = {f"<{identity_of(pk)}>" for pk in rows.values_list("pk", flat=True)}
    return {
        "first": min(times) - committed,
        "last": max(times) - committed,
        "recorded": recorded,
        "idle": idle,
        "most": most,
        "lost": len(wanted - set(identities)),
        "twice": len(identities) - len(set(identities)),
    }


def memory_of(process: psutil.Process) -> float:
    """Return the resident MiB of the worker's busiest process: itself, or the one it forked for the job."""
    sizes = []
    for member in [process, *process.children(recursive=True)]:
        try:
            sizes.append(member.memory_info().rss)
        except psutil.NoSuchProcess:
            continue
    return max(sizes) / 2**20


def a_letter() -> tuple[Stamp, AlertMessage]:
    message = AlertMessage.objects.select_related("alert__neighbourhood").latest("pk")
    return Stamp(alert_letter(message, "fr")), message


def floor_rate(connections: int) -> float:
    """Send ready-made bytes: nothing to build, nothing to record."""
    stamp, _ = a_letter()
    mails = [
        Mail(n, f"v{n}@exemple.test", stamp.bytes_for(address=f"v{n}@exemple.test", identity=identity_of(n), leave=unsubscribe_url(n, "a")))
        for n in range(SAMPLE * connections)
    ]
    lanes = [Lane("bonjour@palier.example") for _ in range(connections)]
    started = time.perf_counter()
    with ThreadPoolExecutor(connections) as threads:
        list(threads.map(lambda pair: pair[1].send(mails[pair[0] :: connections], until=time.monotonic() + 60), enumerate(lanes)))
    seconds = time.perf_counter() - started
    for lane in lanes:
        lane.close()
    return len(mails) / seconds


def django_rate(accepted: Path) -> float:
    """Build and send the same letter through Django's backend, over one connection."""
    letter = alert_letter(a_letter()[1], "fr")
    str(DNS_NAME)  # asked of the name servers once per process, not what is measured
    started = time.perf_counter()
    messages = []
    for number in range(SAMPLE):
        leave = {"List-Unsubscribe": f"<{unsubscribe_url(number, 'a')}>"}
        message = EmailMultiAlternatives(letter.subject, letter.text, to=[f"v{number}@exemple.test"], headers=leave)
        message.attach_alternative(letter.html, "text/html")
        messages.append(message)
    get_connection("django.core.mail.backends.smtp.EmailBackend").send_messages(messages)
    return SAMPLE / (time.perf_counter() - started)


def until(condition: object) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            message = "A part of the benchmark did not start."
            raise RuntimeError(message)
        time.sleep(0.05)
