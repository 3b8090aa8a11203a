"""bin/run as a person uses it."""

import contextlib
import http.client
import re
import signal
import socket
import subprocess

import psutil
import pytest

from tests.portal.launching import ROOT, eventually, processes_below


def get(address, path):
    with contextlib.closing(http.client.HTTPConnection(address, timeout=30)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()


def worker_of(running, queue):
    """Return the live worker of a queue below bin/run, or None."""
    for child in psutil.Process(running.pid).children():
        with contextlib.suppress(psutil.Error):
            if child.cmdline()[-2:] == ["worker", queue]:
                return child
    return None


def test_start_crash_and_stop(bare_environment, data_folder):
    """From an empty folder to a page, through crashes and a refused second start, to nothing (ALR-19, FLT-04)."""
    command = [str(ROOT / "bin" / "run"), "--port", "0", "--no-demo"]
    with subprocess.Popen(command, env=bare_environment, stdout=subprocess.PIPE, text=True) as running:
        try:
            lines = iter(running.stdout.readline, "")
            address = next(found[1] for line in lines if (found := re.search(r"ready: http://([\d.:]+)/", line)))
            assert get(address, "/healthz?scope=web")[0] == 200
            assert eventually(lambda: get(address, "/healthz")[0] == 200, seconds=60), get(address, "/healthz")

            second = subprocess.run([*command, "--no-demo"], env=bare_environment, capture_output=True, text=True, check=False)
            assert second.returncode == 1
            assert "is in use by bin/run" in second.stderr

            killed = worker_of(running, "alerts")
            killed.kill()
            assert eventually(lambda: worker_of(running, "alerts") not in {None, killed})

            postmaster = psutil.Process(int((data_folder / "postgresql" / "postmaster.pid").read_text().splitlines()[0]))
            postmaster.kill()
            assert eventually(lambda: get(address, "/healthz?scope=web")[0] == 200)
            assert [get(address, "/healthz?scope=web")[0] for _ in range(20)] == [200] * 20, "a dead connection stayed in the pool"

            running.send_signal(signal.SIGINT)
            assert running.wait(40) == 0
        finally:
            running.kill()
    assert eventually(lambda: not processes_below(data_folder))
    with pytest.raises(ConnectionRefusedError):
        get(address, "/healthz")


def test_port_in_use_is_said_before_anything_starts(bare_environment, data_folder):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        command = [str(ROOT / "bin" / "run"), "--port", str(taken.getsockname()[1])]
        refused = subprocess.run(command, env=bare_environment, capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert "choose another port with --port" in refused.stderr
    assert not (data_folder / "postgresql").exists()


def test_interrupted_start_leaves_nothing(bare_environment, data_folder):
    with subprocess.Popen([str(ROOT / "bin" / "run"), "--port", "0"], env=bare_environment, stderr=subprocess.PIPE, text=True) as running:
        assert "preparing the database" in running.stderr.readline()
        running.send_signal(signal.SIGTERM)
        assert running.wait(30) == 0
    assert processes_below(data_folder) == []
