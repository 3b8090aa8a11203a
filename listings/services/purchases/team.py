"""Who runs a purchase: its organiser, and a deputy who can do everything the organiser does and takes over when they leave."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from listings.errors import ListingError, NotAllowedError
from listings.models import GroupBuyPage
from listings.permissions import can_publish
from listings.services.conversations import open_conversation
from listings.services.purchases.calendar import follow_purchase
from listings.services.purchases.telling import tell_news
from listings.services.record import lock_listing, record

if TYPE_CHECKING:
    from home.models import Membership


@transaction.atomic
def name_deputy(*, purchase: GroupBuyPage, by: User, pseudonym: str) -> GroupBuyPage:
    """Ask a verified neighbour to stand in; nobody, when no name is given. The deputy is told, and may say no.

    Raises NotAllowedError when not the organiser, ListingError when no verified neighbour has that name.
    """
    purchase = lock_listing(purchase)
    if purchase.author_id != by.pk:
        raise NotAllowedError(_("Only the organiser names a deputy."))
    deputy = User.objects.active().filter(pseudonym=pseudonym.strip()).first() if pseudonym.strip() else None
    if pseudonym.strip() and (deputy is None or deputy.pk == by.pk or not can_publish(deputy, purchase.neighbourhood)):
        raise ListingError(_("No other verified neighbour of this place is called “%(name)s”.") % {"name": pseudonym.strip()})
    if purchase.deputy == deputy:
        return purchase
    purchase.deputy = deputy
    purchase.save()
    follow_purchase(purchase)
    record(purchase, "purchase_deputy", by=by)
    tell_news(purchase, "deputy", [deputy], by=by)
    return purchase


@transaction.atomic
def step_down(*, purchase: GroupBuyPage, by: User) -> GroupBuyPage:
    """Do not stand in after all. Saying it twice changes nothing; the organiser is told."""
    purchase = lock_listing(purchase)
    if purchase.deputy_id != by.pk:
        return purchase
    purchase.deputy = None
    purchase.save()
    follow_purchase(purchase)
    record(purchase, "purchase_deputy", by=by)
    tell_news(purchase, "no-deputy", [purchase.author], by=by)
    return purchase


def hand_over_purchases(*, membership: "Membership") -> int:
    """Give the purchases of an organiser who leaves to their deputy, so that what neighbours pledged goes on; return how many."""
    mine = GroupBuyPage.objects.written_by(membership.user).at(membership.neighbourhood)
    count = 0
    for purchase in mine.exclude(deputy=None).exclude(phase__in=["closed", "failed"]):
        with transaction.atomic():
            purchase = lock_listing(purchase)
            if purchase.deputy is None or not can_publish(purchase.deputy, purchase.neighbourhood):
                continue
            purchase.author, purchase.deputy = purchase.deputy, None
            purchase.save()
            for response in purchase.responses.live().select_related("resident"):
                open_conversation(purchase, guest=response.resident, counted=False)
            follow_purchase(purchase)
            record(purchase, "purchase_deputy", by=None)
            tell_news(purchase, "taken-over", [purchase.author])
            count += 1
    return count
