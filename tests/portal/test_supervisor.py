"""The supervisor on real programs: bringing back what crashes, ending what is stubborn, leaving nothing behind."""

import signal
import subprocess
import sys

import psutil
import pytest

from portal.embedded import supervisor
from portal.embedded.supervisor import Program, Supervisor, keep_small
from tests.portal.launching import ROOT, eventually, processes_below

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"


@pytest.fixture
def supervise(tmp_path):
    """Build supervisors over a private folder, and stop them whatever happens."""
    built = []

    def build(**programs):
        said = []
        listed = [Program(name, command) for name, command in programs.items()]
        built.append(Supervisor(listed, {}, tmp_path, tmp_path, said.append))
        built[-1].said = said
        return built[-1]

    yield build
    for each in built:
        each.stop()


def test_crashed_program_comes_back_later_each_time(supervise):
    watched = supervise(faulty=["/bin/sh", "-c", "exit 3"])
    program = watched.programs[0]
    delays = []
    for _ in range(3):
        watched.look_after()
        assert eventually(lambda: not program.running)
        watched.look_after()
        assert program.process is None, "it must wait before it starts again"
        delays.append(program.due_at - program.started_at)
        program.due_at = 0.0
    assert delays[0] < delays[1] < delays[2]
    assert watched.said[0] == "faulty ended with status 3; starting it again in 0.5 s"


def test_program_that_had_settled_starts_the_backoff_anew(supervise):
    watched = supervise(faulty=["/bin/sh", "-c", "exit 3"])
    program = watched.programs[0]
    program.crashes = 6
    watched.look_after()
    assert eventually(lambda: not program.running)
    program.started_at -= supervisor.SETTLED_AFTER + 1
    watched.look_after()
    assert program.crashes == 1


def test_killed_program_is_running_again(supervise):
    watched = supervise(steady=["/bin/sleep", "60"], other=["/bin/sleep", "60"])
    watched.look_after()
    first = watched.programs[1].process
    first.kill()

    def back():
        watched.look_after()
        return watched.programs[1].running and watched.programs[1].process is not first

    assert eventually(back)


def test_stop_ends_a_program_deaf_to_it(supervise, tmp_path, monkeypatch):
    monkeypatch.setattr(supervisor, "GRACE", 0.3)
    watched = supervise(deaf=[sys.executable, "-c", STUBBORN])
    watched.look_after()
    assert eventually(lambda: "deaf" in (tmp_path / "deaf.log").read_text())
    watched.stop()
    assert not watched.programs[0].running
    assert watched.said == ["deaf did not stop in 0 s; ending it"]


def test_killing_the_supervisor_ends_its_programs(tmp_path):
    code = f"""
import time
from pathlib import Path
from portal.embedded.supervisor import Program, Supervisor
folder = Path({str(tmp_path)!r})
watched = Supervisor([Program("deaf", ["{sys.executable}", "-c", {STUBBORN!r}])], {{}}, folder, folder, print)
watched.look_after()
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT) as owner:
        assert eventually(lambda: (tmp_path / "deaf.log").exists() and "deaf" in (tmp_path / "deaf.log").read_text())
        assert [process for process in processes_below(tmp_path) if process.status() != psutil.STATUS_ZOMBIE]
        owner.send_signal(signal.SIGKILL)
        assert eventually(lambda: not processes_below(tmp_path))


def test_long_log_is_set_aside(tmp_path, monkeypatch):
    monkeypatch.setattr(supervisor, "LOG_LIMIT", 10)
    log = tmp_path / "web.log"
    log.write_text("0123456789")
    keep_small(log)
    assert log.exists()
    log.write_text("0123456789+")
    keep_small(log)
    assert not log.exists()
    assert (tmp_path / "web.log.1").read_text() == "0123456789+"
