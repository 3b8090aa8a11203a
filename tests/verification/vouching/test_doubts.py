"""What becomes of whom a word let in, when the word was false or is taken back (VER-07, VER-09)."""

from datetime import timedelta

from django.utils import timezone

from wagtail.models import ModelLogEntry

import pytest
from allauth.account.models import EmailAddress
from django_rq import get_queue

from home.models import Membership
from home.permissions import is_resident
from notifications.models import Notification
from tests.factories import verification as cards
from tests.factories import vouching as make
from tests.factories.founding import gathering
from verification import jobs, policy, services
from verification.errors import NotPossibleError
from verification.models import EmailInvitation, Vouch, VouchHold, VouchRequest
from verification.sealing import invitation_hash

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(neighbourhood):
    return make.strong(neighbourhood)


@pytest.fixture
def ben(neighbourhood):
    return make.strong(neighbourhood)


def told(user):
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def revoke(user, curator):
    return services.revoke_membership(membership=make.home_of(user), reason="False card.", by=curator, fraud=True)


def test_whom_a_fraud_let_in_confirms_again_within_30_days_or_leaves(neighbourhood, anna, ben, curator, step):
    """VER-09: level 1 until then, data kept, told why, depth one; a job that runs twice does it once."""
    request = make.let_in(neighbourhood, anna, ben)
    untouched = make.let_in(neighbourhood, ben, make.strong(neighbourhood))
    revoke(anna, curator)
    assert told(anna)[-1] == "membership_revoked"
    assert jobs.doubt_the_vouched() == 1
    assert jobs.doubt_the_vouched() == 0
    membership = make.home_of(request.user)
    assert (membership.state, membership.level, membership.method) == ("expiring", 1, "")
    assert membership.expires_at - timezone.now() <= policy.RECONFIRM_WITHIN
    assert told(request.user)[-1] == "membership_doubted"
    assert is_resident(request.user, neighbourhood)
    assert not is_resident(request.user, neighbourhood, level=2)
    assert make.home_of(untouched.user).level == 2
    assert make.home_of(ben).level == 2
    step(policy.RECONFIRM_WITHIN)
    services.expire_memberships()
    assert make.home_of(request.user).state == Membership.State.EXPIRED


def test_a_fraud_who_left_in_time_has_not_escaped(client, neighbourhood, anna, ben, curator):
    """VER-09: the desk still finds whoever left words that stand, and a word of a fraud is void wherever its author went."""
    request = make.let_in(neighbourhood, anna, ben)
    services.leave_neighbourhood(membership=make.home_of(anna), by=anna)
    left = make.home_of(anna)
    client.force_login(curator)
    assert str(left.public_id) in client.get("/admin/parrainages/membres/", {"pseudonym": anna.pseudonym}).content.decode()
    client.post(f"/admin/parrainages/membres/{left.public_id}/", {"reason": "False card.", "fraud": "on"})
    assert make.home_of(anna).state == Membership.State.REVOKED
    assert jobs.doubt_the_vouched() == 1
    assert make.home_of(request.user).level == 1


def test_a_worker_is_woken_once_the_revocation_has_committed(neighbourhood, anna, ben, curator, django_capture_on_commit_callbacks):
    """VER-09: within a minute; the sweep of each half minute is for a Redis that was away."""
    make.let_in(neighbourhood, anna, ben)
    queue = get_queue("default")
    queue.empty()
    with django_capture_on_commit_callbacks(execute=True):
        revoke(anna, curator)
        assert queue.get_jobs() == []
    assert "verification.jobs.doubt_the_vouched" in {job.func_name for job in queue.get_jobs()}
    queue.empty()
    assert jobs.sweep_vouches() == 1


def test_a_new_proof_in_time_gives_everything_back(neighbourhood, anna, ben, curator):
    request = make.let_in(neighbourhood, anna, ben)
    revoke(anna, curator)
    jobs.doubt_the_vouched()
    again = make.asked(neighbourhood, request.user)
    make.vouch(again, ben, make.strong(neighbourhood))
    membership = make.home_of(request.user)
    assert (membership.state, membership.level) == ("confirmed", 2)
    assert membership.expires_at - timezone.now() > timedelta(days=700)
    assert jobs.doubt_the_vouched() == 0


def test_who_has_proved_their_address_otherwise_since_is_left_alone(neighbourhood, anna, ben, curator):
    request = make.let_in(neighbourhood, anna, ben)
    services.confirm_membership(membership=request.membership, method="desk", level=2, by=curator)
    revoke(anna, curator)
    assert jobs.doubt_the_vouched() == 0
    assert make.home_of(request.user).method == "desk"
    assert jobs.doubt_the_vouched() == 0


def test_without_fraud_nobody_else_is_touched_and_an_open_question_loses_the_word(neighbourhood, anna, ben, curator):
    request = make.let_in(neighbourhood, anna, ben)
    waiting = make.asked(neighbourhood)
    make.vouch(waiting, anna)
    services.revoke_membership(membership=make.home_of(anna), reason="Moved.", by=curator)
    assert jobs.doubt_the_vouched() == 0
    assert make.home_of(request.user).level == 2
    make.vouch(waiting, make.strong(neighbourhood))
    assert make.fresh(waiting).state == VouchRequest.State.OPEN
    entry = ModelLogEntry.objects.filter(action="verification.membership_revoked").latest("timestamp")
    assert entry.user == curator


def test_a_word_is_taken_back_for_14_days_after_it_counted_and_stays_spent(neighbourhood, anna, ben, step):
    """Whom it let in confirms again, and is not told whose word it was."""
    request = make.let_in(neighbourhood, anna, ben)
    other = make.let_in(neighbourhood, anna, make.strong(neighbourhood))
    step(policy.VOUCH_WITHDRAWAL - timedelta(minutes=1))
    services.withdraw_vouch(vouch=Vouch.objects.of(anna).get(request=request), by=anna)
    assert make.home_of(request.user).level == 1
    doubt = Notification.objects.get(user=request.user, kind="membership_doubted")
    assert doubt.data == {"membership": request.membership_id}
    assert Vouch.objects.spent([anna.pk]).count() == 2
    step(timedelta(minutes=2))
    with pytest.raises(NotPossibleError, match="14 days"):
        services.withdraw_vouch(vouch=Vouch.objects.of(anna).get(request=other), by=anna)


class TestHolds:
    @pytest.fixture
    def held(self, neighbourhood, anna, ben, curator):
        request = make.asked(neighbourhood)
        make.vouch(request, anna, ben, network="192.0.2.5")
        return make.fresh(request)

    def test_two_vouches_of_one_network_wait_for_a_curator_who_lets_in(self, held, anna, ben, curator, neighbourhood):
        """VER-07: held, told, decided, logged with the shape in words and no address."""
        assert held.state == VouchRequest.State.HELD
        assert not is_resident(held.user, neighbourhood)
        assert held.hold.shapes == ["one_network"]
        assert "vouch_held" in told(curator)
        with pytest.raises(NotPossibleError, match="party"):
            services.approve_hold(hold=held.hold, by=anna)
        hold = services.approve_hold(hold=held.hold, by=curator, reason="I know both.")
        assert make.home_of(held.user).level == 2
        assert make.fresh(held).state == VouchRequest.State.CONFIRMED
        entry = ModelLogEntry.objects.get(action="verification.vouch_hold_approved")
        assert (entry.user, entry.data) == (curator, {"shapes": ["one_network"], "reason": "I know both."})
        with pytest.raises(NotPossibleError, match="no more"):
            services.refuse_hold(hold=hold, by=curator, reason="Late.")

    def test_a_refusal_has_a_reason_the_newcomer_reads_and_the_vouches_stay_spent(self, held, anna, curator):
        with pytest.raises(NotPossibleError, match="why"):
            services.refuse_hold(hold=held.hold, by=curator, reason=" ")
        services.refuse_hold(hold=held.hold, by=curator, reason="Nobody in that house knows you.")
        assert make.fresh(held).state == VouchRequest.State.REFUSED
        assert told(held.user) == ["vouch_received", "vouch_refused"]
        assert Vouch.objects.spent([anna.pk]).count() == 1

    def test_a_third_neighbour_or_a_word_taken_back_ends_the_waiting(self, held, anna, neighbourhood):
        services.withdraw_vouch(vouch=Vouch.objects.of(anna).get(), by=anna)
        assert make.fresh(held).state == VouchRequest.State.OPEN
        assert not VouchHold.objects.exists()
        make.vouch(held, anna, network="192.0.2.200")
        assert make.fresh(held).state == VouchRequest.State.HELD
        make.vouch(held, make.strong(neighbourhood), network="203.0.113.1")
        assert make.fresh(held).state == VouchRequest.State.CONFIRMED
        assert not VouchHold.objects.exists()

    def test_a_vouch_returned_is_held(self, neighbourhood, anna, ben, curator):
        """VER-07: Anna vouched for Chloé, who has a card since; when Anna must prove herself again, Chloé's word is looked at."""
        request = make.let_in(neighbourhood, anna, ben)
        chloe = request.user
        services.confirm_membership(membership=request.membership, method="desk", level=2, by=curator)
        Membership.objects.filter(user=chloe).update(strong_since=timezone.now() - timedelta(days=40))
        services.leave_neighbourhood(membership=make.home_of(anna), by=anna)
        back = make.asked(neighbourhood, anna)
        make.vouch(back, chloe, make.strong(neighbourhood))
        assert make.fresh(back).hold.shapes == ["mutual"]

    def test_one_let_in_by_the_other_is_held(self, neighbourhood, anna, ben, curator):
        request = make.let_in(neighbourhood, anna, ben)
        services.confirm_membership(membership=request.membership, method="desk", level=2, by=curator)
        Membership.objects.filter(user=request.user).update(strong_since=timezone.now() - timedelta(days=40))
        other = make.asked(neighbourhood)
        make.vouch(other, anna, request.user)
        assert make.fresh(other).hold.shapes == ["chain"]
        assert cards.STREET not in str(make.fresh(other).hold.shape_labels())


def test_two_words_of_whom_one_invited_the_newcomer_wait_for_a_curator(neighbourhood, anna, ben):
    """VER-07: an invitation by letter is recognised by the keyed hash of its address."""
    request = make.asked(neighbourhood)
    EmailAddress.objects.create(user=request.user, email="nouvelle@exemple.test", verified=True, primary=True)
    EmailInvitation.objects.create(founding=gathering(), invited_by=anna, address_hash=invitation_hash("Nouvelle@exemple.test"))
    make.vouch(request, anna, ben)
    assert make.fresh(request).state == VouchRequest.State.HELD
    assert VouchHold.objects.get(request=request).shapes == ["invited"]
