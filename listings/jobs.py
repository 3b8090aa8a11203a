"""What happens to listings by itself. Each job may run twice at the same time: the services decide under lock."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from listings import kinds, limits, services
from listings.models import GiveawayPage, GroupBuyPage, ListingPage, Match, Occurrence, Response
from listings.querysets.reach import unmatched

if TYPE_CHECKING:
    from listings.querysets import ListingQuerySet

#: Rows one run takes; the next run takes the rest.
_BATCH = 500


def end_listings() -> int:
    """Draw what is to be drawn, close the listings whose time is over, warn those that end soon; return how many closed."""
    for listing in GiveawayPage.objects.to_draw()[:_BATCH]:
        services.draw_takers(listing=listing)
    closed = sum(services.expire_listing(listing=listing) for listing in _by_the_common_way(ListingPage.objects.past_their_time())[:_BATCH])
    for listing in _by_the_common_way(ListingPage.objects.ending_within(limits.EXPIRY_NOTICE))[:_BATCH]:
        services.warn_of_expiry(listing=listing)
    return closed


def _by_the_common_way(listings: "ListingQuerySet") -> "ListingQuerySet":
    """Leave out the kinds that end by their own services."""
    return listings.exclude(kind__in=kinds.own_courses())


def sweep_dates() -> int:
    """Offer to the next what nobody took in time, decide about dates with too few people, remind; return how many offers ended."""
    now = timezone.now()
    lapsed = sum(services.lapse_offer(response=response) for response in Response.objects.overdue_offers(now)[:_BATCH])
    for occurrence in Occurrence.objects.of_kind("meetup").undecided().due_to_decide(now)[:_BATCH]:
        services.decide_attendance(occurrence=occurrence)
    for occurrence in Occurrence.objects.to_remind(now + limits.REMINDER, now)[:_BATCH]:
        services.remind(occurrence=occurrence)
    return lapsed


def sweep_purchases() -> int:
    """Settle, extend or end the purchases whose last moment has passed, remind before it; return how many were decided."""
    now = timezone.now()
    for purchase in GroupBuyPage.objects.closing_within(limits.PURCHASE_NOTICE, now)[:_BATCH]:
        services.remind_of_closing(purchase=purchase)
    return sum(bool(services.decide_purchase(purchase=purchase)) for purchase in GroupBuyPage.objects.to_decide(now)[:_BATCH])


def remind_of_returns() -> int:
    """Remind of what is due back tomorrow or late; return how many were told."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    return sum(bool(services.remind_of_return(response=response)) for response in Response.objects.to_return(tomorrow)[:_BATCH])


def tell_searches() -> int:
    """Tell of new listings whoever keeps a search for them; return how many people were told."""
    return services.tell_searches()


def propose_matches() -> int:
    """Hold what is new against what is there, and end the rings that somebody left; return how many finds were new."""
    meeting = [kind.key for kind in kinds.all_kinds() if kind.meets]
    found = sum(services.look_for_matches(listing=listing) for listing in unmatched(meeting)[:_BATCH])
    for match in Match.objects.broken()[:_BATCH]:
        services.unravel_ring(match=match)
    return found


def write_more_dates() -> int:
    """Write down the further dates of what repeats; return of how many listings."""
    listings = ListingPage.objects.open().of_kinds([kind.key for kind in kinds.all_kinds() if kind.repeats]).only("public_id")
    written = 0
    for listing in listings.iterator(chunk_size=_BATCH):
        services.write_more_dates(listing=listing)
        written += 1
    return written


def drop_forgotten_photos() -> int:
    """Delete the pictures of forms that nobody finished; return how many."""
    return services.drop_forgotten_photos(now=timezone.now())


def forget_conversations() -> int:
    """Forget what was written about listings that closed a year ago; return how many conversations (LEG-07)."""
    return services.forget_conversations()
