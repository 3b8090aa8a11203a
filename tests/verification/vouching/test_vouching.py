from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from wagtail.models import ModelLogEntry

import pytest

from home.models import Membership
from home.permissions import is_resident
from notifications.models import Notification
from tests.factories import verification as cards
from tests.factories import vouching as make
from tests.factories.accounts import UserFactory
from tests.factories.home import MembershipFactory
from verification import policy, services
from verification.errors import LimitReachedError, NotPossibleError
from verification.models import Vouch, VouchRequest
from verification.sealing import network_hash
from verification.vouching.permissions import can_vouch

pytestmark = pytest.mark.django_db
State = VouchRequest.State


@pytest.fixture
def anna(neighbourhood):
    return make.strong(neighbourhood)


@pytest.fixture
def ben(neighbourhood):
    return make.strong(neighbourhood, method="desk", dwelling="")


@pytest.fixture
def request_(neighbourhood):
    return make.asked(neighbourhood)


def told(user):
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_two_vouches_let_somebody_in_with_full_rights_and_a_month_but_no_vouch_of_their_own(request_, anna, ben, neighbourhood):
    """VER-06, VER-08: the second word opens the door; one account let in so never vouches, however old it gets."""
    make.vouch(request_, anna)
    assert not is_resident(request_.user, neighbourhood)
    assert told(request_.user) == ["vouch_received"]
    make.vouch(request_, anna, ben)
    membership = make.home_of(request_.user)
    assert (membership.state, membership.level, membership.method) == ("confirmed", 2, "vouch")
    assert make.fresh(request_).state == State.CONFIRMED
    assert told(request_.user) == ["vouch_received", "membership_confirmed"]
    assert told(anna) == told(ben) == ["vouch_counted"]
    long_ago = timezone.now() - timedelta(days=365)
    Membership.objects.filter(pk=membership.pk).update(confirmed_at=long_ago, full_since=long_ago)
    other = make.asked(neighbourhood)
    with pytest.raises(NotPossibleError, match="word of neighbours"):
        services.give_vouch(request=other, by=request_.user)
    assert can_vouch(anna, other.membership)
    assert not can_vouch(request_.user, other.membership)


def test_a_third_vouch_changes_nothing_and_costs_nothing(request_, anna, ben, neighbourhood):
    """VER-08."""
    make.vouch(request_, anna, ben)
    third = make.strong(neighbourhood)
    with pytest.raises(NotPossibleError, match="over"):
        services.give_vouch(request=request_, by=third)
    assert Notification.objects.filter(user=request_.user, kind="membership_confirmed").count() == 1
    assert not Vouch.objects.of(third).exists()


def test_the_fourth_vouch_waits_until_the_first_is_90_days_old(neighbourhood, anna, step):
    """VER-06: the budget, and its end in words of time; whoever was let in keeps it spent."""
    make.let_in(neighbourhood, anna, make.strong(neighbourhood))
    make.vouch(make.asked(neighbourhood), anna)
    make.vouch(make.asked(neighbourhood), anna)
    with pytest.raises(LimitReachedError) as refusal:
        make.vouch(make.asked(neighbourhood), anna)
    assert timedelta(days=89) < refusal.value.until - timezone.now() <= policy.VOUCH_WINDOW
    step(timedelta(days=90))
    assert make.vouch(make.asked(neighbourhood), anna)


def test_a_vouch_is_spent_from_when_it_counts_not_from_when_it_was_given(neighbourhood, anna, ben, step):
    """VER-06: otherwise first vouches kept in store would pass the bound."""
    request = make.asked(neighbourhood)
    make.vouch(request, anna)
    step(timedelta(days=29))
    make.vouch(request, ben)
    assert len({vouch.spent_at for vouch in Vouch.objects.all()}) == 1


def test_a_vouch_that_let_nobody_in_costs_nothing_when_its_question_ends(request_, anna):
    make.vouch(request_, anna)
    assert Vouch.objects.spent([anna.pk]).count() == 1
    services.cancel_request(request=request_, by=request_.user)
    assert Vouch.objects.spent([anna.pk]).count() == 0


def test_a_vouch_taken_back_before_the_second_does_not_count(request_, anna, ben, neighbourhood):
    """VER-08; and the person may vouch again."""
    (first,) = make.vouch(request_, anna)
    services.withdraw_vouch(vouch=first, by=anna)
    make.vouch(request_, ben)
    assert make.fresh(request_).state == State.OPEN
    assert Vouch.objects.spent([anna.pk]).count() == 0
    make.vouch(request_, anna)
    assert make.fresh(request_).state == State.CONFIRMED


def test_the_word_of_one_who_left_or_moved_in_between_does_not_count(request_, anna, ben):
    make.vouch(request_, anna)
    services.leave_neighbourhood(membership=make.home_of(anna), by=anna)
    make.vouch(request_, ben)
    assert make.fresh(request_).state == State.OPEN


def test_neighbours_of_one_home_and_of_the_newcomers_home_are_refused_or_count_once(neighbourhood):
    """VER-06: the keyed hash of the dwelling, a card on its way included."""
    card = cards.requested(neighbourhood=neighbourhood)
    request = make.asked(neighbourhood, card.user)
    with pytest.raises(NotPossibleError, match="same address"):
        make.vouch(request, make.strong(neighbourhood, dwelling=card.dwelling_id))
    make.vouch(request, *(make.strong(neighbourhood, dwelling="one roof") for _ in range(2)))
    assert make.fresh(request).state == State.OPEN
    make.vouch(request, make.strong(neighbourhood))
    assert make.fresh(request).state == State.CONFIRMED


def test_the_same_two_vouch_together_once_and_the_database_says_so_too(neighbourhood, anna, ben):
    """VER-06."""
    first = make.let_in(neighbourhood, anna, ben)
    assert first.state == State.CONFIRMED
    second = make.let_in(neighbourhood, anna, ben)
    assert second.state == State.OPEN
    with pytest.raises(IntegrityError, match="two_vouch_together_once"), transaction.atomic():
        VouchRequest.objects.filter(pk=second.pk).update(
            state="confirmed", sentence="", ended_at=timezone.now(), first_voucher=first.first_voucher, second_voucher=first.second_voucher
        )
    make.vouch(second, make.strong(neighbourhood))
    assert make.fresh(second).state == State.CONFIRMED


def test_where_vouches_do_not_count_nobody_asks_and_nobody_vouches(request_, anna, neighbourhood, declared):
    neighbourhood.methods = ["postcard"]
    neighbourhood.save()
    with pytest.raises(NotPossibleError, match="word of neighbours"):
        make.asked(neighbourhood, declared)
    assert not Membership.objects.of(declared).exists()  # nothing was started
    with pytest.raises(NotPossibleError, match="word of neighbours"):
        make.vouch(request_, anna)


def test_asking_again_changes_the_words_and_three_questions_a_season_are_enough(neighbourhood, declared, step):
    request = make.asked(neighbourhood, declared, sentence="Bonjour")
    assert make.asked(neighbourhood, declared, sentence=" Du  27 ").pk == request.pk
    assert make.fresh(request).sentence == "Du 27"
    for _ in range(2):
        services.cancel_request(request=VouchRequest.objects.of(declared).live().get(), by=declared)
        make.asked(neighbourhood, declared)
    services.cancel_request(request=VouchRequest.objects.of(declared).live().get(), by=declared)
    with pytest.raises(LimitReachedError) as refusal:
        make.asked(neighbourhood, declared)
    assert refusal.value.until > timezone.now()
    step(policy.VOUCH_WINDOW)
    assert make.asked(neighbourhood, declared).is_live


def test_who_is_verified_needs_nobody_and_another_proof_ends_the_question(neighbourhood, resident):
    with pytest.raises(NotPossibleError, match="confirmed"):
        make.asked(neighbourhood, resident)
    card, code = cards.posted(neighbourhood=neighbourhood)
    request = make.asked(neighbourhood, card.user)
    services.submit_code(user=card.user, code=code, by=card.user)
    request = make.fresh(request)
    assert (request.state, request.sentence) == (State.CANCELLED, "")


def test_a_question_ends_after_30_days_and_its_sentence_with_it(request_, anna, step):
    step(policy.VOUCH_REQUEST_LIFE)
    with pytest.raises(NotPossibleError, match="over"):
        make.vouch(request_, anna)
    assert services.expire_requests() == 1
    assert (make.fresh(request_).state, make.fresh(request_).sentence) == (State.EXPIRED, "")
    step(policy.VOUCH_WINDOW)
    services.forget_vouching()
    assert not VouchRequest.objects.exists()


def test_the_list_shows_what_one_may_answer_and_nothing_else(neighbourhood, other_neighbourhood, anna, request_):
    """TEN-01: by pseudonym and a sentence, to those who may vouch there; never to anybody else."""
    hidden, elsewhere = make.asked(neighbourhood, listed=False), make.asked(other_neighbourhood)
    seen = VouchRequest.objects.visible_to
    assert list(seen(anna)) == [request_]
    strangers = [
        UserFactory(), request_.user, make.strong(other_neighbourhood), make.strong(neighbourhood, days=29),
        make.strong(neighbourhood, method="vouch"), make.strong(neighbourhood, level=1), hidden.user,
    ]  # fmt: skip
    assert [list(seen(person)) for person in strangers] == [[], [], [elsewhere], [], [], [], []]
    services.pass_over(request=request_, by=anna)
    assert list(seen(anna)) == []
    assert told(request_.user) == []
    make.vouch(request_, anna)  # having passed over, one may still change one's mind through the link
    assert list(seen(anna)) == []


def test_a_few_of_those_who_may_answer_are_told_once_those_of_the_street_first(neighbourhood, anna, request_, monkeypatch):
    monkeypatch.setattr(policy, "NEIGHBOURS_TOLD", 2)
    Membership.objects.filter(pk=request_.membership_id).update(street="rue du Jerzual")
    near = make.strong(neighbourhood, street="rue du Jerzual")
    for _ in range(3):
        make.strong(neighbourhood, street="quai")
    MembershipFactory(neighbourhood=neighbourhood, method="vouch", street="rue du Jerzual")
    assert services.tell_neighbours(request_id=request_.pk) == 2
    assert "vouch_wanted" in told(near)
    assert services.tell_neighbours(request_id=request_.pk) == 0


def test_of_a_network_only_a_keyed_hash_is_kept_for_a_day(neighbourhood, anna, settings, step):
    """Another request gives another hash: nobody can be followed by it."""
    request = make.asked(neighbourhood, network="192.0.2.17")
    make.vouch(request, anna, network="198.51.100.9")
    assert make.fresh(request).network_hash == network_hash("192.0.2.99", request.token) != network_hash("192.0.2.99", "another")
    assert network_hash("2001:db8:1::1", "x") == network_hash("2001:db8:1:2::3", "x") != network_hash("2001:db8:2::1", "x")
    kept = [*VouchRequest.objects.values_list("network_hash", flat=True), *Vouch.objects.values_list("network_hash", flat=True)]
    assert all(len(hash_) == 64 for hash_ in kept)
    step(policy.SAME_NETWORK_WINDOW)
    services.forget_vouching()
    assert {*VouchRequest.objects.values_list("network_hash", flat=True), *Vouch.objects.values_list("network_hash", flat=True)} == {""}


def test_the_log_names_no_third_person(request_, anna, ben):
    make.vouch(request_, anna, ben)
    entries = ModelLogEntry.objects.filter(action__startswith="verification.vouch")
    assert {entry.action.split(".")[1] for entry in entries} == {"vouch_asked", "vouch_given", "vouch_request_confirmed"}
    assert all(entry.data == {} for entry in entries)
