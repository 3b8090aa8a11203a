"""Curators read what was paid, each for their own neighbourhood; a neighbour's report stops it; what is stopped is paid back by the day."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ads import weeks
from ads.errors import NotAllowedError, WrongStateError
from ads.models import AdReport, Business, Campaign, Placement
from ads.money import share_of_days
from ads.permissions import may_decide, owns
from ads.services.booking import lock_campaign
from ads.services.record import curators_of, record, tell
from ads.services.refunds import refund_placements
from home.permissions import is_resident

if TYPE_CHECKING:
    from decimal import Decimal

    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from home.models import NeighbourhoodPage

State = Placement.State


@transaction.atomic
def approve_ad(*, campaign: Campaign, neighbourhood: "NeighbourhoodPage", by: "User") -> Campaign:
    """Let an advertisement stand in a neighbourhood. Twice changes nothing. Raises NotAllowedError."""
    campaign, rows = _decidable(campaign, neighbourhood, by)
    for placement in rows:
        if placement.state == State.BOOKED:
            placement.state, placement.decided_at = State.APPROVED, timezone.now()
            placement.save()
    if campaign.image is not None and campaign.image.restricted:
        campaign.image.restricted = False
        campaign.image.save(update_fields=["restricted"])
    record(campaign, "approved", by=by, place=str(neighbourhood.pk))
    return settle(campaign)


@transaction.atomic
def refuse_ad(*, campaign: Campaign, neighbourhood: "NeighbourhoodPage", by: "User", why: str) -> Campaign:
    """Refuse an advertisement in a neighbourhood, with the reason its shop reads, and give its money back. Raises NotAllowedError, WrongStateError."""
    campaign, rows = _decidable(campaign, neighbourhood, by)
    waiting = [placement for placement in rows if placement.state == State.BOOKED]
    _end(campaign, waiting, State.REFUSED, why=_reason(why), by=by, owed=lambda placement: placement.price)
    return settle(campaign)


@transaction.atomic
def report_ad(*, placement: Placement, by: "User | AnonymousUser", text: str) -> AdReport:
    """Say that an advertisement is not right. A neighbour's report takes it down until a curator has looked, unless one has already.

    Anybody may report; only somebody whose home is verified here takes it down at once. One report a person.
    """
    campaign = lock_campaign(placement.campaign)
    placement = Placement.objects.select_related("slot__neighbourhood").get(pk=placement.pk)
    person = by if by.is_authenticated else None
    report = AdReport.objects.filter(placement=placement, reporter=person).first() if person else None
    if report is None:
        report = AdReport.objects.create(placement=placement, reporter=person, text=text.strip()[:500])
    place = placement.slot.neighbourhood
    stops = is_resident(by, place) and placement.cleared_at is None
    if stops:
        for row in campaign.placements.at(place).filter(state=State.APPROVED, suspended_at=None):
            row.suspended_at = timezone.now()
            row.save()
    record(campaign, "reported", by=None, place=str(place.pk), stopped=str(stops))
    tell("ad-reported", curators_of(place), by=person, campaign=campaign)
    return report


@transaction.atomic
def resume_ad(*, campaign: Campaign, neighbourhood: "NeighbourhoodPage", by: "User", today: date | None = None) -> Campaign:
    """Let a reported advertisement stand; the days it was down are paid back. Further reports wait for a curator. Raises NotAllowedError."""
    campaign, rows = _decidable(campaign, neighbourhood, by)
    missed = {placement: days_missed(placement, today) for placement in rows if placement.state == State.APPROVED}
    refund_placements(campaign=campaign, amounts=missed, why=_("It was down while a report was looked at."))
    for placement in rows:
        placement.suspended_at, placement.cleared_at = None, timezone.now()
        placement.save()
    _close_reports(rows)
    record(campaign, "resumed", by=by, place=str(neighbourhood.pk))
    return settle(campaign)


@transaction.atomic
def stop_ad(*, campaign: Campaign, neighbourhood: "NeighbourhoodPage", by: "User", why: str, today: date | None = None) -> Campaign:
    """Take an advertisement down for good in a neighbourhood; the days it does not stand are paid back. Raises NotAllowedError, WrongStateError."""
    campaign, rows = _decidable(campaign, neighbourhood, by)
    running = [placement for placement in rows if placement.state == State.APPROVED and weeks.days_left(placement.week, today)]
    _end(campaign, running, State.STOPPED, why=_reason(why), by=by, owed=lambda placement: days_owed(placement, today))
    _close_reports(rows)
    return settle(campaign, today)


def take_down_ads(*, business: Business, by: "User", why: str, today: date | None = None) -> None:
    """Refuse or stop what a locked shop has paid for in its own neighbourhood: whom the directory no longer lists does not advertise there."""
    for campaign in Campaign.objects.filter(business=business, state__in=Campaign.PAID):
        campaign = lock_campaign(campaign)
        rows = list(campaign.placements.at(business.neighbourhood).select_related("slot__neighbourhood"))
        waiting = [placement for placement in rows if placement.state == State.BOOKED]
        standing = [placement for placement in rows if placement.state == State.APPROVED and weeks.days_left(placement.week, today)]
        if waiting:
            _end(campaign, waiting, State.REFUSED, why=why, by=by, owed=lambda placement: placement.price)
        if standing:
            _end(campaign, standing, State.STOPPED, why=why, by=by, owed=lambda placement: days_owed(placement, today))
        _close_reports(rows)
        settle(campaign, today)


@transaction.atomic
def cancel_campaign(*, campaign: Campaign, by: "User", today: date | None = None) -> Campaign:
    """Take back what has not begun, for its whole price. Raises NotAllowedError, WrongStateError when nothing is left to take back."""
    campaign = lock_campaign(campaign)
    if not owns(by, campaign.business):
        raise NotAllowedError(_("Only the owner of a shop cancels for it."))
    ahead = [
        placement
        for placement in campaign.placements.filter(state__in=[State.BOOKED, State.APPROVED]).select_related("slot__neighbourhood")
        if placement.week > (today or timezone.localdate())
    ]
    if not ahead or campaign.state not in Campaign.PAID:
        raise WrongStateError(_("Nothing is left to cancel: what has begun goes on."))
    _end(campaign, ahead, State.CANCELLED, why=_("Cancelled by the shop."), by=by, owed=lambda placement: placement.price)
    return settle(campaign, today)


def days_owed(placement: Placement, today: date | None = None) -> "Decimal":
    """Return what a stopped placement gives back: the days after today, or since it was taken down, at the price of its days."""
    seen = today or timezone.localdate()
    if placement.suspended_at is not None:
        seen = min(seen, timezone.localdate(placement.suspended_at))
    return share_of_days(placement.price, _days_after(placement, seen), placement.days)


def days_missed(placement: Placement, today: date | None = None) -> "Decimal":
    """Return the price of the days a placement was down: from the day after it was reported until today."""
    if placement.suspended_at is None:
        return share_of_days(placement.price, 0, placement.days)
    down = _days_after(placement, timezone.localdate(placement.suspended_at)) - _days_after(placement, today or timezone.localdate())
    return share_of_days(placement.price, down, placement.days)


def _days_after(placement: Placement, day: date) -> int:
    left = weeks.days_left(placement.week, day)
    return max(0, min(left if placement.week > day else left - 1, placement.days))


def settle(campaign: Campaign, today: date | None = None) -> Campaign:
    """Give a locked, paid campaign the state its placements make: they are decided place by place."""
    states = set(campaign.placements.values_list("state", flat=True))
    if State.BOOKED in states:
        after = Campaign.State.VETTING
    elif State.APPROVED in states:
        weeks_on = campaign.placements.filter(state=State.APPROVED).values_list("week", flat=True)
        now = weeks.this_week(today)
        if max(weeks_on) < now:
            after = Campaign.State.ENDED
        else:
            after = Campaign.State.RUNNING if min(weeks_on) <= now else Campaign.State.SCHEDULED
    else:
        after = Campaign.State.STOPPED if states & {State.STOPPED, State.CANCELLED} else Campaign.State.REFUSED
    if after != campaign.state:
        before, campaign.state = campaign.state, after
        campaign.save()
        record(campaign, "moved", by=None, before=before, after=after)
        tell("ad-moved", [campaign.business.owner], by=None, campaign=campaign)
    return campaign


@transaction.atomic
def advance(*, campaign: Campaign, today: date | None = None) -> bool:
    """Start or end a campaign whose week has come; tell whether this call did."""
    campaign = lock_campaign(campaign)
    before = campaign.state
    if before not in {Campaign.State.SCHEDULED, Campaign.State.RUNNING}:
        return False
    return settle(campaign, today).state != before


def _decidable(campaign: Campaign, neighbourhood: "NeighbourhoodPage", by: "User") -> tuple[Campaign, list[Placement]]:
    campaign = lock_campaign(campaign)
    rows = list(campaign.placements.at(neighbourhood).select_related("slot__neighbourhood"))
    if not rows or not may_decide(by, campaign.business, neighbourhood):
        raise NotAllowedError(_("Curators of the neighbourhood decide, and never about their own shop."))
    if campaign.paid_at is None:
        raise WrongStateError(_("This campaign is not paid."))
    return campaign, rows


def _reason(why: str) -> str:
    if not why.strip():
        raise WrongStateError(_("Say why: the shop reads it."))
    return why.strip()[:200]


def _end(campaign: Campaign, rows: list[Placement], state: str, *, why: str, by: "User", owed: Callable[[Placement], "Decimal"]) -> None:
    if not rows:
        raise WrongStateError(_("There is nothing left to decide here."))
    amounts = {placement: owed(placement) for placement in rows}
    for placement in rows:
        placement.state, placement.reason, placement.decided_at = state, why, timezone.now()
        placement.save()
    refund_placements(campaign=campaign, amounts=amounts, why=why)
    record(campaign, state, by=by, why=why)


def _close_reports(rows: list[Placement]) -> None:
    AdReport.objects.filter(placement__in=rows, closed_at=None).update(closed_at=timezone.now())
