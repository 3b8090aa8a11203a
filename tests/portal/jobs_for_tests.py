"""What recurs in the clock's tests."""

import os

from django_rq import get_connection

RUNS = "palier:tests:runs"


def note(word):
    get_connection("default").rpush(RUNS, word)


def note_niceness():
    get_connection("default").rpush(RUNS, os.nice(0))


def note_cores():
    get_connection("default").rpush(RUNS, *sorted(os.sched_getaffinity(0)))
