"""The kinds of fault an alert must survive (requirements.md §4), each done to a fleet of real workers while it sends."""

import os
import signal
import time

from django.db import connection

import psutil
import redis as redis_client

#: Seconds a fault lasts where it lasts: longer than a lease of the fault tests.
LASTING = 2.0


class Faults:
    """What can be done to a fleet. Each method breaks something and leaves the fleet able to go on by itself."""

    def __init__(self, fleet, push, postgresql=None):
        self.fleet, self.push, self.postgresql = fleet, push, postgresql

    def worker_parent(self):
        self.fleet.kill_worker(0, "parent")

    def work_horse(self):
        self.fleet.kill_worker(0, "horse")

    def worker_and_horse(self):
        self.fleet.kill_worker(0, "both")

    def sigterm(self):
        """A deploy: asked to stop, killed when it is still at work after a moment, replaced (FLT-08)."""
        worker = self.fleet.workers[0]
        members = [psutil.Process(worker.pid), *psutil.Process(worker.pid).children(recursive=True)]
        worker.terminate()
        psutil.wait_procs(members, timeout=LASTING)
        send(members, signal.SIGKILL)
        worker.wait()
        self.fleet.workers[0] = self.fleet.start("worker", "alerts")

    def sigstop(self):
        """ALR-06: asleep for longer than its lease, then awake with late results."""
        parent = psutil.Process(self.fleet.workers[0].pid)
        members = [parent, *parent.children(recursive=True)]
        send(members, signal.SIGSTOP)
        pause(self.fleet, 6.0)
        send(members, signal.SIGCONT)

    def redis_killed(self):
        """Without persistence everything in it is gone; with it, up to a second."""
        self.fleet.redis.process.kill()
        self.fleet.redis.process.wait()
        self.fleet.redis.start()

    def redis_emptied(self):
        self.fleet.flush()

    def redis_full(self):
        """FLT-03: nothing more is taken."""
        client = redis_client.Redis.from_url(self.fleet.redis.url)
        client.config_set("maxmemory", "1mb")
        pause(self.fleet, LASTING)
        client.config_set("maxmemory", "0")

    def database_restarted(self):
        """FLT-04: at once, as in a crash."""
        connection.close()
        self.postgresql.process.send_signal(signal.SIGQUIT)
        self.postgresql.process.wait()
        self.postgresql.start()

    def connections_terminated(self):
        # Those of the fleet: the connections this process has at rest from earlier tests are let go first.
        connection.close()
        connection.close_pool()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    def service_hangs(self):
        self.push.say("hang")
        pause(self.fleet, LASTING)
        self.push.say("")

    def service_fails(self):
        self.push.say("503")
        pause(self.fleet, LASTING)
        self.push.say("")

    def network_cut(self):
        self.push.say("reset")
        pause(self.fleet, LASTING)
        self.push.say("")


def send(members, number):
    for member in members:
        try:
            os.kill(member.pid, number)
        except ProcessLookupError:
            continue


def pause(fleet, seconds):
    """Let the fault last, while the fleet works on."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        fleet.workers[-1].poll()
        time.sleep(0.05)
