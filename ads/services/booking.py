"""Weeks into a basket, and out of it again. What is taken is decided by the database alone (ADS-03)."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ads import limits, weeks
from ads.errors import LimitReachedError, NotAllowedError, NotForSaleError, TakenError, WrongStateError
from ads.models import Business, Campaign, Placement, RateCard, Seller, Slot
from ads.money import share_of_days
from ads.permissions import owns
from ads.services.record import record

if TYPE_CHECKING:
    from decimal import Decimal

    from accounts.models import User
    from ads.querysets.offers import PriceList

Choice = tuple[Slot, date]
_BASKETS_AN_HOUR = 8


@transaction.atomic
def hold_weeks(*, business: Business, by: "User", choices: Iterable[Choice]) -> Campaign:
    """Put weeks of spots into a new basket that keeps them for `limits.HOLD`; the shop's unpaid basket before is emptied.

    All or nothing: raises TakenError naming the weeks somebody else holds, NotForSaleError, NotAllowedError,
    LimitReachedError. Weeks whose basket ran out are free at once, whether or not a worker has swept them.
    """
    business = Business.objects.select_for_update().get(pk=business.pk)
    if not owns(by, business) or business.state not in {Business.State.NEW, Business.State.LISTED}:
        raise NotAllowedError(_("Only the owner of a shop rents for it."))
    wanted = sorted(set(choices), key=lambda choice: (choice[0].pk, choice[1]))
    _check_basket(business, wanted)
    for basket in business.campaigns.filter(state=Campaign.State.DRAFT):
        _drop(basket, by=by)
    _sweep(wanted)
    prices = RateCard.objects.for_slots(slot for slot, _week in wanted)
    campaign = Campaign.objects.create(business=business, held_until=timezone.now() + limits.HOLD)
    taken = [choice for choice in wanted if not _take(campaign, choice, prices)]
    if taken:
        names = ", ".join(
            _("week %(number)s in %(place)s") % {"number": weeks.number(week), "place": slot.neighbourhood.title} for slot, week in taken
        )
        raise TakenError(_("Somebody was faster: %(weeks)s. Nothing is charged; please choose again.") % {"weeks": names})
    record(campaign, "weeks_held", by=by, count=str(len(wanted)))
    return campaign


def price_of(slot: Slot, week: date, prices: "PriceList", today: date | None = None) -> "Decimal | None":
    """Return the price of a week: of the days that are left of it, today included. None when it cannot be rented."""
    left = weeks.days_left(week, today)
    whole = prices.price(slot, week)
    if whole is None or not left or not slot.open:
        return None
    return share_of_days(whole, left)


@transaction.atomic
def drop_campaign(*, campaign: Campaign, by: "User") -> Campaign:
    """Empty a basket that is not paid. Raises NotAllowedError, WrongStateError."""
    campaign = lock_campaign(campaign)
    if not owns(by, campaign.business):
        raise NotAllowedError(_("Only the owner of a shop rents for it."))
    if campaign.state not in Campaign.UNPAID:
        raise WrongStateError(_("This campaign is paid already."))
    return _drop(campaign, by=by)


@transaction.atomic
def release_overdue(*, campaign: Campaign) -> bool:
    """Give the weeks of an unpaid campaign back when its time is over; tell whether this call did."""
    campaign = lock_campaign(campaign)
    if campaign.state not in Campaign.UNPAID or campaign.held_until > timezone.now():
        return False
    _drop(campaign, by=None)
    return True


def lock_campaign(campaign: Campaign) -> Campaign:
    """Lock a campaign's row until the end of the transaction and return it as the last holder left it."""
    return Campaign.objects.select_for_update(of=("self",)).select_related("business").get(pk=campaign.pk)


def keep_until(campaign: Campaign, until: timedelta) -> None:
    """Keep the weeks of a locked campaign longer, never shorter."""
    campaign.held_until = max(campaign.held_until, timezone.now() + until)


def try_to_take(placement: Placement, state: str) -> bool:
    """Give a placement a state that keeps others out; False when somebody has its week by now."""
    try:
        with transaction.atomic():
            placement.state = state
            placement.save()
    except IntegrityError:
        return False
    return True


def _check_basket(business: Business, wanted: list[Choice]) -> None:
    if not wanted:
        raise NotForSaleError(_("Choose at least one week."))
    if not Seller.current().is_ready:
        raise NotForSaleError(_("Nothing can be rented yet: the portal has not said who sells."))
    if len(wanted) > limits.PLACEMENTS_PER_BASKET:
        raise LimitReachedError(_("A basket holds %(count)s weeks at most.") % {"count": limits.PLACEMENTS_PER_BASKET})
    if business.campaigns.filter(paid_at=None, created_at__gt=timezone.now() - timedelta(hours=1)).count() >= _BASKETS_AN_HOUR:
        raise LimitReachedError(_("That is many baskets. Please wait an hour: other shops choose too."))


def _sweep(wanted: list[Choice]) -> None:
    """Free the wanted weeks of baskets whose time is over."""
    held = Placement.objects.of_slots({slot for slot, _week in wanted}).filter(week__in={week for _slot, week in wanted}, state="held")
    for basket in Campaign.objects.overdue().filter(placements__in=held).distinct():
        if _unpaid_for_good(basket):
            _drop(basket, by=None)


def _unpaid_for_good(basket: Campaign) -> bool:
    """Lock an overdue basket; False when it was paid, or kept longer, meanwhile. One that is locked is being paid: leave it."""
    found = Campaign.objects.select_for_update(skip_locked=True).filter(pk=basket.pk).overdue().first()
    return found is not None


def _drop(campaign: Campaign, *, by: "User | None") -> Campaign:
    before, campaign.state = campaign.state, Campaign.State.DROPPED
    campaign.save()
    campaign.placements.filter(state=Placement.State.HELD).update(state=Placement.State.RELEASED)
    campaign.payments.filter(state="pending", method="transfer").update(state="expired")
    record(campaign, "dropped", by=by, before=before)
    return campaign


def _take(campaign: Campaign, choice: Choice, prices: "PriceList") -> bool:
    slot, week = choice
    first = weeks.this_week()
    price = price_of(slot, week, prices) if first <= week <= weeks.weeks_from(first, limits.WEEKS_AHEAD)[-1] else None
    if price is None:
        raise NotForSaleError(_("Week %(number)s is not for rent here.") % {"number": weeks.number(week)})
    placement = Placement(campaign=campaign, slot=slot, week=week, price=price, days=weeks.days_left(week))
    return try_to_take(placement, Placement.State.HELD)
