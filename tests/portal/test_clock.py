"""The clock against the real Redis: once, by one clock, in the queue's own serializer, and caught up (FLT-10)."""

import importlib
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

from django.core.management import call_command

import pytest
import redis
from django_rq import get_connection, get_queue
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq import cron

from portal.clock import BEAT_KEY, DONE_KEY, WATCH_KEY, Clock, load_schedule
from portal.steady import SESSION, STANDS_BACK
from tests.portal.jobs_for_tests import RUNS, note, note_cores, note_niceness

OURS = (WATCH_KEY, BEAT_KEY, DONE_KEY, RUNS)


@pytest.fixture(autouse=True)
def _fresh():
    get_connection("default").delete(*OURS)
    get_queue("bulk").empty()
    yield
    get_connection("default").delete(*OURS)
    get_queue("bulk").empty()


@pytest.fixture
def signals_restored():
    """A worker takes the process's signals for itself."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def every(seconds, word="interval"):
    return cron.CronJob(queue_name="bulk", func=note, args=(word,), interval=seconds, name=word)


def daily(word="daily"):
    return cron.CronJob(queue_name="bulk", func=note, args=(word,), cron="0 4 * * *", name=word)


def test_due_job_is_enqueued_once_and_our_worker_can_read_it(signals_restored):
    clock = Clock([every(60)])
    assert clock.tick() == ["interval"]
    assert clock.tick() == []
    (job,) = get_queue("bulk").jobs
    assert job.ttl == 60, "rounds that nobody took must not pile up"
    call_command("worker", "bulk", burst=True, verbosity=0)
    assert get_connection("default").lrange(RUNS, 0, -1) == [b"interval"]


def test_a_job_lets_pages_go_first(signals_restored):
    """F6: whoever waits for a page is served before a job that wants the same core; the worker itself stays awake to its heartbeat."""
    before = os.nice(0)
    get_queue("bulk").enqueue_call(note_niceness)
    call_command("worker", "bulk", burst=True, verbosity=0)
    assert get_connection("default").lrange(RUNS, 0, -1) == [str(min(before + STANDS_BACK, 19)).encode()]
    assert os.nice(0) == before


@pytest.mark.parametrize(("queue", "left"), [("alerts", 1), ("bulk", 0)])
def test_an_alert_leaves_a_core_to_pages(queue, left, signals_restored):
    """F6: where there are several; the worker itself, and other jobs, use all of them."""
    cores = sorted(os.sched_getaffinity(0))
    get_queue(queue).enqueue_call(note_cores)
    call_command("worker", queue, burst=True, verbosity=0)
    noted = [int(core) for core in get_connection("default").lrange(RUNS, 0, -1)]
    assert noted == (cores[left:] if len(cores) > 1 else cores)
    assert sorted(os.sched_getaffinity(0)) == cores


def test_an_alert_stands_back_only_for_a_moment():
    """F6: where pages leave no core over, an alert takes its share after all."""
    found = subprocess.run(
        [sys.executable, "-m", "tests.portal.standing_back"], capture_output=True, text=True, check=True, timeout=30, start_new_session=True
    )
    shares_by_session = SESSION.exists()
    assert found.stdout.split() == (["10", "0"] if shares_by_session else []), found.stderr


def test_of_two_clocks_one_works_until_it_leaves():
    first, second = Clock([every(60)], "first"), Clock([every(60)], "second")
    assert first.tick() == ["interval"]
    assert second.tick() == []
    assert get_queue("bulk").count == 1
    first.leave()
    assert second.tick() == [], "it has just been done, by the other"
    assert second.keeps_watch()
    assert not first.keeps_watch()
    assert get_queue("bulk").count == 1


def test_watch_of_a_clock_that_died_runs_out():
    first, second = Clock([], "first"), Clock([], "second")
    assert first.keeps_watch()
    assert 0 < get_connection("default").ttl(WATCH_KEY) <= 15
    second.leave()
    assert not second.keeps_watch(), "leaving must not take the watch from its holder"
    get_connection("default").delete(WATCH_KEY)
    assert second.keeps_watch()


def test_daily_job_missed_while_no_clock_ran_is_done_once():
    job = daily()
    get_connection("default").hset(DONE_KEY, "daily 0 4 * * *", (datetime.now(UTC) - timedelta(days=3)).isoformat())
    clock = Clock([job])
    assert clock.tick() == ["daily"]
    assert clock.tick() == []
    assert Clock([daily()], clock.name).tick() == []


def test_clock_survives_the_absence_of_redis():
    clock = Clock([])
    clock.connection = redis.Redis(unix_socket_path="/nowhere/redis.sock", retry=Retry(NoBackoff(), 0))
    rounds = iter([False, True])
    clock.run(lambda: next(rounds))


def test_schedule_of_the_site_is_sound():
    sys.modules.pop("portal.schedule", None)
    jobs = load_schedule()
    for job in jobs:
        module, name = job.func.__module__, job.func.__name__
        assert getattr(importlib.import_module(module), name, None), f"a worker could not find {module}.{name}"
        assert job.queue_name in {"alerts", "default", "bulk"}


def test_clock_stops_when_asked(tmp_path):
    command = [sys.executable, "manage.py", "clock"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert "Clock started" in running.stdout.readline()
        running.terminate()
        assert running.wait(20) == 0
