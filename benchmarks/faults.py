"""The fault rig, the long run: each kind of fault of requirements.md §4, RUNS times (environment, 25), during an alert by mail and push.

Real workers, a real clock, a PostgreSQL and a Redis of their own. Counts who was lost, who was told twice, and whether any
browser was forgotten; the table is for docs/reliability.md.
"""

import os
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.utils import timezone

from benchmarks._recipients import neighbourhood_of
from benchmarks._workers import until
from notifications.channels.email.stamping import identity_of
from notifications.models import Alert, Delivery, PushHost, PushSubscription
from notifications.services import publish_alert
from portal.embedded.places import Place
from portal.embedded.postgresql import PostgreSQL
from portal.embedded.redis_server import RedisServer
from portal.settings.environment import database
from tests.faults.conftest import Fleet
from tests.faults.rig import Faults
from tests.notifications.browsers import PushService, subscriptions_of
from tests.notifications.conftest import SinkProcess

ROOT = Path(__file__).resolve().parents[1]
RUNS = int(os.environ.get("RUNS", "25"))
PEOPLE = 200
PATIENCE = 240
#: Name in the table: (method of the rig, whether Redis keeps a file).
KINDS = {
    "worker's parent killed": ("worker_parent", False),
    "work horse killed": ("work_horse", False),
    "both killed": ("worker_and_horse", False),
    "SIGTERM": ("sigterm", False),
    "SIGSTOP for 6 s": ("sigstop", False),
    "Redis killed, with AOF": ("redis_killed", True),
    "Redis killed, without": ("redis_killed", False),
    "FLUSHALL": ("redis_emptied", False),
    "Redis full": ("redis_full", False),
    "PostgreSQL restarted at once": ("database_restarted", False),
    "connections terminated": ("connections_terminated", False),
    "push service hangs": ("service_hangs", False),
    "push service answers 503": ("service_fails", False),
    "network cut": ("network_cut", False),
}


def main() -> dict[str, object]:
    figures: dict[str, object] = {}
    # Message-IDs are keyed: this process has to expect what the workers' settings make.
    settings.SECRET_KEY = "only-for-tests"
    only = os.environ.get("KINDS", "").split(",") if os.environ.get("KINDS") else None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "server").mkdir()
        postgresql = PostgreSQL(Place(folder / "server"))
        postgresql.start()
        try:
            use(postgresql.url)
            for label, (method, durable) in KINDS.items():
                if only and method not in only:
                    continue
                with_files = folder / f"{method}-{durable}"
                with_files.mkdir()
                runs = one_kind(with_files, postgresql, method, durable)
                lost, twice = sum(run[0] for run in runs), sum(run[1] for run in runs)
                slowest = max(run[2] for run in runs)
                figures[label] = {
                    "value": f"{len(runs)} runs, {lost} lost, {twice} twice",
                    "unit": f"slowest {slowest:.0f} s",
                    "target": "0 lost",
                }
                sys.stdout.write(f"{label}: {figures[label]}\n")
                sys.stdout.flush()
        finally:
            connections["default"].close_pool()
            postgresql.stop()
    return figures


def use(url: str) -> None:
    """Turn this process and those it starts to the rig's own PostgreSQL, and make its tables."""
    os.environ["DATABASE_URL"] = url
    connections["default"].close()
    connections["default"].close_pool()
    connections.settings["default"].update(database("DATABASE_URL", url))
    del connections["default"]
    subprocess.run([sys.executable, ROOT / "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, check=True)


def one_kind(folder: Path, postgresql: PostgreSQL, method: str, durable: bool) -> list[tuple[int, int, float]]:
    """Run one kind of fault so many times on one fleet."""
    (folder / "sink").mkdir()
    (folder / "push").mkdir()
    sink, push = SinkProcess(folder / "sink", "--delay-ms", "2"), PushService(folder / "push")
    until((push.folder / "port").exists)
    settings.PALIER_PUSH_TEST_ORIGINS = [push.origin]
    os.environ["PALIER_PUSH_TEST_ORIGINS"] = push.origin
    place, author = neighbourhood_of(PEOPLE)
    fleet = Fleet(folder / "fleet", sink)
    if not durable:
        fleet.redis.stop()
        fleet.redis = RedisServer(fleet.redis.place, durable=False)
        fleet.redis.start()
    settings.REDIS_URL = fleet.redis.url
    fleet.start_clock()
    people = [row.user for row in place.memberships.select_related("user")]
    subscriptions_of(people, push.origin)
    try:
        return [one_run(place, author, fleet, push, Faults(fleet, push, postgresql), method) for _ in range(RUNS)]
    finally:
        fleet.stop()
        sink.stop()
        push.stop()


def one_run(place, author, fleet, push, faults, method) -> tuple[int, int, float]:
    """Publish, break, wait for the end; return (lost, told twice, seconds)."""
    mails_before, pushes_before, started = len(fleet.sink.accepted), len(push.accepted()), time.monotonic()
    words = {"category": "water", "severity": "vigilance", "headline": "La Rance monte", "description": "Pleine mer à 19 h 42."}
    alert = Alert(neighbourhood=place, expires=timezone.now() + timedelta(hours=6), **words)
    publish_alert(alert=alert, by=author)
    wait_for_a_fifth(fleet, mails_before)
    getattr(faults, method)()
    PushHost.objects.filter(rest_until__isnull=False).update(rest_until=None)
    rows = Delivery.objects.of_alert(alert)
    deadline = time.monotonic() + PATIENCE
    while rows.open().exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    wanted = {
        f"<{identity_of(pk)}>"
        for pk in rows.filter(channel="email", user__in=place.memberships.values("user")).values_list("pk", flat=True)
    }
    mails = [identity for _, identity in fleet.sink.accepted[mails_before:]]
    pushes = push.accepted()[pushes_before:]
    forgotten = PEOPLE - PushSubscription.objects.live().filter(user__in=place.memberships.values("user")).count()
    lost = len(wanted - set(mails)) + PEOPLE - len(set(pushes)) + forgotten
    return lost, len(mails) - len(set(mails)) + len(pushes) - len(set(pushes)), time.monotonic() - started


def wait_for_a_fifth(fleet, before: int) -> None:
    """Wait until an alert is a fifth of the way; when it never is, say who of the fleet is still there, and what they said last."""
    deadline = time.monotonic() + PATIENCE
    while len(fleet.sink.accepted) - before < PEOPLE // 5:
        if time.monotonic() > deadline:
            ends = [worker.poll() for worker in [*fleet.workers, fleet.clock]]
            sys.stdout.write(f"ends of the workers and the clock: {ends}\n{(fleet.folder / 'fleet.log').read_text()[-3000:]}\n")
            message = "An alert did not begin to leave."
            raise RuntimeError(message)
        time.sleep(0.05)
