"""Since when a place has nobody at its desk (domain.md §2): a date, and nothing else of what curators do."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

import pytest

from home.attendance import AWAY_AFTER, is_unattended, unattended_since
from home.models import DeskVisit, NeighbourhoodPage, PlaceDesk
from home.services import appoint_curator, dismiss_curator
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
DESK = reverse("wagtailadmin_home")


def empty_for(place, days):
    PlaceDesk.objects.filter(place=place.pk).update(attended_on=timezone.localdate() - timedelta(days=days))


def test_a_visit_to_the_desk_is_written_down_as_a_date_for_the_person_and_their_place_only(
    client, curator, neighbourhood, other_curator, other_neighbourhood
):
    today = timezone.localdate()
    empty_for(neighbourhood, 40)
    empty_for(other_neighbourhood, 40)
    assert is_unattended(neighbourhood)
    client.force_login(curator)
    client.get(DESK)
    assert (unattended_since(neighbourhood), is_unattended(neighbourhood)) == (today, False)
    assert unattended_since(other_neighbourhood) == today - timedelta(days=40)
    assert list(DeskVisit.objects.values_list("user", "last_on")) == [(curator.pk, today)]
    assert list(NeighbourhoodPage.objects.unattended_since(today - AWAY_AFTER)) == [other_neighbourhood]


def test_a_second_page_of_the_same_day_writes_nothing(client, curator, neighbourhood):
    client.force_login(curator)
    client.get(DESK)
    empty_for(neighbourhood, 40)
    client.get(DESK)
    assert is_unattended(neighbourhood)


def test_residents_visitors_and_the_operator_leave_no_trace(client, resident, operator, curator, neighbourhood):
    empty_for(neighbourhood, 40)
    for user in (None, resident, operator):
        if user:
            client.force_login(user)
        client.get(DESK)
    assert not DeskVisit.objects.exists()
    assert is_unattended(neighbourhood)


def test_a_curators_visit_to_the_neighbours_pages_is_no_visit_to_the_desk(client, curator, neighbourhood):
    client.force_login(curator)
    client.get(neighbourhood.url)
    assert not DeskVisit.objects.exists()


def test_a_new_curator_fills_the_desk_and_dismissing_one_leaves_the_date(neighbourhood, curator):
    empty_for(neighbourhood, 40)
    newcomer = UserFactory()
    appoint_curator(place=neighbourhood, user=newcomer)
    assert unattended_since(neighbourhood) == timezone.localdate()
    empty_for(neighbourhood, 12)
    dismiss_curator(place=neighbourhood, user=newcomer)
    assert unattended_since(neighbourhood) == timezone.localdate() - timedelta(days=12)


def test_a_place_that_was_never_opened_to_curators_has_no_date(neighbourhood):
    assert unattended_since(neighbourhood) is None
    assert not is_unattended(neighbourhood)
