"""Import towns or neighbourhoods from a GeoJSON file of outlines."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from home.geojson_stream import UnreadableFileError, features
from home.models import Boundary
from home.services.place_import import ImportPlan, ImportReport, import_places

_BAR = 30


class Command(BaseCommand):
    help = "Creates or updates places from a GeoJSON FeatureCollection in WGS 84. Running it twice gives the same result."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--level", choices=Boundary.Level.values, required=True)
        parser.add_argument("--name-property", default="nom")
        parser.add_argument("--code-property", default="code")
        parser.add_argument("--source", default="", help="Where the outlines come from; kept with each of them.")
        parser.add_argument("--source-date", type=date.fromisoformat, help="Date of the source, YYYY-MM-DD.")
        parser.add_argument("--licence", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["file"]
        fields = ("level", "name_property", "code_property", "source", "source_date", "licence")
        plan = ImportPlan(**{name: options[name] for name in fields})
        try:
            # The whole file is read once before anything is written: a file cut short leaves no half of a country.
            total = sum(1 for _feature in features(path))
            with Progress(self.stderr, total) as progress:
                report = import_places(features=features(path), plan=plan, on_progress=progress.show)
        except UnreadableFileError as error:
            raise CommandError(str(error)) from error
        self._tell(report)
        if not report.accepted:
            raise CommandError(_("Nothing could be imported."))

    def _tell(self, report: ImportReport) -> None:
        for index, reason in report.refused:
            self.stderr.write(_("Feature %(index)s: %(reason)s") % {"index": index, "reason": reason})
        self.stdout.write(
            _("%(accepted)s imported: %(created)s created, %(updated)s updated, %(unchanged)s unchanged; %(refused)s refused.")
            % {
                "accepted": report.accepted,
                "created": report.created,
                "updated": report.updated,
                "unchanged": report.unchanged,
                "refused": len(report.refused),
            }
        )


class Progress:
    """One line on the error output that fills up; only its last state where nobody watches."""

    def __init__(self, output: TextIO, total: int) -> None:
        self._output = output
        self._total = total
        self._watched = output.isatty()
        self._done = 0

    def __enter__(self) -> "Progress":
        if self._watched:
            self.show(0)
        return self

    def __exit__(self, *_: object) -> None:
        self._output.write(self._line() if not self._watched else "")

    def show(self, done: int) -> None:
        self._done = done
        if self._watched:
            self._output.write(f"\r{self._line()}", ending="")

    def _line(self) -> str:
        filled = _BAR * self._done // self._total if self._total else _BAR
        return f"[{'#' * filled}{'.' * (_BAR - filled)}] {self._done}/{self._total}"
