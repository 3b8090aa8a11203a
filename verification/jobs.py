"""What workers do for trust. No rule lives here; every job may run twice at the same time."""

from datetime import timedelta

from django.utils import timezone

from verification import services
from verification.models import Postcard, VouchRequest
from verification.services import waking


def prepare_postcard(*, postcard_id: str) -> bool:
    """Give one requested card its code and its file; return whether there was anything to do."""
    return services.prepare_card(postcard_id=postcard_id)


def grant_wish(*, wish_id: str) -> bool:
    """Send the recovery card, or call the two neighbours, somebody wished for, if it fits; return whether anything was done."""
    return services.grant_wish(wish_id=wish_id) is not None


def sweep_postcards() -> int:
    """Wake requested cards that no worker took up, end posted ones and slips whose life is over; return how many were woken."""
    services.expire_cards()
    services.lapse_desk_codes()
    services.grant_forgotten_wishes()
    services.forget_calls()
    forgotten = list(Postcard.objects.forgotten())
    for card in forgotten:
        waking.now(card)
    return len(forgotten)


def sweep_memberships() -> int:
    """Warn of memberships that end soon, end those whose time is over, forget old checks; return how many memberships changed."""
    services.forget_locations()
    return services.expire_memberships()


def mail_cards() -> int:
    """Hand the cards that wait to the mailing provider, for ten minutes at most; return how many answers were recorded."""
    return services.send_due(until=timezone.now() + timedelta(minutes=10))


def tell_neighbours(*, request_id: int) -> int:
    """Tell some of those who may answer of one request to be vouched for; return how many."""
    return services.tell_neighbours(request_id=request_id)


def doubt_the_vouched() -> int:
    """Ask those whom a fraud let in to confirm again; return how many (VER-09)."""
    return services.doubt_the_vouched()


def sweep_vouches() -> int:
    """Do what a lost wake-up left undone, end questions whose time is over, and forget; return how many questions moved."""
    moved = services.doubt_the_vouched()
    for request in VouchRequest.objects.untold().values_list("pk", flat=True):
        services.tell_neighbours(request_id=request)
    moved += services.expire_requests()
    services.forget_vouching()
    return moved
