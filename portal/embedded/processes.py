"""Starting and stopping child processes so that none outlives its parent."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def spawn(command: list[str | Path], *, dies_with: signal.Signals, log: Path | None = None, **options: object) -> subprocess.Popen:
    """Start a child in its own session that receives `dies_with` when this process dies, however it dies.

    Call it from the main thread: Linux ties the signal to the thread that started the child.
    """
    parent = os.getpid()

    def tie_to_parent() -> None:
        if _libc is None:
            return
        _libc.prctl(PR_SET_PDEATHSIG, int(dies_with))
        if os.getppid() != parent:
            os._exit(1)

    if log is None:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=tie_to_parent, **options)
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=tie_to_parent,
            **options,
        )


def run_in_foreground(command: list[str | Path], environment: dict[str, str], cwd: Path) -> int:
    """Run a command on our own terminal and return its exit status; Ctrl-C is the command's to answer."""
    parent = os.getpid()

    def tie_to_parent() -> None:
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM))
            if os.getppid() != parent:
                os._exit(1)

    process = subprocess.Popen(command, env=environment, cwd=cwd, preexec_fn=tie_to_parent)
    previous = {
        signal.SIGINT: signal.signal(signal.SIGINT, lambda *_: None),
        signal.SIGTERM: signal.signal(signal.SIGTERM, lambda *_: process.terminate()),
    }
    try:
        status = process.wait()
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
    return status if status >= 0 else 128 - status


def stop(process: subprocess.Popen, how: signal.Signals, patience: float) -> int:
    """Ask a child to end, wait, then end its whole session; return its exit status."""
    if process.poll() is None:
        process.send_signal(how)
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    if process.poll() is None:
        kill_session(process)
    return process.wait()


def kill_session(process: subprocess.Popen) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def wait_until(ready: Callable[[], bool], *, patience: float, process: subprocess.Popen | None = None) -> bool:
    """Poll until `ready`; stop early when the process it depends on has ended."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if ready():
            return True
        if process is not None and process.poll() is not None:
            return False
        time.sleep(0.03)
    return False


def running_in(folder: Path, program: str) -> list[psutil.Process]:
    """Return the live processes of that program whose working directory is the folder.

    A recorded process number alone proves nothing: after a crash it may belong to anybody.
    """
    found = []
    for process in psutil.process_iter():
        try:
            if process.name().startswith(program) and process.status() != psutil.STATUS_ZOMBIE and process.cwd() == str(folder):
                found.append(process)
        except psutil.Error:
            continue
    return found


def end_leftovers(folder: Path, program: str, how: signal.Signals) -> None:
    """End what a killed owner left running in the folder, so that two servers never write the same files."""
    leftovers = running_in(folder, program)
    # The postmaster's children follow it; signalling them as well only breaks their clean end.
    numbers = {process.pid for process in leftovers}
    for process in leftovers:
        try:
            if process.ppid() not in numbers:
                process.send_signal(how)
        except psutil.NoSuchProcess:
            continue
    _, alive = psutil.wait_procs(leftovers, timeout=10)
    for process in alive:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(alive, timeout=5)
