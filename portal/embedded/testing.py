"""bin/test: every check and the whole suite; with arguments, only pytest with those arguments.

Three lanes run side by side: the checks that need no server, which begin while the database of the tests is migrated; the
tests of the rooms; and the tests that start whole servers and mostly wait for them, on a database and a Redis of their own.
"""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from portal.embedded import chromium, processes
from portal.embedded.places import ROOT, Place
from portal.embedded.processes import run_in_foreground
from portal.embedded.redis_server import RedisServer
from portal.embedded.services import owned_services
from portal.translations import compile_catalogues

TOOLS = Path(sys.executable).parent
PYTEST = [sys.executable, "-m", "pytest"]
LANE = "--lane"
#: Tests that start servers, workers and browsers.
SERVERS = ["tests/portal", "tests/journeys", "tests/faults"]
MIGRATED = "palier_migrated_"
SECOND_DATABASE = "palier_second"

Check = tuple[str, list[str | Path]]


def templates() -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / "templates").rglob("*.html"))


def checks() -> list[Check]:
    manage = [sys.executable, ROOT / "manage.py"]
    return [
        ("ruff check", [TOOLS / "ruff", "check", "."]),
        ("ruff format", [TOOLS / "ruff", "format", "--check", "."]),
        ("import contracts", [TOOLS / "lint-imports"]),
        ("template indentation", [TOOLS / "djhtml", "--check", *templates()]),
        ("template lint", [sys.executable, "-m", "portal.embedded.template_lint", *templates()]),
        ("migrations", [*manage, "makemigrations", "--check", "--dry-run"]),
        ("translations", [*manage, "check_translations"]),
    ]


def rooms() -> list[Check]:
    return [("tests of rooms", [*PYTEST, *(f"--ignore={folder}" for folder in SERVERS)])]


def servers() -> list[Check]:
    return [("tests of servers", [*PYTEST, *SERVERS])]


LANES = {"checks": checks, "servers": servers}


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    arguments = sys.argv[1:]
    if arguments[:1] == [LANE]:
        return run(LANES[arguments[1]](), dict(os.environ))
    os.environ["PALIER_CHROMIUM"] = chromium.find_or_install()
    with owned_services(Place.from_environment("test"), "bin/test", durable=False) as running:
        compile_catalogues()
        if arguments:
            environment = {**running.environment, "PALIER_TEST_TEMPLATE": migrated_database(running.environment)}
            return run_in_foreground([*PYTEST, *arguments], environment, ROOT)
        return everything(running.environment, running.place)


def everything(environment: dict[str, str], place: Place) -> int:
    """Run the rooms' tests before the reader's eyes, and show what the other lanes said when all are done."""
    started = time.monotonic()
    with side_lane("checks", environment, place) as checking:
        environment = {**environment, "PALIER_TEST_TEMPLATE": migrated_database(environment)}
        second = Place(place.folder("second-lane"))
        redis = RedisServer(second, durable=False)
        own = {"DATABASE_URL": second_database(environment), "REDIS_URL": redis.url, "PALIER_DATA_DIR": str(second.path)}
        redis.start()
        try:
            with side_lane("servers", {**environment, **own}, place) as serving:
                status = run(rooms(), environment)
                # Interrupted: the other lanes have not heard of it, they have no terminal.
                statuses = [status, *(end(lane, at_once=status > 1) for lane in (checking, serving))]
        finally:
            redis.stop()
    for name in LANES:
        say(log_of(name, place).read_text(encoding="utf-8", errors="replace"))
    say(f"{'FAILED' if any(statuses) else 'ok'}: all lanes ({time.monotonic() - started:.1f} s)")
    return max(map(abs, statuses))


@contextmanager
def side_lane(name: str, environment: dict[str, str], place: Place) -> Iterator[subprocess.Popen]:
    """Run a lane in a process of its own that writes into its log; it ends with the block, whatever happens there."""
    log = log_of(name, place)
    log.unlink(missing_ok=True)
    command = [sys.executable, "-m", "portal.embedded.testing", LANE, name]
    lane = processes.spawn(command, dies_with=signal.SIGTERM, log=log, env=environment, cwd=ROOT)
    try:
        yield lane
    finally:
        end(lane, at_once=True)


def end(lane: subprocess.Popen, *, at_once: bool) -> int:
    return processes.stop(lane, signal.SIGTERM, 20) if at_once else lane.wait()


def log_of(lane: str, place: Place) -> Path:
    return place.log_folder / f"lane-{lane}.log"


def second_database(environment: dict[str, str]) -> str:
    """Return the address of the database beside which the second lane makes its own; it is made when missing."""
    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [SECOND_DATABASE]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(SECOND_DATABASE)))
    return database_url(environment, SECOND_DATABASE)


def run(work: list[Check], environment: dict[str, str]) -> int:
    """Run the checks one after the other, go on after a failure, and sum up."""
    results = []
    for name, command in work:
        say(f"\n== {name}")
        start = time.monotonic()
        status = run_in_foreground(command, environment, ROOT)
        results.append((name, status, time.monotonic() - start))
        if status >= 128:  # a signal ended it: whoever sent it wants the end of all
            break
    say("\n== summary")
    for name, status, seconds in results:
        say(f"{'ok    ' if status == 0 else 'FAILED'}  {name} ({seconds:.1f} s)")
    return max(status for _, status, _ in results)


def database_url(environment: dict[str, str], name: str) -> str:
    """Return the address of another database of the same server. Without a host it keeps its three slashes: psycopg asks for them."""
    parts = urlsplit(environment["DATABASE_URL"])
    return f"{parts.scheme}://{parts.netloc}/{name}" + (f"?{parts.query}" if parts.query else "")


def migrated_database(environment: dict[str, str]) -> str:
    """Return the database every test database is copied from: made once, and brought up to date when migrations are added.

    It begins anew when a migration or package it was made with has changed or gone. What it was made with is its comment.
    """
    wanted = migrations_and_packages()
    name = MIGRATED + hashlib.sha256(json.dumps(wanted).encode()).hexdigest()[:12]
    unfinished = sql.Identifier(f"{MIGRATED}unfinished")
    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as connection:
        made_with = dict(connection.execute(_MADE_WITH, [MIGRATED]).fetchall())
        if name in made_with:
            return name
        usable = [old for old, content in made_with.items() if content and json.loads(content).items() <= wanted.items()]
        for old in made_with.keys() - set(usable[:1]):
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(old)))
        if usable:
            connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(usable[0]), unfinished))
            connection.execute(sql.SQL("COMMENT ON DATABASE {} IS NULL").format(unfinished))
        else:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(unfinished))
        say("migrating the database of the tests")
        migrate = [sys.executable, ROOT / "manage.py", "migrate", "--verbosity", "0"]
        own = {**environment, "DATABASE_URL": database_url(environment, f"{MIGRATED}unfinished")}
        status = run_in_foreground(migrate, own, ROOT)
        if status:
            raise SystemExit(status)
        connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(unfinished, json.dumps(wanted)))
        connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(unfinished, sql.Identifier(name)))
    return name


_MADE_WITH = "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database WHERE starts_with(datname, %s)"


def migrations_and_packages() -> dict[str, str]:
    """Return what decides how a migrated database looks: each of our migrations and the pinned packages, with their digests."""
    paths = (*sorted(ROOT.glob("*/migrations/*.py")), ROOT / "requirements.txt")
    return {str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest()[:16] for path in paths}


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
