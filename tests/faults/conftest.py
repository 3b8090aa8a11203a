import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

from django.db import connection

import psutil
import pytest
import redis as redis_client

from portal.embedded.places import Place
from portal.embedded.redis_server import RedisServer
from tests.notifications.conftest import SinkProcess, make_sink, push_service, sink, wait_until

MANAGE = Path(__file__).resolve().parents[2] / "manage.py"


class Fleet:
    """Real workers and a real clock on the test database, with a Redis of their own that may be stopped and emptied."""

    def __init__(self, folder, sink):
        self.sink, self.folder = sink, folder
        folder.mkdir()
        place = Place(folder)
        self.redis = RedisServer(place)
        self.redis.start()
        database = connection.settings_dict
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.faults.worker_settings",
            "DATABASE_URL": f"postgresql:///{database['NAME']}?host={database['HOST']}&user={database['USER']}",
            "REDIS_URL": self.redis.url,
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(sink.port),
        }
        self.log = (folder / "fleet.log").open("ab")
        self.workers = [self.start("worker", "alerts") for _ in range(2)]
        self.clock = None

    def start(self, *command):
        return subprocess.Popen(
            [sys.executable, MANAGE, *command], env=self.environment, start_new_session=True, stdout=self.log, stderr=self.log
        )

    def start_clock(self):
        self.clock = self.start("clock")

    def stop_clock(self):
        if self.clock:
            self.clock.kill()
            self.clock.wait()
            self.clock = None

    def kill_worker(self, number, which):
        """Kill a worker with -9: its parent, the process it forked for the job, or both; start another in its place."""
        parent = self.workers[number]
        horses = psutil.Process(parent.pid).children()
        if which in {"parent", "both"}:
            parent.kill()
        if which in {"horse", "both"}:
            for horse in horses:
                horse.send_signal(signal.SIGKILL)
        if which != "horse":
            parent.wait()
            self.workers[number] = self.start("worker", "alerts")

    def flush(self):
        redis_client.Redis.from_url(self.redis.url).flushall()

    def stop(self):
        self.stop_clock()
        for worker in self.workers:
            # A horse leads a group of its own, and would keep the database open.
            with contextlib.suppress(ProcessLookupError, psutil.NoSuchProcess):
                for horse in psutil.Process(worker.pid).children(recursive=True):
                    horse.kill()
                os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
        self.redis.stop()
        self.log.close()


@pytest.fixture
def fleet(tmp_path, settings, transactional_db):
    sink_folder = tmp_path / "sink"
    sink_folder.mkdir()
    slow_sink = SinkProcess(sink_folder, "--delay-ms", "2")
    fleet = Fleet(tmp_path / "fleet", slow_sink)
    settings.REDIS_URL = fleet.redis.url
    yield fleet
    fleet.stop()
    slow_sink.stop()


__all__ = ["make_sink", "push_service", "sink", "wait_until"]
