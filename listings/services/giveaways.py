"""What only give-aways do: the draw."""

import secrets

from django.db import transaction
from django.utils import timezone

from listings.models import GiveawayPage
from listings.services.offers import is_left
from listings.services.record import lock_listing, record
from listings.services.responses import promise


@transaction.atomic
def draw_takers(*, listing: GiveawayPage) -> int:
    """Draw among those who asked, once the last day has begun; return how many were drawn. A second call draws nobody."""
    listing = lock_listing(listing)
    with listing.here():
        due = listing.rule == GiveawayPage.Rule.DRAW and listing.deadline and listing.deadline <= timezone.localdate()
    if listing.drawn_at or listing.state != "open" or not due:
        return 0
    hopefuls = list(listing.responses.in_line().select_related("resident"))
    secrets.SystemRandom().shuffle(hopefuls)
    listing.drawn_at = timezone.now()
    listing.save()
    drawn = [promise(listing, hopeful, by=None) for hopeful in hopefuls if is_left(listing, hopeful.quantity)]
    record(listing, "drawn", by=None, count=str(len(drawn)))
    return len(drawn)
