"""What happens to listings by itself. Each job may run twice at the same time: the services decide under lock."""

from django.utils import timezone

from listings import limits, services
from listings.models import GiveawayPage, ListingPage

#: Rows one run takes; the next run takes the rest.
_BATCH = 500


def end_listings() -> int:
    """Draw what is to be drawn, close the listings whose time is over, warn those that end soon; return how many closed."""
    for listing in GiveawayPage.objects.to_draw()[:_BATCH]:
        services.draw_takers(listing=listing)
    closed = sum(services.expire_listing(listing=listing) for listing in ListingPage.objects.past_their_time()[:_BATCH])
    for listing in ListingPage.objects.ending_within(limits.EXPIRY_NOTICE)[:_BATCH]:
        services.warn_of_expiry(listing=listing)
    return closed


def drop_forgotten_photos() -> int:
    """Delete the pictures of forms that nobody finished; return how many."""
    return services.drop_forgotten_photos(now=timezone.now())
