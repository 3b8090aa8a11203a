"""bin/test: every check and the whole suite; with arguments, only pytest with those arguments.

Two lanes run side by side, one per core of a small machine: the tests of the rooms; and the tests that start whole servers
and mostly wait for them, with the linters after them. Each lane has a database and a Redis of its own.
"""

import hashlib
import json
import os
import signal
import sys
import time
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
SECOND_LANE = "--second-lane"
#: Tests that start servers, workers and browsers.
SERVERS = ["tests/portal", "tests/journeys", "tests/faults"]
MIGRATED = "palier_migrated_"
SECOND_DATABASE = "palier_second"

Check = tuple[str, list[str | Path]]


def templates() -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / "templates").rglob("*.html"))


def first_lane() -> list[Check]:
    return [("tests of rooms", [*PYTEST, *(f"--ignore={folder}" for folder in SERVERS)])]


def second_lane() -> list[Check]:
    manage = [sys.executable, ROOT / "manage.py"]
    return [
        ("ruff check", [TOOLS / "ruff", "check", "."]),
        ("ruff format", [TOOLS / "ruff", "format", "--check", "."]),
        ("tests of servers", [*PYTEST, *SERVERS]),
        ("import contracts", [TOOLS / "lint-imports"]),
        ("template indentation", [TOOLS / "djhtml", "--check", *templates()]),
        ("template lint", [TOOLS / "curlylint", "--quiet", *templates()]),
        ("migrations", [*manage, "makemigrations", "--check", "--dry-run"]),
        ("translations", [*manage, "check_translations"]),
    ]


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    arguments = sys.argv[1:]
    if arguments == [SECOND_LANE]:
        return run(second_lane(), dict(os.environ))
    os.environ["PALIER_CHROMIUM"] = chromium.find_or_install()
    with owned_services(Place.from_environment("test"), "bin/test", durable=False) as running:
        environment = {**running.environment, "PALIER_TEST_TEMPLATE": migrated_database(running.environment)}
        compile_catalogues()
        if arguments:
            return run_in_foreground([*PYTEST, *arguments], environment, ROOT)
        return both_lanes(environment, Place(running.place.folder("second-lane")))


def both_lanes(environment: dict[str, str], second: Place) -> int:
    """Run the first lane before the reader's eyes, show what the second said when both are done."""
    started = time.monotonic()
    redis = RedisServer(second, durable=False)
    log = second.path / "lane.log"
    log.unlink(missing_ok=True)
    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as connection:
        if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [SECOND_DATABASE]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(SECOND_DATABASE)))
    own = {"DATABASE_URL": database_url(environment, SECOND_DATABASE), "REDIS_URL": redis.url, "PALIER_DATA_DIR": str(second.path)}
    redis.start()
    try:
        command = [sys.executable, "-m", "portal.embedded.testing", SECOND_LANE]
        lane = processes.spawn(command, dies_with=signal.SIGTERM, log=log, env={**environment, **own}, cwd=ROOT)
        try:
            first_status = run(first_lane(), environment)
            # Interrupted: the other lane has not heard of it, it has no terminal.
            second_status = processes.stop(lane, signal.SIGTERM, 20) if first_status > 1 else lane.wait()
        finally:
            processes.stop(lane, signal.SIGTERM, 20)
    finally:
        redis.stop()
    say(log.read_text(encoding="utf-8", errors="replace"))
    say(f"{'ok' if first_status == second_status == 0 else 'FAILED'}: both lanes ({time.monotonic() - started:.1f} s)")
    return max(first_status, abs(second_status))


def run(checks: list[Check], environment: dict[str, str]) -> int:
    """Run the checks one after the other, go on after a failure, and sum up."""
    results = []
    for name, command in checks:
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
