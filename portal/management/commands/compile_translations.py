from typing import Any

from django.core.management.base import BaseCommand

from portal.translations import compile_catalogues


class Command(BaseCommand):
    help = "Compiles the catalogues of locale/ that have changed (bin/run and bin/test do it by themselves)."
    requires_system_checks: list = []

    def handle(self, *args: Any, **options: Any) -> None:
        for path in compile_catalogues():
            self.stdout.write(str(path))
