"""Founding under several hands at once, in real transactions; each with its control: without the lock, the promise breaks."""

from threading import Barrier

from wagtail.models import Collection, Page

import pytest

from home.models import Membership, NeighbourhoodPage
from home.services import appoint_curator
from notifications.models import Notification
from tests.factories.accounts import UserFactory
from tests.factories.founding import gathering, outlined_town, proposed
from tests.verification.threads import at_once
from verification.errors import NotPossibleError
from verification.founding import policy, progress, reviews, states
from verification.models import Founding
from verification.services import confirm_membership, start_membership

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town():
    return outlined_town(title="Dinan", code="22050")


def two_last_founders(town, meet):
    """Confirm the ninth and tenth neighbour at the same moment; return the state, and how many reviews were announced."""
    curator = UserFactory()
    appoint_curator(place=town, user=curator)
    founding = gathering(town, confirmed=policy.FOUNDERS_NEEDED - 2)
    place = NeighbourhoodPage.objects.get(pk=founding.neighbourhood_id)
    waiting = [start_membership(user=UserFactory(), neighbourhood=place, by=None).pk for _ in range(2)]

    def confirm(barrier):
        membership = Membership.objects.get(pk=waiting.pop())
        meet(barrier)
        confirm_membership(membership=membership, method="desk", level=2, by=None)

    failures = [outcome for outcome in at_once(2, confirm, meet=True) if outcome]
    assert not failures
    place.refresh_from_db()
    return place.state, Notification.objects.filter(user=curator, kind="founding_to_review").count()


def test_two_last_founders_at_once_bring_one_review(town):
    assert two_last_founders(town, lambda barrier: barrier.wait(30)) == ("review", 1)


def test_without_the_lock_two_last_founders_count_nine_each(town, monkeypatch):
    """Control: both count before either is committed, and the gathering waits for an eleventh."""
    met = []
    monkeypatch.setattr(progress.states, "locked", lambda pk, **_: NeighbourhoodPage.objects.get(pk=pk))
    count = progress.confirmed_count

    def count_together(place):
        found = count(place)
        met[0].wait(30)
        return found

    monkeypatch.setattr(progress, "confirmed_count", count_together)
    state, _reviews = two_last_founders(town, met.append)
    assert state == "gathering"


def accept_twice(town):
    curators = [UserFactory(), UserFactory()]
    for curator in curators:
        appoint_curator(place=town, user=curator)
    founding = gathering(town, confirmed=2)
    reviews.sponsor_founding(founding=founding, by=curators[0])
    hands = list(curators)
    outcomes = at_once(2, lambda: reviews.accept_founding(founding=Founding.objects.get(pk=founding.pk), by=hands.pop()).state)
    place = NeighbourhoodPage.objects.get(pk=founding.neighbourhood_id)
    return outcomes, place


def test_two_curators_who_accept_at_once_open_one_place(town):
    outcomes, place = accept_twice(town)
    assert outcomes == ["live", "live"]
    below = list(Page.objects.child_of(place).values_list("title", flat=True))
    assert len(below) == len(set(below)) >= 4
    assert Collection.objects.filter(name=place.collection.name).count() == 1
    assert Notification.objects.filter(kind="founding_accepted").count() == 3  # two neighbours and whoever proposed it
    assert Page.find_problems() == ([], [], [], [], [])


def test_without_the_lock_the_place_opens_twice(town, monkeypatch):
    """Control: with neither the place's lock nor the founding's, both believe that they opened it."""
    together = Barrier(2)
    moved = states.move

    def move_together(place, to, **options):
        if to == "live":
            together.wait(30)
        moved(place, to, **options)

    monkeypatch.setattr(reviews.states, "locked", lambda pk, **_: NeighbourhoodPage.objects.get(pk=pk))
    monkeypatch.setattr(type(Founding.objects.all()), "select_for_update", lambda self, **_: self)
    monkeypatch.setattr(reviews.states, "move", move_together)
    accept_twice(town)
    assert Notification.objects.filter(kind="founding_accepted").count() == 6  # everybody is told twice


def test_one_person_who_proposes_twice_at_once_proposes_once(town):
    founder, names = UserFactory(), ["Le Lavoir", "La Fontaine"]
    outcomes = at_once(2, lambda: proposed(town, by=founder, name=names.pop()))
    assert sorted(type(outcome) for outcome in outcomes if isinstance(outcome, Exception)) == [NotPossibleError]
    assert Founding.objects.count() == 1


def test_two_people_who_give_one_name_at_once_get_it_once(town):
    people = [UserFactory(), UserFactory()]
    outcomes = at_once(2, lambda: proposed(town, by=people.pop(), name="Le Lavoir"))
    assert sum(isinstance(outcome, Exception) for outcome in outcomes) == 1
    assert NeighbourhoodPage.objects.filter(title="Le Lavoir").count() == 1
    assert Page.find_problems() == ([], [], [], [], [])
