"""A worker alone in its session whose job stands back for a tenth of a second: says how nice the session is, then and after."""

import os
import sys

from portal.steady import SESSION, stand_back
from tests.notifications.waiting import wait_until


def niceness() -> str:
    return SESSION.read_text().split()[-1]


if SESSION.exists():
    if job := os.fork():
        os.waitpid(job, 0)
    else:
        stand_back(10, seconds=0.1)
        sys.stdout.write(f"{niceness()}\n")
        wait_until(lambda: niceness() == "0")
        sys.stdout.write(f"{niceness()}\n")
        sys.stdout.flush()
