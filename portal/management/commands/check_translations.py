from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.translations import LANGUAGES, problems


class Command(BaseCommand):
    help = "Fails when a marked text of the source is missing, fuzzy, untranslated or wrongly formatted in a catalogue."
    requires_system_checks: list = []

    def handle(self, *args: Any, **options: Any) -> None:
        found = [problem for language in LANGUAGES for problem in problems(language)]
        for problem in found:
            self.stderr.write(problem)
        if found:
            raise CommandError(f"{len(found)} texts need a translation: run bin/manage update_translations, then fill them in.")
        self.stdout.write("Every text is translated.")
