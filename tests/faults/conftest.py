import contextlib
import os
import shutil
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
from tests.faults.nursery import Nursery
from tests.notifications.browsers import PushService
from tests.notifications.conftest import SinkProcess, make_sink, push_service, sink, wait_until

MANAGE = Path(__file__).resolve().parents[2] / "manage.py"


class Fleet:
    """Real workers and a real clock on the test database, with a Redis of their own that may be stopped and emptied.

    Where there is a nursery, which has the same surroundings, it starts them; else each loads everything for itself.
    """

    def __init__(self, folder, sink, nursery=None):
        self.nursery = nursery
        self.sink, self.folder = sink, folder
        folder.mkdir()
        self.redis = RedisServer(Place(folder))
        self.redis.start()
        self.environment = surroundings(self.redis, sink)
        self.log = (folder / "fleet.log").open("ab")
        self.workers = [self.start("worker", "alerts") for _ in range(2)]
        self.clock = None

    def start(self, *command):
        if self.nursery:
            return self.nursery.start(*command, log=self.log.name)
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


def surroundings(redis, sink):
    """Return the environment of workers on the test database, with this Redis and this sink."""
    database = connection.settings_dict
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.faults.worker_settings",
        "DATABASE_URL": f"postgresql:///{database['NAME']}?host={database['HOST']}&user={database['USER']}",
        "REDIS_URL": redis.url,
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(sink.port),
    }


@pytest.fixture(scope="package")
def slow_sink(tmp_path_factory):
    sink = SinkProcess(tmp_path_factory.mktemp("slow-sink"), "--delay-ms", "2")
    yield sink
    sink.stop()


@pytest.fixture(scope="package")
def far_push(tmp_path_factory):
    """A fake push service that the fleet takes for a real one."""
    service = PushService(tmp_path_factory.mktemp("far-push"))
    wait_until((service.folder / "port").exists)
    yield service
    service.stop()


@pytest.fixture(scope="package")
def berth(tmp_path_factory):
    """Where each fleet lies, one after the other: their Redis always has the same address."""
    return tmp_path_factory.mktemp("berth") / "fleet"


@pytest.fixture(scope="package")
def nursery(django_db_setup, berth, slow_sink, far_push):
    berth.mkdir()
    around = surroundings(RedisServer(Place(berth)), slow_sink)
    shutil.rmtree(berth)
    nursery = Nursery({**around, "PALIER_PUSH_TEST_ORIGINS": far_push.origin})
    yield nursery
    nursery.stop()


@pytest.fixture
def fleet(berth, nursery, slow_sink, settings, transactional_db):
    slow_sink.forget()
    fleet = Fleet(berth, slow_sink, nursery)
    settings.REDIS_URL = fleet.redis.url
    yield fleet
    fleet.stop()
    shutil.rmtree(berth)


__all__ = ["make_sink", "push_service", "sink", "wait_until"]
