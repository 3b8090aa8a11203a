"""Starts an ordinary `alerts` worker for a benchmark, and measures it."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from django_rq import get_queue
from rq import Worker

#: Seconds until a part that has not started is given up: on a busy machine a worker takes its time.
PATIENCE = 240
ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def worker(**environment: str) -> Iterator[psutil.Process]:
    full = {**os.environ, "DJANGO_SETTINGS_MODULE": "benchmarks._mail_settings", **environment}
    command = [sys.executable, ROOT / "manage.py", "worker", "alerts"]
    known = {found.name for found in Worker.all(queue=get_queue("alerts"))}
    # In a session of its own, as `bin/run` starts it: Linux shares cores by session first.
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, cwd=ROOT, env=full, start_new_session=True, **quiet)
    try:
        until(lambda: {found.name for found in Worker.all(queue=get_queue("alerts"))} - known)
        yield psutil.Process(process.pid)
    finally:
        for member in [*psutil.Process(process.pid).children(recursive=True), process]:
            member.kill()
        process.wait()


def memory_of(process: psutil.Process) -> float:
    """Return the resident MiB of the worker's busiest process: itself, or the one it forked for the job."""
    sizes = []
    for member in [process, *process.children(recursive=True)]:
        try:
            sizes.append(member.memory_info().rss)
        except psutil.NoSuchProcess:
            continue
    return max(sizes) / 2**20


def until(condition: Callable[[], object], patience: float = PATIENCE) -> None:
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            message = "A part of the benchmark did not start."
            raise RuntimeError(message)
        time.sleep(0.05)
