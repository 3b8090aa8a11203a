"""Waking the workers: soon, and not a hundred times for one look."""

import pytest
from django_rq import get_queue

from notifications.outbox import wake


@pytest.fixture
def queue():
    queue = get_queue("default")
    queue.empty()
    yield queue
    queue.empty()


def test_notices_wake_nobody_who_is_called_already(queue):
    """ALR-09: what else waits in the queue does not stand behind jobs that would find nothing."""
    for _ in range(100):
        wake.now(alerts=False)
    assert [job.func_name for job in queue.jobs] == [wake.NOTICES[1]]


def test_notices_wake_once_more_behind_another_job(queue):
    """Control: only the last that waits counts, so that a notice is not left behind by what began before it was written."""
    wake.now(alerts=False)
    queue.enqueue_call("tests.portal.jobs_for_tests.note_niceness")
    wake.now(alerts=False)
    assert [job.func_name for job in queue.jobs].count(wake.NOTICES[1]) == 2
    for _ in range(3):
        queue.pop_job_id()
    wake.now(alerts=False)
    assert queue.count == 1, "what a worker has taken may have looked already"
