from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from home.models import TownPage


class Command(BaseCommand):
    help = "Brings the database up to date and, when it holds no town, fills it with the demo town."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-demo", dest="demo", action="store_false", help="leave an empty database empty")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0, stdout=self.stdout)
        if options["demo"] and not TownPage.objects.exists():
            self.stdout.write("The database is empty: loading the demo town (once)")
            # All or nothing, so that an interrupted first start does not leave half a town for good.
            with transaction.atomic():
                call_command("seed_demo", stdout=self.stdout)
