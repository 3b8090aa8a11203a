from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from listings.services import rewrite_lines

#: Listings of one transaction.
_BATCH = 500


class Command(BaseCommand):
    help = "Writes the line under the title of every listing's card again, as a release may have changed its words."

    def handle(self, *args: Any, **options: Any) -> None:
        last, total = 0, 0
        while last is not None:
            last, changed = rewrite_lines(after=last, count=_BATCH)
            total += changed
        self.stdout.write(ngettext("%(count)s card changed", "%(count)s cards changed", total) % {"count": total})
