"""Keeps a set of programs running until told to stop, then ends them in order."""

import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from portal.embedded import processes

# A program that ran this long had started properly: its next crash begins the back-off anew.
SETTLED_AFTER = 30.0
LONGEST_DELAY = 30.0
# Uvicorn gives open streams 3 s; a job longer than this is taken up again by another worker.
GRACE = 10.0
LOG_LIMIT = 10 * 1024 * 1024


class StopRequest:
    """Becomes true at the first SIGINT, SIGTERM or SIGHUP; later ones change nothing, so cleaning up is not cut short."""

    def __init__(self) -> None:
        self.received = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._receive)

    def _receive(self, *_: object) -> None:
        self.received = True

    def __bool__(self) -> bool:
        return self.received


@dataclass
class Program:
    """One supervised program and how its last runs went."""

    name: str
    command: list[str | Path]
    process: subprocess.Popen | None = None
    started_at: float = 0.0
    crashes: int = 0
    due_at: float = 0.0

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None


@dataclass
class Supervisor:
    programs: list[Program]
    environment: dict[str, str]
    folder: Path
    logs: Path | None
    say: Callable[[str], None]
    # Services of ours with `process` and `start`: brought back when they die, before the programs that need them.
    services: list = field(default_factory=list)

    def look_after(self) -> None:
        """Start what is due, notice what has died. Call it often."""
        for service in self.services:
            if service.process is not None and service.process.poll() is not None:
                self.say(f"{type(service).__name__} has died; starting it again")
                service.start()
        now = time.monotonic()
        for program in self.programs:
            if program.running:
                continue
            if program.process is not None:
                self._note_end(program, now)
            if now >= program.due_at:
                self._start(program, now)

    def stop(self) -> None:
        """Ask every program to end, all at the same time, and end the stubborn ones."""
        running = [program for program in self.programs if program.running]
        for program in running:
            program.process.send_signal(signal.SIGTERM)
        processes.wait_until(lambda: not any(program.running for program in running), patience=GRACE)
        for program in running:
            if program.running:
                self.say(f"{program.name} did not stop in {GRACE:.0f} s; ending it")
            processes.kill_session(program.process)
            program.process.wait()

    def _start(self, program: Program, now: float) -> None:
        log = self.logs / f"{program.name}.log" if self.logs else None
        if log:
            keep_small(log)
        program.started_at = now
        program.process = processes.spawn(program.command, dies_with=signal.SIGKILL, log=log, env=self.environment, cwd=self.folder)

    def _note_end(self, program: Program, now: float) -> None:
        status = program.process.returncode
        program.process = None
        program.crashes = 1 if now - program.started_at > SETTLED_AFTER else program.crashes + 1
        delay = min(LONGEST_DELAY, 0.5 * 2 ** (program.crashes - 1))
        program.due_at = now + delay
        self.say(f"{program.name} ended with status {status}; starting it again in {delay:.1f} s")


def keep_small(log: Path) -> None:
    """Set a long log aside; the one set aside before is dropped."""
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
