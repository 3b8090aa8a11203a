from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import override

from accounts.models import User
from portal.demo import desks, exchanges, founding, life, proofs, purchases, scale, shops, stories, talks, town


class Command(BaseCommand):
    help = "Builds the demonstration town: the same one every time. Refused in production."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", choices=["small", "town", "country"], default="small", help="how large (default: small)")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.PALIER_DEMO_ALLOWED:
            raise CommandError("The demonstration is not loaded in production: its passwords are public.")
        if User.objects.named(stories.PEOPLE[0].pseudonym).exists():
            self.stdout.write("The demonstration is already there.")
        else:
            with override("fr"):
                neighbourhoods = town.build_places(town.portal_home())
                people = town.build_people(neighbourhoods)
                life.answer_some(people, life.give_things(people))
                talks.talk(people)
                life.invite(people)
                life.share_drives(people)
                life.lend_a_hand(people)
                life.look_after_children(people)
                exchanges.exchange(people)
                life.keep_searches(people)
                purchases.buy_together(people)
                life.tell_news(neighbourhoods)
                life.open_shops(neighbourhoods)
                proofs.tell_how_people_came(neighbourhoods["Port et Jerzual"])
                life.raise_the_river(people, neighbourhoods)
                life.hear_officials(neighbourhoods)
                founding.gather(people)
                shops.open_for_business(people, neighbourhoods)
                life.wait_for_neighbours(people, neighbourhoods)
                desks.keep_curators_busy(people, neighbourhoods)
                life.spread_over_days()
            self.stdout.write(
                f"Dinan is there: {len(neighbourhoods)} neighbourhoods, {len(people)} accounts, {len(stories.GIFTS) + len(stories.MEETUPS) + len(stories.DRIVES) + len(stories.HELPS) + len(stories.SITTINGS) + len(exchanges.EXCHANGES) + len(purchases.PURCHASES)} listings."
            )
        if options["scale"] in {"town", "country"}:
            self.stdout.write(scale.add_residents())
        if options["scale"] == "country":
            self.stdout.write(scale.add_towns())
