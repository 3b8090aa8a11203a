"""Reads whose SQL is kept give what the queryset would give (P2)."""

from datetime import timedelta

from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
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


def kept_by_postgresql():
    """Return how often PostgreSQL used one plan, and how often one made for the values, of the statement above."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE '%%ORDER BY \"home_membership\"%%'"
        )
        return cursor.fetchall()


def test_postgresql_plans_a_kept_statement_once(neighbourhood, other_neighbourhood, settings):
    """P5: planning costs several times what the answer does; without PALIER_PREPARE the answers are the same."""
    here, now = MembershipFactory(neighbourhood=neighbourhood), timezone.now()
    for place in (neighbourhood, other_neighbourhood, neighbourhood):
        assert _residents_of(place=place.pk, now=now) == ([here] if place == neighbourhood else [])
    assert kept_by_postgresql() == [(3, 0)]
    with CaptureQueriesContext(connection) as captured:
        _residents_of(place=other_neighbourhood.pk, now=now)
    assert "home_membership" in captured[0]["sql"]  # logs of queries show it like any other
    settings.PALIER_PREPARE = False
    assert _residents_of(place=neighbourhood.pk, now=now) == [here]
    assert kept_by_postgresql() == [(4, 0)]


def test_what_the_same_row_holds_comes_with_it_and_nothing_else_is_promised(neighbourhood):
    """P2, P5: objects are made as the queryset would: what is joined, annotated or left out."""

    def wanted(place):
        rows = Membership.objects.filter(neighbourhood=place).select_related("user").only("state", "user__pseudonym")
        return rows.annotate(twice=F("level") * 2)

    MembershipFactory(neighbourhood=neighbourhood)
    (kept,), (plain,) = prepared(wanted)(place=neighbourhood.pk), wanted(neighbourhood.pk)
    assert (kept, kept.twice, kept.user.pseudonym) == (plain, plain.twice, plain.user.pseudonym)
    assert kept.get_deferred_fields() == plain.get_deferred_fields()
    assert kept.user.get_deferred_fields() == plain.user.get_deferred_fields()
    assert not kept._state.adding
    with pytest.raises(ValueError, match="plain objects"):
        prepared(lambda place: Membership.objects.filter(neighbourhood=place).prefetch_related("user"))(place=neighbourhood.pk)
