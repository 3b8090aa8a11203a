"""Reads of campaigns and placements."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q, Sum
from django.utils import timezone

from accounts.prepared import prepared
from ads.querysets.places import neighbourhoods_run_by
from ads.weeks import this_week

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from ads.models import Placement, Slot
    from home.models import NeighbourhoodPage

_TAKING = ("held", "booked", "approved")


class CampaignQuerySet(models.QuerySet):
    def owned_by(self, user: "User | AnonymousUser") -> Self:
        """Return the campaigns of one person's shops; none for a visitor."""
        return self.filter(business__owner=user) if user.is_authenticated else self.none()

    def run_by(self, user: "User | AnonymousUser") -> Self:
        """Return the campaigns that stand, or ask to stand, in a place this person runs."""
        return self.filter(placements__slot__neighbourhood__in=neighbourhoods_run_by(user)).distinct()

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Return the campaigns whose record this person may open: the shop's owner only."""
        return self.owned_by(user)

    def standing_at(self, neighbourhood: "NeighbourhoodPage") -> Self:
        """Return the paid campaigns with a placement in one neighbourhood."""
        return self.filter(paid_at__isnull=False, placements__slot__neighbourhood=neighbourhood).distinct()

    def overdue(self, now: datetime | None = None) -> Self:
        """Return the unpaid campaigns whose weeks are held no longer."""
        return self.filter(state__in=["draft", "priced"], held_until__lte=now or timezone.now())

    def to_start(self, today: date | None = None) -> Self:
        """Return the accepted campaigns one of whose weeks has come."""
        due = Q(placements__state="approved", placements__week__lte=this_week(today))
        return self.filter(due, state="scheduled").distinct()

    def to_end(self, today: date | None = None) -> Self:
        """Return the campaigns whose last accepted week is over."""
        from ads.models import Placement

        ahead = Placement.objects.filter(campaign=models.OuterRef("pk"), state="approved", week__gte=this_week(today))
        return self.filter(~models.Exists(ahead), state__in=["scheduled", "running"])


class PlacementQuerySet(models.QuerySet):
    def taking(self) -> Self:
        """Return the placements that keep others out."""
        return self.filter(state__in=_TAKING)

    def keeping_out(self, now: datetime | None = None) -> Self:
        """Return the placements nobody else may take now: those of a basket whose time is over may be taken."""
        held = Q(state="held", campaign__held_until__gt=now or timezone.now())
        return self.filter(Q(state__in=["booked", "approved"]) | held)

    def of_slots(self, slots: Iterable["Slot"]) -> Self:
        """Return the placements of these spots."""
        return self.filter(slot__in=list(slots))

    def from_week(self, week: date) -> Self:
        """Return the placements of this week and later."""
        return self.filter(week__gte=week)

    def run_by(self, user: "User | AnonymousUser") -> Self:
        """Return the placements in the places this person runs."""
        return self.filter(slot__neighbourhood__in=neighbourhoods_run_by(user))

    def at(self, neighbourhood: "NeighbourhoodPage") -> Self:
        """Return the placements in one neighbourhood."""
        return self.filter(slot__neighbourhood=neighbourhood)

    def paid(self) -> Self:
        """Return what money was taken for, whatever became of it: the lines of the public ledger."""
        return self.filter(campaign__paid_at__isnull=False).exclude(state__in=["held", "released"])

    def to_decide(self) -> Self:
        """Return what curators are to look at: paid and not read, reported, or standing now and later."""
        ahead = Q(state="approved", week__gte=this_week())
        return self.filter(Q(state="booked") | ahead).order_by("-state", "suspended_at", "week", "pk")

    def sum_kept(self) -> Decimal:
        """Return what these placements brought in euros without VAT, refunds taken off."""
        return self.paid().aggregate(kept=Sum(F("price") - F("refunded")))["kept"] or Decimal("0.00")

    def public(self) -> Self:
        """Return what anybody may look up: what was shown, or is."""
        return self.filter(state__in=["approved", "stopped"])

    def with_everything(self) -> Self:
        """Load what a line of a list shows."""
        return self.select_related("slot__neighbourhood", "campaign__business__page", "campaign__image")


class AdReportQuerySet(models.QuerySet):
    def open_on(self, placements: Iterable[int]) -> Self:
        """Return the reports of these placements that no curator has answered."""
        return self.filter(placement__in=list(placements), closed_at=None).select_related("placement__slot").order_by("reported_at")


@prepared
def _showing(place: Any, key: Any, week: Any) -> "models.QuerySet":
    from ads.models import Placement

    now = Placement.objects.filter(slot__neighbourhood_id=place, slot__key=key, week=week, state="approved", suspended_at=None)
    return now.select_related("campaign__business", "campaign__image").only(
        "public_id",
        "campaign__text",
        "campaign__image_alt",
        "campaign__landing_url",
        "campaign__payer",
        "campaign__business__name",
        "campaign__business__legal_name",
        "campaign__image__public_id",
        "campaign__image__width",
        "campaign__image__height",
    )[:1]


def showing(*, place: int, key: str, today: date | None = None) -> "Placement | None":
    """Return the placement of this week in one spot: chosen by page and week, and by nothing else. One query."""
    found = _showing(place=place, key=key, week=this_week(today))
    return found[0] if found else None
