"""Pledging: a promise that can be changed and taken back until the purchase is settled (domain.md §4.2).

What is left of a product, and of the room at an hour, is counted under the purchase's lock (LIM-01, LIM-02).
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from listings.errors import ListingError, NotAllowedError, NothingLeftError, WrongStateError
from listings.models import GroupBuyPage, PickupSlot, Pledge, PledgeLine, Product, Response
from listings.permissions import can_pledge
from listings.services.conversations import open_conversation
from listings.services.purchases.calendar import follow_purchase
from listings.services.record import lock_listing, record, tell

if TYPE_CHECKING:
    from accounts.models import User
    from home.models import Membership


@transaction.atomic
def pledge(
    *, purchase: GroupBuyPage, by: "User", quantities: Mapping[int, int], slot: PickupSlot | None = None, helps: bool = False
) -> Response:
    """Promise to take so many units of each product (by its key), or change what was promised. The same promise twice changes nothing.

    Raises NotAllowedError when this person may not pledge, WrongStateError when pledges are not taken now, ListingError for a
    quantity that is not offered, NothingLeftError when there is not as much left, LimitReachedError as `respond`.
    """
    purchase = lock_listing(purchase)
    if not purchase.takes_pledges():
        raise WrongStateError(_("No pledges are taken now."))
    if not can_pledge(by, purchase):
        raise NotAllowedError(_("Only verified neighbours pledge, and only while the purchase is open."))
    wanted = {key: count for key, count in quantities.items() if count}
    if not wanted:
        raise ListingError(_("Take at least one of something."))
    response = purchase.responses.accepted().given_by(by).first()
    own = Pledge.objects.filter(response=response).first() if response else None
    _check_quantities(purchase, wanted, own)
    _check_slot(purchase, slot, own)
    if response is None:
        response = Response.objects.create(listing_id=purchase.pk, resident=by, state=Response.State.ACCEPTED, decided_at=timezone.now())
        open_conversation(purchase, guest=by)
        tell("response-received", [purchase.author, purchase.deputy], by=by, listing=purchase, response=response)
    own, _new = Pledge.objects.update_or_create(response=response, defaults={"slot": slot, "helps": helps})
    _write_lines(own, wanted)
    follow_purchase(purchase, person=by)
    record(purchase, "pledged", by=by, response=str(response.public_id))
    return response


def _check_quantities(purchase: GroupBuyPage, wanted: Mapping[int, int], own: Pledge | None) -> None:
    products = {product.pk: product for product in purchase.products.all()}
    for key, quantity in wanted.items():
        product = products.get(key)
        if product is None:
            raise ListingError(_("This product is not offered any more."))
        if refusal := product.refusal_of(quantity):
            raise ListingError(refusal)
        if product.capacity is None:
            continue
        left = product.capacity - pledged_by_others(product, own)
        if quantity > left:
            raise NothingLeftError(_("%(product)s: only %(count)s left.") % {"product": product.name, "count": max(left, 0)})


def pledged_by_others(product: Product, own: Pledge | None) -> int:
    """Return how many units everybody else pledged. Only final under the purchase's lock."""
    others = product.lines.exclude(pledge=own.pk) if own else product.lines.all()
    return others.aggregate(units=Sum("quantity"))["units"] or 0


def _check_slot(purchase: GroupBuyPage, slot: PickupSlot | None, own: Pledge | None) -> None:
    if slot is None:
        if purchase.slots.exists():
            raise ListingError(_("Choose when you come to pick it up."))
        return
    slot = purchase.slots.filter(pk=slot.pk).first()
    if slot is None:
        raise ListingError(_("This hour is not offered any more."))
    others = slot.pledges.exclude(pk=own.pk) if own else slot.pledges.all()
    if slot.room is not None and others.count() >= slot.room:
        raise NothingLeftError(_("Nobody else can come at that hour: choose another one."))


def _write_lines(own: Pledge, wanted: Mapping[int, int]) -> None:
    own.lines.exclude(product__in=list(wanted)).delete()
    existing = {line.product_id: line for line in own.lines.all()}
    for product in Product.objects.filter(pk__in=list(wanted)):
        line = existing.get(product.pk) or PledgeLine(pledge=own, product=product)
        line.quantity, line.seen_price = wanted[product.pk], product.price
        line.save()


@transaction.atomic
def withdraw_pledge(*, purchase: GroupBuyPage, by: "User") -> Response | None:
    """Take one's pledge back; what it held is free at once. Withdrawing twice changes nothing.

    Raises WrongStateError when it binds already.
    """
    purchase = lock_listing(purchase)
    response = purchase.responses.accepted().given_by(by).first()
    if response is None:
        return None
    if not purchase.is_collecting:
        raise WrongStateError(_("The purchase is settled: your pledge binds you. Write to the organiser."))
    Pledge.objects.filter(response=response).delete()
    response.state, response.ended_at, response.ended_by = Response.State.WITHDRAWN, timezone.now(), by
    response.save()
    follow_purchase(purchase, person=by)
    record(purchase, "withdrawn", by=by, response=str(response.public_id))
    tell("response-ended", [purchase.author], by=by, listing=purchase, response=response)
    return response


def withdraw_pledges_of_former_resident(*, membership: "Membership") -> int:
    """Take back what a person who left pledged among neighbours; what binds already stays theirs to fetch. Returns how many."""
    mine = GroupBuyPage.objects.at(membership.neighbourhood).filter(
        phase="collecting", responses__resident=membership.user, responses__state="accepted"
    )
    left = list(mine.exclude(audience=GroupBuyPage.Audience.PUBLIC))
    for purchase in left:
        withdraw_pledge(purchase=purchase, by=membership.user)
    return len(left)
