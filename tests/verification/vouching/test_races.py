"""Vouches that arrive at the same time (VER-08). Each race has its control: with the lock off, the promise breaks."""

from threading import Barrier

import pytest

from home.models import Membership
from notifications.models import Notification
from tests.factories import vouching as make
from tests.verification.threads import at_once
from verification import services
from verification.errors import LimitReachedError
from verification.models import Vouch, VouchRequest
from verification.services.vouching import giving

pytestmark = pytest.mark.django_db(transaction=True)


def confirmations(user):
    return Notification.objects.filter(user=user, kind="membership_confirmed").count()


def test_many_vouches_at_once_let_in_once_and_the_rest_change_nothing(neighbourhood):
    request = make.asked(neighbourhood)
    people = iter([make.strong(neighbourhood) for _ in range(6)])
    results = at_once(6, lambda: services.give_vouch(request=request, by=next(people)))
    assert sum(isinstance(result, Vouch) for result in results) == 2
    assert Membership.objects.get(user=request.user).state == "confirmed"
    assert confirmations(request.user) == 1
    assert Vouch.objects.filter(counted=True).count() == Vouch.objects.count() == 2


def test_one_voucher_at_six_doors_spends_three_words(neighbourhood):
    """VER-06: the budget is counted under the lock of the voucher's row."""
    anna = make.strong(neighbourhood)
    requests = iter([make.asked(neighbourhood) for _ in range(6)])
    results = at_once(6, lambda: services.give_vouch(request=next(requests), by=anna))
    assert sum(isinstance(result, LimitReachedError) for result in results) == 3
    assert Vouch.objects.of(anna).count() == 3


def test_without_the_locks_the_budget_breaks(neighbourhood, monkeypatch):
    """The control: the same race, each reading the budget before any other has written."""
    anna = make.strong(neighbourhood)
    requests = iter([make.asked(neighbourhood) for _ in range(6)])
    monkeypatch.setattr(giving, "lock_person", lambda pk: None)

    seen, real = Barrier(6), giving.vouch_obstacle

    def together(*args):
        answer = real(*args)
        seen.wait(30)
        return answer

    monkeypatch.setattr(giving, "vouch_obstacle", together)
    at_once(6, lambda: services.give_vouch(request=next(requests), by=anna))
    assert Vouch.objects.of(anna).count() == 6


def test_the_same_two_for_two_newcomers_at_once_let_one_in(neighbourhood):
    """Different rows are locked: the unique pair makes the second wait, and then look again."""
    anna, ben = make.strong(neighbourhood), make.strong(neighbourhood)
    one, two = make.asked(neighbourhood), make.asked(neighbourhood)
    make.vouch(one, anna)
    make.vouch(two, ben)
    last = iter([(one, ben), (two, anna)])

    def give():
        request, person = next(last)
        return services.give_vouch(request=request, by=person)

    results = at_once(2, give)
    assert all(isinstance(result, Vouch) for result in results), results
    assert sorted(VouchRequest.objects.values_list("state", flat=True)) == ["confirmed", "open"]
