"""bin/run as a person starts it, and what it refuses."""

import signal
import socket
import subprocess

from tests.portal.launching import ROOT, processes_below


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
