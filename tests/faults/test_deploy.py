"""A new version goes out while people read: web processes are replaced one after the other."""

import http.client
import itertools
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import closing, contextmanager, suppress

import psutil

from tests.faults.conftest import surroundings
from tests.notifications.waiting import wait_until
from tests.portal.launching import ROOT, free_port

#: Seconds to go on for, 0 for three replacements; and between two of the long run.
LONG, EVERY = float(os.environ.get("PALIER_DEPLOY_SECONDS", "0")), 10.0
READERS = 4


class Reader(threading.Thread):
    """Asks for pages one after the other, half of them on a connection kept from before, and counts the answers."""

    def __init__(self, port, paths):
        super().__init__(daemon=True)
        self.port, self.paths, self.over, self.answers = port, itertools.cycle(paths), False, Counter()

    def run(self):
        while not self.over:
            with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
                for kept in (False, True):
                    try:
                        connection.request("GET", next(self.paths))
                        answer = connection.getresponse()
                        answer.read()
                    except (OSError, http.client.HTTPException) as error:
                        # A connection at rest may be closed at any moment: browsers ask again on a new one.
                        self.answers["asked again" if kept else repr(error)] += 1
                        break
                    self.answers[answer.status] += 1


@contextmanager
def web(environment):
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "portal.asgi:application", "--port", str(port), "--workers", "2", "--lifespan", "off"]
    command += [
        "--loop",
        "portal.doorway:Loop",
        "--http",
        "portal.parting:Protocol",
        "--timeout-graceful-shutdown",
        "3",
        "--log-level",
        "error",
        "--no-access-log",
    ]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    try:
        wait_until(lambda: answers(port), patience=90)
        yield psutil.Process(server.pid), port
    finally:
        server.terminate()
        server.wait(30)


def answers(port):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection, suppress(OSError):
        connection.request("GET", "/healthz")
        return connection.getresponse().read()


def serving(server):
    """Return the processes that answer: the parent's children but for the one that watches over what they share."""
    found = []
    for child in server.children():
        with suppress(psutil.NoSuchProcess):  # ended meanwhile
            if "spawn_main" in " ".join(child.cmdline()):
                found.append(child)
    return sorted(found, key=psutil.Process.create_time)


def replace_the_eldest(server, readers):
    """Ask it to stop, and wait until another is in its place and people go on reading."""
    before = serving(server)
    before[0].terminate()
    wait_until(lambda: len(serving(server)) == 2 and before[0] not in serving(server), patience=60)
    read = pages(readers)
    wait_until(lambda: pages(readers) > read + 20, patience=60)


def pages(readers):
    return sum(reader.answers[200] for reader in readers)


def test_no_reader_sees_an_error_while_web_processes_are_replaced(fleet, slow_sink, neighbourhood):
    """FLT-08: SIGTERM to one after the other, under load. What was asked is answered, and whoever comes meanwhile is served."""
    with web(surroundings(fleet.redis, slow_sink)) as (server, port):
        wait_until(lambda: len(serving(server)) == 2)
        readers = [Reader(port, [neighbourhood.url, "/", "/alertes/"]) for _ in range(READERS)]
        for reader in readers:
            reader.start()
        replaced, end = 0, time.monotonic() + LONG
        while replaced < 3 or time.monotonic() < end:
            next_one = time.monotonic() + (EVERY if LONG else 0)
            replace_the_eldest(server, readers)
            replaced += 1
            wait_until(lambda due=next_one: time.monotonic() >= due, patience=2 * EVERY)
        for reader in readers:
            reader.over = True
        for reader in readers:
            reader.join(60)
    seen = sum((reader.answers for reader in readers), Counter())
    asked_again = seen.pop("asked again", 0)
    sys.stdout.write(f"{replaced} replaced, {seen[200]} pages, {asked_again} asked again on a new connection\n")
    assert set(seen) == {200}, seen
    assert asked_again <= READERS * replaced
