"""What is taken down, for good or for a while, is paid back by the day."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

import pytest

from ads import services
from ads.models import Invoice, Placement
from ads.services.vetting import days_owed
from ads.weeks import this_week
from tests.factories.ads import SlotFactory, paid, running

pytestmark = pytest.mark.django_db


@pytest.fixture
def slot(neighbourhood):
    return SlotFactory(neighbourhood=neighbourhood)


def test_what_is_stopped_is_paid_back_by_the_day(slot):
    monday = this_week()
    whole = Placement(slot=slot, week=monday, days=7, price=Decimal("18.00"))
    wednesday = monday + timedelta(days=2)
    assert days_owed(whole, wednesday) == Decimal("10.29")  # Thursday to Sunday
    assert days_owed(whole, monday + timedelta(days=6)) == Decimal("0.00")
    assert days_owed(whole, monday - timedelta(days=1)) == Decimal("18.00")
    late = Placement(slot=slot, week=monday, days=4, price=Decimal("10.29"))  # rented on Thursday
    assert days_owed(late, monday + timedelta(days=4)) == Decimal("5.15")
    whole.suspended_at = timezone.now() - timedelta(days=400)  # taken down long before
    assert days_owed(whole, wednesday) == Decimal("18.00")


def test_the_days_a_report_took_are_paid_back_when_it_may_stand_again(neighbourhood, curator, slot):
    campaign = running(slot, 1, curator=curator)
    monday = this_week() + timedelta(weeks=1)
    noon = timezone.make_aware(datetime.combine(monday, time(12)))
    for down, back, owed in ((0, 0, "0.00"), (0, 2, "5.14"), (5, 30, "2.57")):  # never more than the week has
        campaign.placements.update(refunded=0, suspended_at=noon + timedelta(days=down))
        services.resume_ad(campaign=campaign, neighbourhood=neighbourhood, by=curator, today=monday + timedelta(days=back))
        placement = campaign.placements.get()
        assert (placement.refunded, placement.suspended_at) == (Decimal(owed), None)


def test_a_shop_taken_out_of_the_directory_advertises_there_no_more(slot, neighbourhood, other_neighbourhood, curator, other_curator):
    """And goes on in the places whose curators are others (TEN)."""
    campaign = paid(slot, 1, 2, curator=curator)
    far = SlotFactory(neighbourhood=other_neighbourhood)
    elsewhere = paid(far, 1, curator=curator, business=campaign.business)
    services.approve_ad(campaign=elsewhere, neighbourhood=other_neighbourhood, by=other_curator)
    services.refuse_business(business=campaign.business, by=curator, why="Prix trompeurs.")
    campaign.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (campaign.state, elsewhere.state) == ("refused", "scheduled")
    assert {placement.reason for placement in campaign.placements.all()} == {"Prix trompeurs."}
    assert Placement.objects.sum_kept() == Invoice.objects.sums()["net"] == elsewhere.placements.get().price
