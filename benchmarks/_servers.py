"""Starts a web server for a benchmark, with as many processes as the machine has cores, and stops it again."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 90.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def web(application: str, *, path: str = "/", processes: int | None = None, **environment: str) -> Iterator[str]:
    """Serve an ASGI application; yield its address once it answers."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", application, "--port", str(port), "--lifespan", "off", "--no-access-log"]
    command += ["--log-level", "error", "--no-server-header", "--workers", str(processes or os.cpu_count() or 1)]
    command += ["--loop", "portal.doorway:Loop", "--http", "portal.parting:Protocol"]
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, start_new_session=True)
    try:
        deadline = time.monotonic() + PATIENCE
        while not answers(port, path):
            if server.poll() is not None or time.monotonic() > deadline:
                message = f"{application} did not start"
                raise RuntimeError(message)
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()


def processor_seconds(port: str) -> float:
    """Return the processor time used so far by the server on that port and by the processes it started."""
    parents, used, own = {}, {}, set()
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        number = int(folder.name)
        parents[number] = int(fields[1])
        used[number] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        if b"uvicorn" in words and port.encode() in words:
            own.add(number)
    return sum(seconds for number, seconds in used.items() if number in own or parents[number] in own)
