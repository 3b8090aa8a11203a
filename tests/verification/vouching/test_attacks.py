"""VER-06: g captured accounts admit at most 3g/2 false ones per 90 days, whatever they do; the rule is what keeps it so."""

from datetime import timedelta
from random import Random

from django.utils import timezone

import pytest

from tests.factories import vouching as make
from tests.factories.accounts import UserFactory
from tests.verification.vouching.worlds import START, RulesWorld, cleverest_attack, most_in_a_window, random_attack
from verification import policy, services
from verification.errors import VerificationError
from verification.models import Vouch, VouchHold, VouchRequest

GRAPHS = 2_000
WITHOUT_THE_RULE = policy.VOUCHING_METHODS | {"vouch"}


def played(world, attack):
    for move in attack:
        world.play(move)
    return world


def bound(captured):
    return 3 * captured // 2


def test_in_2000_random_graphs_and_orders_the_bound_holds_in_every_window():
    reached = 0
    for seed in range(GRAPHS):
        random = Random(seed)
        captured = random.randint(1, 7)
        world = played(RulesWorld(captured), random_attack(random, captured))
        assert most_in_a_window(world.let_in) <= bound(captured), (seed, captured)
        reached += len(world.let_in)
    assert reached > GRAPHS // 2  # the attacks are attacks


def test_without_the_rule_the_same_orders_exceed_the_bound():
    """The control: accounts let in by vouching vouch as well, after their thirty days."""
    exceeded = 0
    for seed in range(GRAPHS // 10):
        random = Random(seed)
        captured = random.randint(3, 7)
        world = played(RulesWorld(captured, WITHOUT_THE_RULE), random_attack(random, captured, moves=250))
        exceeded += most_in_a_window(world.let_in) > bound(captured)
    assert exceeded > GRAPHS // 100


@pytest.mark.parametrize("captured", [4, 6, 8])
def test_the_cleverest_attack_reaches_the_bound_and_without_the_rule_passes_it(captured):
    attack = cleverest_attack(captured)
    assert most_in_a_window(played(RulesWorld(captured), attack).let_in) == bound(captured)
    assert most_in_a_window(played(RulesWorld(captured, WITHOUT_THE_RULE), attack).let_in) > bound(captured)


class ServicesWorld:
    """The same attack through the services, the clock moved by hand and a curator who approves everything."""

    def __init__(self, captured, neighbourhood, curator, clock):
        self.neighbourhood, self.curator, self.clock = neighbourhood, curator, clock
        clock(START)
        self.people = {person: make.strong(neighbourhood, dwelling=f"home {person}") for person in range(captured)}
        self.burnt, self.let_in = set(), []

    def play(self, move):
        self.clock(START + timedelta(days=move.day))
        voucher, target = self._person(move.voucher), self._person(move.target)
        try:
            if move.withdraws:
                self._withdraw(move, voucher, target)
            elif move.target not in self.burnt:
                self._give(move, voucher, target)
        except VerificationError:
            return

    def _person(self, number):
        if number not in self.people:
            self.people[number] = UserFactory()
        return self.people[number]

    def _give(self, move, voucher, target):
        request = VouchRequest.objects.of(target).live().first() or make.asked(self.neighbourhood, target, listed=False)
        services.give_vouch(request=request, by=voucher, network=move.network)
        for hold in VouchHold.objects.waiting().filter(request=request):
            services.approve_hold(hold=hold, by=self.curator)
        request.refresh_from_db()
        if request.state == VouchRequest.State.CONFIRMED:
            self.let_in.append((move.target, START + timedelta(days=move.day)))

    def _withdraw(self, move, voucher, target):
        vouch = Vouch.objects.of(voucher).given().filter(request__user=target).last()
        if vouch and services.withdraw_vouch(vouch=vouch, by=voucher).counted:
            self.burnt.add(move.target)


@pytest.mark.django_db
def test_the_services_let_in_exactly_whom_the_rules_let_in(neighbourhood, curator, monkeypatch):
    """Two dozen of the attacks above, on PostgreSQL, through every service: the simulation is of the real thing."""

    def clock(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)

    total = 0
    for seed in range(24):
        random = Random(seed)
        captured = 3
        attack = random_attack(random, captured, moves=7, days=12)
        real = played(ServicesWorld(captured, neighbourhood, curator, clock), attack)
        assert real.let_in == played(RulesWorld(captured), attack).let_in, seed
        assert most_in_a_window(real.let_in) <= bound(captured)
        total += len(real.let_in)
    assert total > 5
