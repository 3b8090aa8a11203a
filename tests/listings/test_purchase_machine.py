"""LIM-02: whatever happens in whatever order, a purchase never promises more than there is, nor less than nothing."""

from datetime import timedelta

from django.utils import timezone

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from listings import services
from listings.errors import ListingError
from listings.models import GroupBuyPage, Pledge, PledgeLine, Response, total
from listings.reckoning import standing_of
from listings.sheets.tables import cash_sheet, supplier_total
from tests.factories.home import MembershipFactory
from tests.factories.listings import GroupBuyFactory
from tests.listings.walks import walks

pytestmark = pytest.mark.django_db
#: Steps of one walk.
WALK = 40
#: Each phase, and where a purchase may come from to be in it.
BEFORE = {
    "collecting": {"collecting"}, "locked": {"collecting"}, "ordered": {"locked"}, "received": {"ordered"}, "distributing": {"received"},
    "closed": {"distributing"}, "failed": {"collecting", "locked", "ordered", "received"},
}  # fmt: skip


class Purchase(RuleBasedStateMachine):
    neighbourhood = None
    people: list = []

    def __init__(self):
        super().__init__()
        products = [
            {"packs_available": 3, "pack": 4, "step": 2, "minimum": 2, "maximum": 8},
            {"name": "Miel", "unit": "pot", "price": "7.35"},
        ]
        self.page = GroupBuyFactory(
            neighbourhood=self.neighbourhood, author=self.people[0], threshold=2, most_extensions=1, products=products
        )
        self.keys = [product.pk for product in self.page.products.all()]
        self.seen = "collecting"
        self.now = timezone.now()

    def attempt(self, step, **given):
        try:
            step(**given)
        except ListingError:
            return

    @rule(who=st.integers(0, 3), wood=st.integers(0, 9), honey=st.integers(0, 3))
    def pledge(self, who, wood, honey):
        quantities = dict(zip(self.keys, (wood, honey), strict=True))
        self.attempt(services.pledge, purchase=self.page, by=self.people[who], quantities=quantities)

    @rule(who=st.integers(0, 3))
    def withdraw(self, who):
        self.attempt(services.withdraw_pledge, purchase=self.page, by=self.people[who])

    @rule(name=st.sampled_from(["lock_purchase", "mark_ordered", "open_distribution", "close_purchase"]), who=st.integers(0, 1))
    def step(self, name, who):
        self.attempt(getattr(services, name), purchase=self.page, by=self.people[who])

    @rule(days=st.sampled_from([1, 11]))
    def time_passes(self, days):
        services.decide_purchase(purchase=self.page, now=timezone.now() + timedelta(days=days))

    @rule(wood=st.integers(0, 13), honey=st.integers(0, 8))
    def count(self, wood, honey):
        received = dict(zip(self.keys, (wood, honey), strict=True))
        self.attempt(services.record_reception, purchase=self.page, by=self.people[0], received=received)

    @rule(who=st.integers(0, 3), collected=st.booleans())
    def tick(self, who, collected):
        if pledge := Pledge.objects.of(self.page).standing().by_person(self.people[who]).first():
            self.attempt(services.tick, pledge=pledge, by=self.people[0], collected=collected, paid=collected)

    @precondition(lambda self: self.seen in {"locked", "ordered", "received"})
    @rule(really=st.integers(0, 5))
    def give_up(self, really):
        if really == 0:
            self.attempt(services.fail_purchase, purchase=self.page, by=self.people[0], why="Plus rien")

    @invariant()
    def nothing_is_promised_twice(self):
        page = GroupBuyPage.objects.get(pk=self.page.pk)
        assert page.phase == self.seen or self.seen in BEFORE[page.phase]
        self.seen = page.phase
        lines = PledgeLine.objects.filter(pledge__response__listing=page.pk)
        standing = standing_of(page)
        for product in page.products.all():
            of_product = [line for line in lines if line.product_id == product.pk]
            live = [line for line in standing.lines if line.product_id == product.pk]
            assert 0 <= sum(line.quantity for line in of_product) <= (product.capacity or 10_000)
            assert all(line.quantity % product.step == 0 for line in of_product)
            if page.phase not in {"collecting", "failed"}:
                assert sum(line.ordered for line in live) % product.pack == 0
            if page.phase in {"received", "distributing"}:
                assert sum(line.share for line in live) <= min(product.received, sum(line.ordered for line in live))

    @invariant()
    def the_money_agrees(self):
        page = GroupBuyPage.objects.get(pk=self.page.pk)
        pledges = Pledge.objects.of(page).standing().with_lines()
        each = sum(total(list(pledge.lines.all())) for pledge in pledges)
        assert each == supplier_total(page) == cash_sheet(page).sections[0].total[1]

    @invariant()
    def who_is_bound_takes_something(self):
        if self.seen in {"locked", "ordered"}:
            bound = Response.objects.filter(listing=self.page.pk, state="accepted")
            assert bound.count() == bound.filter(pledge__lines__ordered__gt=0).distinct().count() >= 2


def test_no_order_of_events_promises_more_than_there_is(neighbourhood):
    Purchase.neighbourhood = neighbourhood
    Purchase.people = [MembershipFactory(neighbourhood=neighbourhood).user for _ in range(4)]
    walk = settings(max_examples=walks(3, steps=WALK), stateful_step_count=WALK, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Purchase, settings=walk)
