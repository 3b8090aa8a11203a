from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from portal.translations import LANGUAGES, catalogue_path, is_translated, update


class Command(BaseCommand):
    help = "Rewrites the catalogues: adds new texts, drops those that left the source, sorted and without line numbers."
    requires_system_checks: list = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--from", dest="additions", type=Path, nargs="*", default=[], metavar="PO", help="fill gaps from these PO files (one language)"
        )
        parser.add_argument("--language", choices=LANGUAGES, action="append", help="only this language")

    def handle(self, *args: Any, **options: Any) -> None:
        for language in options["language"] or LANGUAGES:
            catalogue = update(language, options["additions"])
            untranslated = sum(not is_translated(message) for message in catalogue if message.id)
            self.stdout.write(f"{catalogue_path(language)}: {len(catalogue)} texts, {untranslated} to translate")
