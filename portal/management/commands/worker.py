from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from notifications import jobs as notifications

# An idle worker reports fifteen seconds sooner than this; /healthz turns red after a minute of silence.
WORKER_TTL = 35
#: Goes on after faults on which RQ's own would quit.
STEADY = "portal.steady.SteadyWorker"


class Command(BaseCommand):
    help = "Works on one queue: a worker on several can lose a job for good when killed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("queue", choices=list(settings.RQ_QUEUES))
        parser.add_argument("--burst", action="store_true", help="stop when the queue is empty")

    def handle(self, *args: Any, **options: Any) -> None:
        queue = options["queue"]
        notifications.prepare()
        # Without this the worker would read its jobs with pickle.
        serializer = settings.RQ_QUEUES[queue]["SERIALIZER"]
        call_command("rqworker", queue, serializer=serializer, worker_class=STEADY, worker_ttl=WORKER_TTL, burst=options["burst"])
