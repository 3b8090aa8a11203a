"""Tell which town and neighbourhoods hold a point."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from home import locate_sql
from home.locate import arranged


class Command(BaseCommand):
    help = "Prints the town and the neighbourhoods whose boundary holds a point (degrees, WGS 84)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("lat", type=float, metavar="LAT")
        parser.add_argument("lon", type=float, metavar="LON")

    def handle(self, *args: Any, **options: Any) -> None:
        lat, lon = options["lat"], options["lon"]
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            raise CommandError(_("Not a point on Earth: give the latitude, then the longitude, in degrees."))
        found = arranged(locate_sql.holding(lat, lon))
        if not found:
            raise CommandError(_("No place holds this point."))
        if found.town:
            self.stdout.write(_("Town: %(title)s (%(address)s)") % {"title": found.town.title, "address": found.town.url})
        for hit in found.neighbourhoods:
            self.stdout.write(_("Neighbourhood: %(title)s (%(address)s)") % {"title": hit.title, "address": hit.url})
