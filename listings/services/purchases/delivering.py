"""From the order to the last bag: ordered, received, handed out, over (domain.md §4.2)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from listings.errors import ListingError, NotAllowedError, NothingLeftError, WrongStateError
from listings.group_shares import cut_fairly
from listings.models import GroupBuyPage, PickupSlot, Pledge, PledgeLine, Response
from listings.permissions import can_run
from listings.services.purchases.calendar import follow_purchase
from listings.services.purchases.telling import enter, participants, tell_news
from listings.services.record import lock_listing

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User

Phase = GroupBuyPage.Phase


@transaction.atomic
def mark_ordered(*, purchase: GroupBuyPage, by: "User") -> GroupBuyPage:
    """Note that the order is with the supplier; participants are told. Raises NotAllowedError, WrongStateError."""
    purchase = _run(purchase, by, Phase.LOCKED, done=(Phase.ORDERED, Phase.RECEIVED, Phase.DISTRIBUTING, Phase.CLOSED))
    if purchase.phase != Phase.LOCKED:
        return purchase
    enter(purchase, Phase.ORDERED, by=by)
    tell_news(purchase, "ordered", participants(purchase), by=by)
    return purchase


@transaction.atomic
def record_reception(*, purchase: GroupBuyPage, by: "User", received: Mapping[int, int]) -> GroupBuyPage:
    """Note how many units of each product came (by its key; all that was ordered where none is given), and share them out.

    When less came, everybody gets the same part of their order (group_shares.cut_fairly). A miscount is corrected by noting it
    again, until the distribution opens. Raises NotAllowedError, WrongStateError, ListingError for a number below nothing.
    """
    purchase = _run(purchase, by, Phase.ORDERED, Phase.RECEIVED)
    if any(count < 0 for count in received.values()):
        raise ListingError(_("Less than nothing cannot have come."))
    for product in purchase.products.all():
        lines = list(_ordered_lines(purchase).filter(product=product))
        ordered = [line.ordered for line in lines]
        product.received = received.get(product.pk, sum(ordered))
        product.save(update_fields=["received"])
        for line, share in zip(lines, cut_fairly(ordered, product.received, step=product.step), strict=True):
            line.share = share
        PledgeLine.objects.bulk_update(lines, ["share"])
    enter(purchase, Phase.RECEIVED, by=by)
    return purchase


def _ordered_lines(purchase: GroupBuyPage) -> "QuerySet[PledgeLine]":
    lines = PledgeLine.objects.filter(pledge__response__listing=purchase.pk, pledge__response__state=Response.State.ACCEPTED)
    return lines.order_by("pledge__response__asked_at", "pledge_id")


@transaction.atomic
def open_distribution(*, purchase: GroupBuyPage, by: "User") -> GroupBuyPage:
    """Invite everybody to fetch their part: each is told, and who gets less than they ordered is told that.

    Raises NotAllowedError, WrongStateError before the goods are counted.
    """
    purchase = _run(purchase, by, Phase.RECEIVED, done=(Phase.DISTRIBUTING, Phase.CLOSED))
    if purchase.phase != Phase.RECEIVED:
        return purchase
    enter(purchase, Phase.DISTRIBUTING, by=by)
    short = {
        line.pledge.response.resident_id
        for line in _ordered_lines(purchase).select_related("pledge__response")
        if line.share < line.ordered
    }
    people = participants(purchase)
    tell_news(purchase, "ready", [person for person in people if person.pk not in short])
    tell_news(purchase, "short", [person for person in people if person.pk in short])
    return purchase


@transaction.atomic
def choose_slot(*, purchase: GroupBuyPage, by: "User", slot: PickupSlot) -> Pledge:
    """Come at another hour, after the purchase is settled. Raises NotAllowedError, WrongStateError, NothingLeftError."""
    purchase = lock_listing(purchase)
    own = Pledge.objects.of(purchase).by_person(by).filter(response__state=Response.State.ACCEPTED).first()
    if own is None:
        raise NotAllowedError(_("Only who takes part chooses an hour."))
    if not purchase.binds or own.collected_at:
        raise WrongStateError(_("The hour cannot be changed now."))
    slot = purchase.slots.get(pk=slot.pk)
    if slot.room is not None and slot.pledges.exclude(pk=own.pk).count() >= slot.room:
        raise NothingLeftError(_("Nobody else can come at that hour: choose another one."))
    own.slot = slot
    own.save(update_fields=["slot"])
    follow_purchase(purchase, person=by)
    return own


@transaction.atomic
def tick(*, pledge: Pledge, by: "User", collected: bool | None = None, paid: bool | None = None) -> Pledge:
    """Note, or take back, that somebody fetched their part or paid it; two people may tick at once, and ticking twice changes nothing.

    Raises NotAllowedError, WrongStateError when nothing is handed out now.
    """
    purchase = lock_listing(pledge.response.listing)
    _check_runner(purchase, by)
    if not purchase.binds or (collected is not None and purchase.phase != Phase.DISTRIBUTING):
        raise WrongStateError(_("Nothing is handed out now."))
    pledge = Pledge.objects.get(pk=pledge.pk)
    if collected is not None:
        pledge.collected_at = (pledge.collected_at or timezone.now()) if collected else None
    if paid is not None:
        pledge.paid_at = (pledge.paid_at or timezone.now()) if paid else None
    pledge.ticked_by = by
    pledge.save()
    return pledge


@transaction.atomic
def close_purchase(*, purchase: GroupBuyPage, by: "User") -> GroupBuyPage:
    """End the distribution: what was fetched is done, what was not is noted as such. Raises NotAllowedError, WrongStateError."""
    purchase = _run(purchase, by, Phase.DISTRIBUTING, done=(Phase.CLOSED,))
    if purchase.phase == Phase.CLOSED:
        return purchase
    now = timezone.now()
    fetched = purchase.responses.accepted().filter(pledge__collected_at__isnull=False)
    fetched.update(state=Response.State.DONE, ended_at=now, ended_by=by)
    nothing = purchase.responses.accepted().exclude(pledge__lines__share__gt=0)
    nothing.update(state=Response.State.CANCELLED, ended_at=now, ended_by=by, ended_reason=_("Nothing of it came.")[:200])
    purchase.responses.accepted().update(state=Response.State.NO_SHOW, ended_at=now, ended_by=by)
    return enter(purchase, Phase.CLOSED, by=by)


def _check_runner(purchase: GroupBuyPage, by: "User") -> None:
    if not can_run(by, purchase):
        raise NotAllowedError(_("Only the organiser and the deputy decide."))


def _run(purchase: GroupBuyPage, by: "User", *phases: str, done: tuple[str, ...] = ()) -> GroupBuyPage:
    """Lock a purchase for a step from one of these phases, or for one that was made already."""
    purchase = lock_listing(purchase)
    _check_runner(purchase, by)
    if purchase.phase not in {*phases, *done}:
        raise WrongStateError(_("This is not possible now: the purchase is %(phase)s.") % {"phase": purchase.get_phase_display()})
    return purchase
