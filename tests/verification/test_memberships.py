from datetime import timedelta

from django.utils import timezone

from wagtail.models import ModelLogEntry

import pytest

from home.models import Membership, NeighbourhoodPage
from home.permissions import is_newcomer, is_resident
from home.signals import membership_ended
from notifications.models import Notification
from tests.factories.home import MembershipFactory
from tests.factories.vouching import asked
from verification import services
from verification.errors import LimitReachedError, NotPossibleError
from verification.services.memberships import _months_after
from verification.vouching.permissions import can_vouch

pytestmark = pytest.mark.django_db


def start(user, neighbourhood):
    return services.start_membership(user=user, neighbourhood=neighbourhood, by=user)


def confirm(membership, level=2):
    return services.confirm_membership(membership=membership, method="postcard", level=level, by=None)


def test_starting_twice_gives_one_membership(declared, neighbourhood):
    assert start(declared, neighbourhood) == start(declared, neighbourhood)
    assert not is_resident(declared, neighbourhood)


def test_a_confirmed_membership_lasts_24_months_opens_the_door_and_is_told_and_logged(declared, neighbourhood):
    membership = confirm(start(declared, neighbourhood))
    assert membership.expires_at == _months_after(membership.confirmed_at, 24)
    assert is_resident(declared, neighbourhood, level=2)
    assert Notification.objects.filter(user=declared, kind="membership_confirmed").count() == 1
    entry = ModelLogEntry.objects.get(action="verification.membership_confirmed")
    assert entry.data == {"method": "postcard", "level": 2}


@pytest.mark.parametrize(("day", "expected"), [("2028-02-29", "2030-02-28"), ("2026-11-23", "2028-11-23"), ("2026-12-31", "2028-12-31")])
def test_two_years_after_a_day_that_does_not_exist_is_the_day_before(day, expected):
    moment = timezone.datetime.fromisoformat(f"{day}T12:00:00+00:00")
    assert f"{_months_after(moment, 24):%Y-%m-%d}" == expected


def test_a_new_proof_never_lowers_the_level(declared, neighbourhood):
    membership = confirm(start(declared, neighbourhood), level=2)
    assert confirm(membership, level=1).level == 2


def test_a_membership_that_ended_cannot_be_confirmed(declared, neighbourhood):
    membership = start(declared, neighbourhood)
    services.leave_neighbourhood(membership=membership, by=declared)
    with pytest.raises(NotPossibleError):
        confirm(membership)


def test_choosing_another_place_before_the_proof_gives_the_first_up(declared, neighbourhood, other_neighbourhood):
    first = start(declared, neighbourhood)
    start(declared, other_neighbourhood)
    first.refresh_from_db()
    assert first.state == Membership.State.LEFT


def test_a_resident_elsewhere_must_leave_first_and_access_ends_at_once(declared, neighbourhood, other_neighbourhood):
    """VER-11."""
    membership = confirm(start(declared, neighbourhood))
    with pytest.raises(NotPossibleError, match=neighbourhood.title):
        start(declared, other_neighbourhood)
    ended = []
    membership_ended.connect(receiver := lambda membership, **_: ended.append(membership.pk))
    services.leave_neighbourhood(membership=membership, by=declared)
    membership_ended.disconnect(receiver)
    assert ended == [membership.pk]
    assert not is_resident(declared, neighbourhood)
    assert start(declared, other_neighbourhood).state == Membership.State.STARTED


def test_one_moves_once_per_90_days(declared, neighbourhood, other_neighbourhood, step):
    """VER-11: hopping from place to place would harvest neighbours."""
    services.leave_neighbourhood(membership=confirm(start(declared, neighbourhood)), by=declared)
    services.leave_neighbourhood(membership=confirm(start(declared, other_neighbourhood)), by=declared)
    with pytest.raises(LimitReachedError) as refusal:
        start(declared, neighbourhood)
    assert timedelta(days=89) < refusal.value.until - timezone.now() <= timedelta(days=90)
    step(timedelta(days=91))
    assert start(declared, neighbourhood).state == Membership.State.STARTED


def test_an_archived_neighbourhood_takes_nobody(declared, neighbourhood):
    neighbourhood.state = NeighbourhoodPage.State.ARCHIVED
    with pytest.raises(NotPossibleError):
        start(declared, neighbourhood)


def test_memberships_are_announced_60_days_before_their_end_and_then_end():
    now = timezone.now()
    soon = MembershipFactory(expires_at=now + timedelta(days=59))
    later = MembershipFactory(expires_at=now + timedelta(days=61))
    over = MembershipFactory(expires_at=now - timedelta(seconds=1))
    assert services.expire_memberships() == 2
    states = {row.pk: row.state for row in Membership.objects.all()}
    assert states == {soon.pk: "expiring", later.pk: "confirmed", over.pk: "expired"}
    assert Notification.objects.get(kind="membership_expiring").user == soon.user
    assert services.expire_memberships() == 0


def test_a_revoked_membership_keeps_its_reason():
    membership = services.revoke_membership(membership=MembershipFactory(), reason="false proof", by=None)
    assert (membership.state, membership.ended_reason) == ("revoked", "false proof")
    assert not is_resident(membership.user, membership.neighbourhood)


def test_a_renewal_does_not_begin_the_first_thirty_days_anew(neighbourhood):
    """Domain.md section 3, VER-06: no vouching and no text messages for thirty days, counted once; a break counts anew."""
    member = MembershipFactory(neighbourhood=neighbourhood, state="expiring", expires_at=timezone.now() + timedelta(days=9))
    since = member.confirmed_at
    assert can_vouch(member.user, asked(neighbourhood).membership)
    assert not is_newcomer(member.user, neighbourhood)
    renewed = services.confirm_membership(membership=member, method="desk", level=2, by=None)
    assert renewed.confirmed_at > since
    assert (renewed.full_since, renewed.strong_since) == (since, since)
    assert can_vouch(member.user, asked(neighbourhood).membership)
    assert not is_newcomer(member.user, neighbourhood)
    services.doubt_membership(membership=renewed, by=None)
    assert is_newcomer(member.user, neighbourhood)
    again = services.confirm_membership(membership=renewed, method="postcard", level=2, by=None)
    assert not can_vouch(member.user, asked(neighbourhood).membership)
    assert again.strong_since > since


def test_who_was_let_in_by_neighbours_vouches_thirty_days_after_the_card_and_is_no_newcomer_meanwhile(neighbourhood):
    """VER-06: verified by the post for thirty days; the full rights began before."""
    member = MembershipFactory(neighbourhood=neighbourhood, method="vouch")
    assert not is_newcomer(member.user, neighbourhood)
    carded = services.confirm_membership(membership=member, method="postcard", level=2, by=None)
    assert not is_newcomer(member.user, neighbourhood)
    assert not can_vouch(member.user, asked(neighbourhood).membership)
    Membership.objects.filter(pk=carded.pk).update(strong_since=timezone.now() - timedelta(days=30))
    assert can_vouch(member.user, asked(neighbourhood).membership)
