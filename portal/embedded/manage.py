"""bin/manage: one management command with PostgreSQL and Redis up."""

import sys

from portal.embedded.places import ROOT, Place
from portal.embedded.processes import run_in_foreground
from portal.embedded.services import services


def main() -> int:
    arguments = sys.argv[1:]
    purpose = " ".join(["bin/manage", *arguments[:1]])
    with services(Place.from_environment(), purpose) as running:
        return run_in_foreground([sys.executable, ROOT / "manage.py", *arguments], running.environment, ROOT)


if __name__ == "__main__":
    sys.exit(main())
