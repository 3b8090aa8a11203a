"""Reads whose SQL is kept give what the queryset would give (P2)."""

from datetime import timedelta

from django.utils import timezone

import pytest

from accounts.prepared import prepared
from home.models import Membership, NeighbourhoodPage
from tests.factories.home import MembershipFactory

pytestmark = pytest.mark.django_db


@prepared
def _residents_of(place, now):
    return Membership.objects.active(now).at(place).select_related("user").order_by("pk")


def test_each_call_brings_its_own_values(neighbourhood, other_neighbourhood, django_assert_num_queries):
    here = [MembershipFactory(neighbourhood=neighbourhood) for _ in range(3)]
    there = MembershipFactory(neighbourhood=other_neighbourhood)
    now = timezone.now()
    with django_assert_num_queries(2):
        assert _residents_of(place=neighbourhood.pk, now=now) == here
        assert [row.user.pseudonym for row in _residents_of(place=other_neighbourhood.pk, now=now)] == [there.user.pseudonym]
    assert _residents_of(place=neighbourhood.pk, now=now + timedelta(days=4000)) == []


def test_a_moment_that_would_be_kept_is_refused(neighbourhood):
    @prepared
    def _forgetful(place):
        return Membership.objects.active().at(place)

    with pytest.raises(ValueError, match="moment of its first call"):
        _forgetful(place=neighbourhood.pk)


def test_values_are_never_part_of_the_statement(neighbourhood):
    @prepared
    def _named(title):
        return NeighbourhoodPage.objects.filter(title=title)

    assert _named(title="Port et Jerzual") == [neighbourhood]
    assert _named(title="' or ''='") == []


def test_a_forgotten_value_is_an_error(neighbourhood):
    with pytest.raises(KeyError):
        _residents_of(place=neighbourhood.pk)
