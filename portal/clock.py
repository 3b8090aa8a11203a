"""The clock: hands recurring work to the queues when it is due. What recurs is listed in `portal.schedule`.

Any number of clocks may run, on any number of machines: one holds the watch, the others wait to take it over.
"""

import importlib
import logging
import os
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.conf import settings

import redis
from django_rq import get_connection, get_queue
from rq import cron
from rq.registry import StartedJobRegistry

logger = logging.getLogger(__name__)

WATCH_KEY = "palier:clock:holder"
BEAT_KEY = "palier:clock:beat"
DONE_KEY = "palier:clock:done"
# A clock that died without a word is replaced after this long.
WATCH_SECONDS = 15
TICK_SECONDS = 1.0
# A job whose worker and work-horse were both killed stays "started" until somebody cleans up; RQ does so every ten minutes.
CLEANING_SECONDS = 60

_KEEP_WATCH = """
local holder = redis.call('get', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('set', KEYS[1], ARGV[1], 'EX', ARGV[2])
redis.call('set', KEYS[2], ARGV[3])
return 1
"""
_LEAVE_WATCH = "if redis.call('get', KEYS[1]) == ARGV[1] then redis.call('del', KEYS[1]) end"


def load_schedule(module: str = "portal.schedule") -> list[cron.CronJob]:
    """Return what the module registered; a mistake in it stops the clock at its start, not at the job's hour."""
    importlib.import_module(module)
    return cron.create_cron(get_connection("default")).get_jobs()


class Clock:
    def __init__(self, jobs: list[cron.CronJob], name: str | None = None) -> None:
        self.jobs = jobs
        self.name = name or f"{socket.gethostname()}:{os.getpid()}"
        self.connection = get_connection("default")
        self.holding = False
        self.clean_at = 0.0

    def run(self, stopped: Callable[[], bool]) -> None:
        """Tick until stopped; Redis may be away for a while."""
        while not stopped():
            try:
                self.tick()
            except redis.RedisError as error:
                logger.warning("Redis does not answer: %s", error)
            time.sleep(TICK_SECONDS)
        self.leave()

    def tick(self) -> list[str]:
        """Enqueue what is due, if this clock holds the watch; return the names enqueued."""
        if not self.keeps_watch():
            self.holding = False
            return []
        if not self.holding:
            self.catch_up()
        now = datetime.now(UTC)
        due = [job for job in self.jobs if job.should_run()]
        for job in due:
            enqueue(job)
            job.set_enqueue_time(now)
            self.connection.hset(DONE_KEY, key_of(job), now.isoformat())
        self.clean()
        return [job.name for job in due]

    def catch_up(self) -> None:
        """Go on where the last holder stopped: nothing is done twice, and what was missed is done once."""
        done = {key.decode(): value.decode() for key, value in self.connection.hgetall(DONE_KEY).items()}
        for job in self.jobs:
            if key_of(job) in done:
                job.set_enqueue_time(datetime.fromisoformat(done[key_of(job)]))
        self.holding = True

    def keeps_watch(self) -> bool:
        beat = str(time.time())
        return bool(self.connection.eval(_KEEP_WATCH, 2, WATCH_KEY, BEAT_KEY, self.name, WATCH_SECONDS, beat))

    def leave(self) -> None:
        """Hand the watch over at once."""
        try:
            self.connection.eval(_LEAVE_WATCH, 1, WATCH_KEY, self.name)
        except redis.RedisError as error:
            logger.warning("Redis does not answer: %s", error)

    def clean(self) -> None:
        if time.monotonic() < self.clean_at:
            return
        self.clean_at = time.monotonic() + CLEANING_SECONDS
        for name in settings.RQ_QUEUES:
            StartedJobRegistry(queue=get_queue(name)).cleanup()


def key_of(job: cron.CronJob) -> str:
    return f"{job.name} {job.cron or job.interval}"


def enqueue(job: cron.CronJob) -> None:
    """Put a recurring job on its queue as our own code would (RQ's clock ignores the queue's serializer)."""
    options = dict(job.job_options)
    if job.interval:
        # While no worker runs, the rounds nobody took must not pile up: each is replaced by the next.
        options.setdefault("ttl", job.interval)
    get_queue(job.queue_name).enqueue(job.func, args=job.args, kwargs=job.kwargs, **options)
