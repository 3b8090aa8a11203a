"""Real launcher processes for the tests: a small program that owns (or borrows) the services until told to end."""

import json
import os
import pwd
import signal
import socket
import subprocess
import sys
import sysconfig
import time
from contextlib import suppress
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]

_PROGRAM = """
import json, os, sys
from portal.embedded.places import Place
from portal.embedded.services import owned_services, services
how = {"own": owned_services, "join": services}[sys.argv[1]]
with how(Place.from_environment(), "a test") as running:
    print(json.dumps([os.getuid(), running.environment]), flush=True)
    sys.stdin.readline()
"""


class Launched:
    """One such program; `environment` says how to reach what it started."""

    def __init__(self, environment, how="own", python=sys.executable, prefix=(), **options):
        self.process = subprocess.Popen(
            [*prefix, python, "-c", _PROGRAM, how],
            env={**environment, "PYTHONPATH": f"{ROOT}:{sysconfig.get_path('purelib')}"},
            cwd=ROOT,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **options,
        )
        self.user_id, self.environment = None, {}

    def wait_until_ready(self):
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read()
        self.user_id, self.environment = json.loads(line)
        return self

    def finish(self):
        """Let it end by itself and return its exit status."""
        self.process.stdin.close()
        return self.process.wait(30)

    def kill(self):
        self.process.kill()
        self.process.wait(10)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait(10)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            pipe.close()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def processes_below(folder):
    """Return the live processes working in a folder or anywhere below it."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() != psutil.STATUS_ZOMBIE and Path(process.cwd()).is_relative_to(folder):
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def owners_below(folder):
    """Return who owns the processes working below a folder; one of PostgreSQL's may end while they are looked at."""
    owners = set()
    for process in processes_below(folder):
        with suppress(psutil.NoSuchProcess):
            owners.add(process.username())
    return owners


def eventually(condition, seconds=15):
    """Poll until the condition holds; the deadline is for machines under load, not what is expected."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def ordinary_user(folder):
    """Return how to launch a program as an ordinary user who owns the folder, whoever runs the tests."""
    if os.getuid() != 0:
        return {}
    account = pwd.getpwnam("nobody")
    become = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for candidate in (sys.executable, f"/usr/bin/{version}"):
        attempt = [candidate, "-c", "import psycopg, redis"]
        environment = {"PYTHONPATH": sysconfig.get_path("purelib")}
        with suppress(OSError):
            if subprocess.run(attempt, env=environment, capture_output=True, check=False, cwd="/", **become).returncode == 0:
                os.chown(folder, account.pw_uid, account.pw_gid)
                return {"python": candidate, **become}
    # Nobody else reaches our interpreter (it lives below root's private home): ourselves, under a name without rights.
    return {"prefix": ["unshare", "--user", f"--map-user={account.pw_uid}", f"--map-group={account.pw_gid}"]}


def kill_everything(processes):
    for process in processes:
        try:
            os.kill(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
