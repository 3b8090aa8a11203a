import importlib
import json
import os
import platform
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = (
        "Runs benchmarks/<name>.py and keeps its figures. A benchmark has `main() -> dict`: "
        "a figure by name, or {'value': …, 'unit': …, 'target': …} by name."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", metavar="name", help="all of them when none is given")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = settings.BASE_DIR / "benchmarks"
        known = sorted(path.stem for path in folder.glob("[!_]*.py"))
        for name in options["names"]:
            if name not in known:
                raise CommandError(f"There is no benchmark {name}; there are: {', '.join(known) or 'none'}")
        for name in options["names"] or known:
            figures = importlib.import_module(f"benchmarks.{name}").main()
            self.show(name, figures)
            self.stdout.write(f"Kept in {keep(name, figures)}\n")

    def show(self, name: str, figures: dict[str, Any]) -> None:
        rows = [row_of(label, figure) for label, figure in figures.items()]
        widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
        self.stdout.write(f"\n{name}")
        for label, value, unit, target in rows:
            line = f"  {label:<{widths[0]}}  {value:>{widths[1]}} {unit:<{widths[2]}}"
            self.stdout.write(f"{line}  target {target}" if target else line)


def row_of(label: str, figure: Any) -> tuple[str, str, str, str]:
    facts = figure if isinstance(figure, dict) else {"value": figure}
    value = facts.get("value")
    shown = f"{value:,.2f}" if isinstance(value, float) else str(value)
    return label, shown, str(facts.get("unit", "")), str(facts.get("target", ""))


def keep(name: str, figures: dict[str, Any]) -> Path:
    """Write the figures down with what they depend on."""
    now = datetime.now(UTC)
    report = {
        "benchmark": name,
        "measured_at": now.isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": {"processors": os.cpu_count(), "architecture": platform.machine(), "system": platform.system()},
        "figures": figures,
    }
    path = settings.DATA_DIR / "results" / f"{name}-{now:%Y%m%dT%H%M%S}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(report, indent=1, ensure_ascii=False, default=str) + "\n")
    return path
