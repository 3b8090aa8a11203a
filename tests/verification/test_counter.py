"""The desk: a code for somebody a curator saw, bound to no one until it is typed, logged without any document (VER-13)."""

import re
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from wagtail.models import ModelLogEntry

import pytest

from home.models import Membership
from home.permissions import is_resident
from home.services import appoint_curator
from tests.factories import verification as make
from tests.factories.accounts import UserFactory
from tests.factories.home import MembershipFactory
from tests.verification.hashers import CountingHasher
from tests.verification.tables import tables
from tests.verification.threads import at_once
from verification import codes, policy, services
from verification.errors import AddressRefusedError, LimitReachedError, NotPossibleError, WrongCodeError
from verification.models import CodeAttempt, DeskCode, PlacePolicy

ROW = {"evidence": "bill", "street": "5 rue Canari", "postcode": "22100", "town": "Dinan"}


def submit(user, code):
    return services.submit_code(user=user, code=code, by=user)


def fails(user, code):
    with pytest.raises(WrongCodeError) as refusal:
        submit(user, code)
    return str(refusal.value)


@pytest.fixture
def counter(curator, neighbourhood):
    return reverse("verification_counter:place", args=[neighbourhood.pk])


@pytest.mark.django_db
class TestCode:
    def test_it_confirms_whoever_types_it_once(self, declared, neighbourhood, curator):
        slip, code = make.handed_over(neighbourhood, curator)
        membership = submit(declared, codes.display(code).lower())
        assert (membership.level, membership.method, membership.dwelling_hash) == (2, "desk", slip.dwelling_id)
        assert is_resident(declared, neighbourhood, level=2)
        other = UserFactory()
        assert fails(other, code) == fails(other, "00000000")

    def test_it_ends_after_48_hours_or_when_cancelled(self, declared, neighbourhood, curator, other_curator, step):
        slip, code = make.handed_over(neighbourhood, curator)
        with pytest.raises(PermissionDenied):
            services.cancel_desk_code(handed=slip, by=other_curator)
        assert services.cancel_desk_code(handed=slip, by=curator)
        assert not services.cancel_desk_code(handed=slip, by=curator)
        fails(declared, code)
        _slip, code = make.handed_over(neighbourhood, curator)
        step(policy.DESK_CODE_LIFE)
        fails(declared, code)

    def test_it_gives_up_what_was_waiting_and_not_a_home_elsewhere(self, declared, outsider, neighbourhood, curator):
        make.posted(declared, neighbourhood)
        _slip, code = make.handed_over(neighbourhood, curator)
        with pytest.raises(NotPossibleError):
            submit(outsider, code)
        assert not CodeAttempt.objects.filter(user=outsider).exists()
        assert submit(declared, code).method == "desk"
        assert declared.postcards.get().state == "cancelled"

    def test_a_curator_opens_no_door_with_a_code_of_their_own(self, neighbourhood, curator, declared):
        _slip, code = make.handed_over(neighbourhood, curator)
        fails(curator, code)
        assert submit(declared, code).state == "confirmed"

    def test_nothing_of_the_address_or_the_code_is_stored(self, neighbourhood, curator):
        """VER-03, VER-13: the kind of evidence, who and when; no document, no name, no street."""
        _slip, code = make.handed_over(neighbourhood, curator, street="5 rue Canari", recipient="Famille Canari")
        entry = ModelLogEntry.objects.get(action="verification.desk_code_issued")
        assert (entry.user, entry.data["evidence"]) == (curator, "bill")
        assert entry.timestamp
        fields = {field.name for field in DeskCode._meta.get_fields()}
        assert fields == {
            "id", "neighbourhood", "dwelling", "evidence", "code_hash", "issued_by", "issued_at", "expires_at",
            "used_at", "used_by", "cancelled_at", "lapsed_at",
        }  # fmt: skip
        for table, rows in tables():
            assert b"CANARI" not in rows.upper(), table
            assert code.encode() not in rows.upper(), table


@pytest.mark.django_db
class TestLimits:
    def test_who_may_hand_over(self, neighbourhood, other_curator, resident, operator):
        for person in (other_curator, resident):
            with pytest.raises(PermissionDenied):
                make.handed_over(neighbourhood, person)
        assert make.handed_over(neighbourhood, operator)
        neighbourhood.methods = ["postcard"]
        with pytest.raises(NotPossibleError):
            make.handed_over(neighbourhood, operator)

    def test_a_curator_hands_over_so_many_a_day(self, neighbourhood, curator):
        """VER-13: a cancelled one counts; a colleague has a budget of their own."""
        PlacePolicy.objects.create(neighbourhood=neighbourhood, desk_codes_per_day=5)
        slip, _code = make.handed_over(neighbourhood, curator)
        services.cancel_desk_code(handed=slip, by=curator)
        for _ in range(4):
            make.handed_over(neighbourhood, curator)
        with pytest.raises(LimitReachedError) as limit:
            make.handed_over(neighbourhood, curator)
        assert limit.value.until
        colleague = UserFactory()
        appoint_curator(place=neighbourhood, user=colleague)
        assert make.handed_over(neighbourhood, colleague)

    def test_a_home_holds_six_accounts_by_whatever_proof(self, neighbourhood, curator, declared):
        """Domain.md section 3: the limit holds at the desk as for cards, and one's own account does not count twice."""
        slip, code = make.handed_over(neighbourhood, curator, street="3 rue Haute")
        members = MembershipFactory.create_batch(5, neighbourhood=neighbourhood, dwelling_hash=slip.dwelling_id)
        make.requested(UserFactory(), neighbourhood, street="3, RUE HAUTE")
        with pytest.raises(LimitReachedError):
            submit(declared, code)
        assert submit(members[0].user, code).method == "desk"
        with pytest.raises(LimitReachedError):
            make.requested(UserFactory(), neighbourhood, street="3 rue Haute")

    def test_a_home_has_so_many_unused_codes(self, neighbourhood, curator):
        for _ in range(policy.ACCOUNTS_PER_DWELLING):
            make.handed_over(neighbourhood, curator, street="3 rue Haute")
        with pytest.raises(LimitReachedError):
            make.handed_over(neighbourhood, curator, street="3 rue Haute")

    def test_where_houses_have_no_number_the_letterbox_is_asked_for(self, neighbourhood, curator):
        with pytest.raises(AddressRefusedError) as refusal:
            make.handed_over(neighbourhood, curator, street="Le Bourg", recipient="")
        assert refusal.value.field == "recipient"
        one, _ = make.handed_over(neighbourhood, curator, street="Le Bourg", recipient="Le Goff")
        two, _ = make.handed_over(neighbourhood, curator, street="Le Bourg", recipient="Guillou")
        assert one.dwelling_id != two.dwelling_id


@pytest.mark.django_db
def test_every_failure_hashes_as_often_with_and_without_slips(neighbourhood, curator, settings):
    """VER-04: the same work for a wrong, a used, a cancelled and an expired code, whoever types it."""
    settings.PASSWORD_HASHERS = ["tests.verification.hashers.CountingHasher"]
    used, used_code = make.handed_over(neighbourhood, curator)
    submit(UserFactory(), used_code)
    cancelled, cancelled_code = make.handed_over(neighbourhood, curator)
    services.cancel_desk_code(handed=cancelled, by=curator)
    expired, expired_code = make.handed_over(neighbourhood, curator)
    DeskCode.objects.filter(pk=expired.pk).update(expires_at=used.issued_at - timedelta(days=1))
    with_card, _code = make.posted(neighbourhood=neighbourhood)
    work = set()
    for user in (UserFactory(), with_card.user):
        for code in ("00000000", used_code, cancelled_code, expired_code):
            CountingHasher.encoded = 0
            fails(user, code)
            work.add(CountingHasher.encoded)
    assert work == {policy.LIVE_CARDS_PER_ACCOUNT + 1}


@pytest.mark.django_db
def test_the_slip_is_shown_once_and_nobody_learns_who_used_it(client, counter, curator, neighbourhood, declared):
    client.force_login(curator)
    refused = client.post(counter, {**ROW, "postcode": "SW1A"})
    assert "5 rue Canari" in refused.content.decode()
    assert not DeskCode.objects.exists()
    slip = client.post(counter, ROW)
    code = re.search(r"<code>([0-9A-Z]{4}-[0-9A-Z]{4})</code>", slip.content.decode())[1]
    assert "no-store" in slip.headers["Cache-Control"]
    assert "Canari" not in slip.content.decode()
    assert codes.read(code) not in client.get(counter).content.decode().replace("-", "")
    submit(declared, code)
    desk = client.get(counter).content.decode()
    assert declared.pseudonym not in desk
    assert curator.pseudonym in desk


@pytest.mark.django_db
def test_the_code_page_takes_a_slip_from_somebody_without_card(client, neighbourhood, curator, declared):
    _slip, code = make.handed_over(neighbourhood, curator)
    client.force_login(declared)
    page = reverse("verification:code")
    assert 'name="code"' in client.get(page, {"guichet": ""}).content.decode()
    assert client.post(page, {"code": make.wrong(code)}).status_code == 200
    assert client.post(page, {"code": code}).url == reverse("verification:welcome")


@pytest.mark.django_db(transaction=True)
def test_one_slip_typed_by_sixteen_people_at_once_opens_for_one(neighbourhood, curator):
    """VER-03."""
    _slip, code = make.handed_over(neighbourhood, curator)
    people = UserFactory.create_batch(16)
    answers = at_once(16, lambda: submit(people.pop(), code))
    assert sum(isinstance(answer, Membership) for answer in answers) == 1
    assert sum(isinstance(answer, WrongCodeError) for answer in answers) == 15
