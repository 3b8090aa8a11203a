"""Import the post's list of towns and postcodes."""

import csv
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from verification.services import import_postcodes

_REFUSALS_SHOWN = 10


class Command(BaseCommand):
    help = (
        "Replaces the table of postcodes by La Poste's « Base officielle des codes postaux » (CSV, semicolons, UTF-8 or "
        "Latin-1; open licence). Running it twice gives the same result."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(str(error)) from error
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("latin-1")
        report = import_postcodes(rows=csv.DictReader(text.splitlines(), delimiter=";"))
        for number in report.refused[:_REFUSALS_SHOWN]:
            self.stderr.write(_("Line %(number)s names no town or no postcode.") % {"number": number})
        words = _("%(postcodes)s postcodes of %(towns)s towns; %(refused)s lines refused.")
        self.stdout.write(words % {"postcodes": report.postcodes, "towns": report.towns, "refused": len(report.refused)})
        if not report.postcodes:
            raise CommandError(_("Nothing could be imported."))
