import signal
from typing import Any

from django.core.management.base import BaseCommand

from portal.clock import Clock, load_schedule


class Command(BaseCommand):
    help = "Hands recurring work to the queues. Several may run: one works, the others wait to take over."

    def handle(self, *args: Any, **options: Any) -> None:
        stopped = False

        def stop(*_: object) -> None:
            nonlocal stopped
            stopped = True

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)
        jobs = load_schedule()
        self.stdout.write(f"Clock started with {len(jobs)} recurring jobs")
        Clock(jobs).run(lambda: stopped)
