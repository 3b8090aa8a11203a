"""Connections are shared out evenly between the web processes that listen at one door."""

import http.client
import os
import struct
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager, suppress

import pytest

from portal.doorway import PATIENCE, Tally
from tests.portal.launching import ROOT, free_port


@contextmanager
def two_processes(loop, folder):
    """Serve the small application; yield its port once both processes are there."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "tests.portal.doors:application", "--port", str(port), "--workers", "2"]
    command += ["--lifespan", "off", "--loop", loop]
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PALIER_DATA_DIR": str(folder)}, stderr=subprocess.DEVNULL)
    try:
        seen, until = set(), time.monotonic() + 60
        while len(seen) < 2 and time.monotonic() < until:
            several = []
            with suppress(ConnectionRefusedError):  # nobody listens yet
                several += [asked(port) for _ in range(6)]
            seen |= {who for _connection, who in several}
            for connection, _who in several:
                connection.close()
        assert len(seen) == 2
        yield port
    finally:
        server.terminate()
        server.wait(20)


def asked(port, path="/"):
    """Open a connection that lasts and ask; return it and which process answered."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    return connection, connection.getresponse().read()


def all_gone(folder):
    """Wait until the processes have noticed that those before hung up."""
    until = time.monotonic() + 30
    while any(count for _door, count in struct.iter_unpack("=QQ", (folder / "connections").read_bytes())):
        assert time.monotonic() < until
        os.sched_yield()


def shares(port, count):
    """Return how many of so many lasting connections each process holds."""
    several = [asked(port) for _ in range(count)]
    for connection, _who in several:
        connection.close()
    return sorted(Counter(who for _connection, who in several).values())


def test_lasting_connections_are_shared_out_evenly(tmp_path):
    with two_processes("portal.doorway:Loop", tmp_path) as port:
        for _ in range(5):
            all_gone(tmp_path)
            assert shares(port, 8) == [4, 4]


@pytest.mark.parametrize(("loop", "waited"), [("portal.doorway:Loop", True), ("uvloop", False)], ids=["doorway", "control"])
def test_a_process_that_holds_fewer_is_waited_for_but_not_for_long(loop, waited, tmp_path):
    """One process answers and then does nothing else: without the doorway the other takes all at once, with it a moment later."""
    released = tmp_path / "released"
    with two_processes(loop, tmp_path) as port:
        kept = [asked(port, f"/held{released}")]
        try:
            started = time.monotonic()
            kept += [asked(port) for _ in range(3)]
            took = time.monotonic() - started
            assert len({who for _connection, who in kept[1:]}) == 1
            assert kept[0][1] != kept[1][1]
            assert (took > PATIENCE) == waited
        finally:
            released.touch()
            for connection, _who in kept:
                connection.close()


_ANOTHER = """
import sys
from pathlib import Path
from portal.doorway import Tally
tally = Tally(Path(sys.argv[1]), int(sys.argv[2]))
tally.say(3)
print("said", flush=True)
sys.stdin.readline()
"""


def test_who_was_killed_is_not_waited_for_again(tmp_path):
    own = Tally(tmp_path / "connections", 7)
    own.say(5)
    assert own.least_elsewhere() is None
    others = [
        subprocess.Popen(
            [sys.executable, "-c", _ANOTHER, str(tmp_path / "connections"), str(door)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for door in (7, 8)
    ]
    try:
        assert [other.stdout.readline() for other in others] == [b"said\n"] * 2
        assert own.least_elsewhere() == 3
        own.forget_the_dead()
        assert own.least_elsewhere() == 3, "the living must stay"
        others[0].kill()
        others[0].wait(10)
        assert own.least_elsewhere() == 3
        own.forget_the_dead()
        assert own.least_elsewhere() is None
    finally:
        own.leave()
        for other in others:
            other.kill()
            other.communicate(timeout=10)
