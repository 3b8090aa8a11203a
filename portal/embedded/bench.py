"""bin/bench [name …]: benchmarks on PostgreSQL and Redis of their own, so that figures never meet anybody's data."""

import os
import sys

from portal.embedded.places import ROOT, Place
from portal.embedded.processes import run_in_foreground
from portal.embedded.services import owned_services

MANAGE = [sys.executable, ROOT / "manage.py"]


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    with owned_services(Place.from_environment("bench"), "bin/bench") as running:
        for command in ([*MANAGE, "migrate", "--verbosity", "0"], [*MANAGE, "benchmark", *sys.argv[1:]]):
            status = run_in_foreground(command, running.environment, ROOT)
            if status:
                return status
    return 0


if __name__ == "__main__":
    sys.exit(main())
