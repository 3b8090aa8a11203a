"""Settling a purchase: enough, then every pledge binds and no pack is begun in vain; not enough, then it waits, or ends (domain.md §4.2)."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from listings import limits
from listings.errors import NotAllowedError, WrongStateError
from listings.models import GroupBuyPage, Pledge, PledgeLine, Response
from listings.permissions import can_run
from listings.reckoning import Standing, standing_of
from listings.services.purchases.calendar import follow_purchase
from listings.services.purchases.telling import enter, participants, runners, tell_news
from listings.services.record import lock_listing, record

if TYPE_CHECKING:
    from accounts.models import User

Phase = GroupBuyPage.Phase
Reason = GroupBuyPage.ClosedReason


@transaction.atomic
def decide_purchase(*, purchase: GroupBuyPage, now: datetime | None = None) -> str:
    """Settle a purchase whose last moment has passed; return the phase it is in now, "extended", or "" when nothing was due.

    Enough in whole packs: it is settled. Not enough: it waits once more where its organiser said so, twice at most; otherwise it
    fails, and nobody owes anything. Two schedulers at once: one decides (FLT-10).
    """
    now = now or timezone.now()
    purchase = lock_listing(purchase)
    if not purchase.is_collecting or purchase.state not in {"open", "paused"} or purchase.closes_at > now:
        return ""
    standing = standing_of(purchase)
    if standing.is_enough:
        _settle(purchase, standing, by=None)
        return Phase.LOCKED
    if purchase.extensions < purchase.most_extensions:
        purchase.extensions += 1
        purchase.closes_at = purchase.expires_at = max(purchase.closes_at, now) + timedelta(days=purchase.extension_days)
        purchase.told_soon_at = None
        purchase.save()
        follow_purchase(purchase)
        record(purchase, "purchase_extended", by=None, count=str(purchase.extensions))
        tell_news(purchase, "extended", [*runners(purchase), *participants(purchase)])
        return "extended"
    _fail(purchase, Reason.EXPIRED, by=None, why=_("Not enough neighbours joined in time."))
    return Phase.FAILED


@transaction.atomic
def lock_purchase(*, purchase: GroupBuyPage, by: "User") -> GroupBuyPage:
    """Settle a purchase before its last day, because there is enough. Settling twice changes nothing.

    Raises NotAllowedError, WrongStateError when there is not enough.
    """
    purchase = _run(purchase, by)
    if purchase.binds:
        return purchase
    if not purchase.is_collecting or purchase.state not in {"open", "paused"}:
        raise WrongStateError(_("This purchase is over."))
    standing = standing_of(purchase)
    if not standing.is_enough:
        raise WrongStateError(_("There is not enough yet: nothing is ordered below the minimum."))
    if PledgeLine.objects.filter(pledge__response__listing=purchase.pk, seen_price__lt=F("product__price")).exists():
        raise WrongStateError(_("A price rose: who pledged before has until the last day to withdraw."))
    return _settle(purchase, standing, by=by)


@transaction.atomic
def fail_purchase(*, purchase: GroupBuyPage, by: "User", why: str) -> GroupBuyPage:
    """Give a settled purchase up, because the supplier cannot deliver or the price is another: everybody is free, and told why.

    Raises NotAllowedError, WrongStateError once goods are handed out.
    """
    purchase = _run(purchase, by)
    if purchase.phase == Phase.FAILED:
        return purchase
    if purchase.phase not in {Phase.LOCKED, Phase.ORDERED, Phase.RECEIVED}:
        raise WrongStateError(_("This is not possible now: the purchase is %(phase)s.") % {"phase": purchase.get_phase_display()})
    return _fail(purchase, Reason.WITHDRAWN, by=by, why=why)


@transaction.atomic
def remind_of_closing(*, purchase: GroupBuyPage, now: datetime | None = None) -> bool:
    """Tell participants once, two days before, what is still missing; tell whether this call did it (FLT-10)."""
    now = now or timezone.now()
    purchase = lock_listing(purchase)
    due = purchase.is_collecting and purchase.state == "open" and now < purchase.closes_at <= now + limits.PURCHASE_NOTICE
    if not due or purchase.told_soon_at:
        return False
    purchase.told_soon_at = now
    purchase.save()
    standing = standing_of(purchase)
    if not standing.is_enough or any(row.wanting for row in standing.progress):
        tell_news(purchase, "soon", [*runners(purchase), *participants(purchase)])
    return True


def _run(purchase: GroupBuyPage, by: "User") -> GroupBuyPage:
    purchase = lock_listing(purchase)
    if not can_run(by, purchase):
        raise NotAllowedError(_("Only the organiser and the deputy decide."))
    return purchase


def _settle(purchase: GroupBuyPage, standing: Standing, *, by: "User | None") -> GroupBuyPage:
    """Write what is ordered for each, and its price; free whoever's part filled no pack. The caller holds the lock and has counted."""
    granted = standing.granted()
    for line in standing.lines:
        line.ordered, line.price = granted[line.pk], standing.outcome.prices[line.product_id]
    PledgeLine.objects.bulk_update(standing.lines, ["ordered", "price"])
    without = [pledge for pledge in standing.pledges if not any(granted[line.pk] for line in pledge.lines.all())]
    words = _("The last pack did not fill: your part of it is not ordered.")
    left_out = {pledge.response_id for pledge in without}
    _free(purchase, list(left_out), words)
    cut = [pledge for pledge in standing.pledges if any(granted[line.pk] < line.quantity for line in pledge.lines.all())]
    purchase.state, purchase.closed_reason = "closed", Reason.DONE
    enter(purchase, Phase.LOCKED, by=by)
    bound = [pledge.response.resident for pledge in standing.pledges if pledge.response_id not in left_out]
    told = {pledge.response.resident_id for pledge in cut}
    tell_news(purchase, "locked", [*runners(purchase), *(person for person in bound if person.pk not in told)])
    tell_news(purchase, "cut", [pledge.response.resident for pledge in cut])
    return purchase


def _free(purchase: GroupBuyPage, responses: list[int], why: str) -> None:
    Pledge.objects.filter(response__in=responses).update(slot=None)  # nobody keeps an hour for whom nothing comes
    purchase.responses.filter(pk__in=responses).update(state=Response.State.CANCELLED, ended_at=timezone.now(), ended_reason=why[:200])


def _fail(purchase: GroupBuyPage, reason: str, *, by: "User | None", why: str) -> GroupBuyPage:
    people = [*runners(purchase), *participants(purchase)]
    _free(purchase, list(purchase.responses.accepted().values_list("pk", flat=True)), why)
    purchase.state, purchase.closed_reason, purchase.outcome = "closed", reason, why[:200]
    enter(purchase, Phase.FAILED, by=by, why=why)
    tell_news(purchase, "failed", people, by=by)
    return purchase
