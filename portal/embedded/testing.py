"""bin/test: every check and the whole suite; with arguments, only pytest with those arguments."""

import os
import sys
import time
from pathlib import Path

from portal.embedded import chromium
from portal.embedded.places import ROOT, Place
from portal.embedded.processes import run_in_foreground
from portal.embedded.services import owned_services
from portal.translations import compile_catalogues

TOOLS = Path(sys.executable).parent


def templates() -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / "templates").rglob("*.html"))


def checks() -> list[tuple[str, list[str | Path]]]:
    """Return the checks of a change, by name, quickest first."""
    manage = [sys.executable, ROOT / "manage.py"]
    return [
        ("ruff check", [TOOLS / "ruff", "check", "."]),
        ("ruff format", [TOOLS / "ruff", "format", "--check", "."]),
        ("import contracts", [TOOLS / "lint-imports"]),
        ("template indentation", [TOOLS / "djhtml", "--check", *templates()]),
        ("template lint", [TOOLS / "curlylint", "--quiet", *templates()]),
        ("migrations", [*manage, "makemigrations", "--check", "--dry-run"]),
        ("translations", [*manage, "check_translations"]),
        ("tests", [sys.executable, "-m", "pytest"]),
    ]


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    os.environ["PALIER_CHROMIUM"] = chromium.find_or_install()
    arguments = sys.argv[1:]
    with owned_services(Place.from_environment("test"), "bin/test", durable=False) as running:
        environment = running.environment
        compile_catalogues()
        if arguments:
            return run_in_foreground([sys.executable, "-m", "pytest", *arguments], environment, ROOT)
        results = [(name, *timed(name, command, environment)) for name, command in checks()]
    report(results)
    return max(status for _, status, _ in results)


def timed(name: str, command: list[str | Path], environment: dict[str, str]) -> tuple[int, float]:
    say(f"\n== {name}")
    start = time.monotonic()
    status = run_in_foreground(command, environment, ROOT)
    return status, time.monotonic() - start


def report(results: list[tuple[str, int, float]]) -> None:
    say("\n== summary")
    for name, status, seconds in results:
        say(f"{'ok    ' if status == 0 else 'FAILED'}  {name} ({seconds:.1f} s)")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
