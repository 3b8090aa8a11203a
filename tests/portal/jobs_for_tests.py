"""What recurs in the clock's tests."""

from django_rq import get_connection

RUNS = "palier:tests:runs"


def note(word):
    get_connection("default").rpush(RUNS, word)
