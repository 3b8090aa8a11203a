"""A process that has loaded what workers load, and forks the workers and clocks of the fault tests.

Each `manage.py worker` loads Django, Wagtail and us for two seconds of processor time; who is forked by somebody who has done so
needs next to none. It has a session of its own, runs the same command with the same settings, and is killed alike.

`python -m tests.faults.nursery` reads a line of JSON for each: the words of the command, and the file to write into. It answers
with the number of the process. It ends with its input; those it has started do not.
"""

import gc
import json
import os
import signal
import subprocess
import sys
import traceback

import django
from django.core.management import execute_from_command_line

import psutil


class Nursery:
    """The process, as the tests see it."""

    def __init__(self, environment):
        command = [sys.executable, "-m", "tests.faults.nursery"]
        self.process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def start(self, *command, log):
        self.process.stdin.write(json.dumps([command, str(log)]) + "\n")
        self.process.stdin.flush()
        return Forked(int(self.process.stdout.readline()))

    def stop(self):
        self.process.communicate()


class Forked(psutil.Process):
    """What was forked, to be asked what `subprocess.Popen` is asked. How it ended only its parent knows."""

    def poll(self):
        return None if self.is_running() and self.status() != psutil.STATUS_ZOMBIE else -1


def main():
    django.setup()
    from django_rq.management.commands import rqworker  # noqa: F401

    from notifications import jobs
    from portal import clock, steady  # noqa: F401

    jobs.prepare()
    gc.freeze()
    signal.signal(signal.SIGCHLD, bury)
    for line in sys.stdin:
        command, log = json.loads(line)
        if not (child := os.fork()):
            become(command, log)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


def bury(*_):
    """Let nobody who has ended look alive."""
    while True:
        try:
            if not os.waitpid(-1, os.WNOHANG)[0]:
                return
        except ChildProcessError:
            return


def become(command, log):
    """Be what `manage.py` with these words would be, until it ends."""
    status = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        nothing, output = os.open(os.devnull, os.O_RDONLY), os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        for source, target in ((nothing, 0), (output, 1), (output, 2)):
            os.dup2(source, target)
        execute_from_command_line(["manage.py", *command])
        status = 0
    except BaseException:  # noqa: BLE001 - whatever it was, nobody may go on as the nursery's copy
        traceback.print_exc()
    finally:
        os._exit(status)


if __name__ == "__main__":
    main()
