"""Coming back by a card to one's home: nobody learns who lives where, and the owner has three days to say no (domain.md, section 1)."""

from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

import pytest

from accounts.models import RecoveryRequest, User
from notifications.models import Notification
from tests.factories import verification as make
from tests.factories.accounts import UserFactory
from tests.verification.hashers import CountingHasher
from verification import services
from verification.errors import WrongCodeError
from verification.models import Postcard, RecoveryWish
from verification.sealing import unseal

HOME = {"recipient": "Famille Canari", "street": "7 rue Haute", "postcode": "22100", "town": "Dinan"}
NEW_PASSWORD = "la clé sous le paillasson"
ASK, ENTER = reverse("verification:recovery-card"), reverse("verification:recovery-code")


@pytest.fixture
def owner(neighbourhood):
    """Somebody verified by a card to 7, rue Haute."""
    user = UserFactory(pseudonym="Lavandière")
    _card, code = make.posted(user, neighbourhood, street=HOME["street"])
    services.submit_code(user=user, code=code, by=user)
    return user


def wish(**changed):
    return Client().post(ASK, {"pseudonym": "lavandiere", **HOME, **changed})


def granted():
    return [services.grant_wish(wish_id=pk) for pk in RecoveryWish.objects.values_list("pk", flat=True)]


def in_the_letterbox(card):
    """Print the card, post it, and return what its receiver reads on it."""
    services.prepare_card(postcard_id=card.pk)
    card.refresh_from_db()
    code = unseal(card.address.sealed_code).decode()
    by = make.curator()
    services.mark_posted(batch=services.print_batch(neighbourhood=card.neighbourhood, by=by), by=by)
    return code


@pytest.fixture
def code(owner):
    wish()
    return in_the_letterbox(granted()[0])


@pytest.mark.django_db
def test_the_whole_way_back_takes_a_card_and_three_days(owner, neighbourhood):
    live = Client()
    live.force_login(owner)
    wish(street="7, Rue HAUTE")  # however it is written
    (card,) = granted()
    assert (card.purpose, card.user) == ("recovery", owner)
    assert Notification.objects.filter(user=owner, kind="recovery_card_requested").exists()
    code = in_the_letterbox(card)
    browser = Client()
    waiting = browser.post(ENTER, {"pseudonym": "LAVANDIERE", "code": code.lower()})
    assert waiting.context["recovery"].way == "postcard"
    request = RecoveryRequest.objects.get()
    assert timedelta(hours=71) < request.ready_at - timezone.now() <= timedelta(hours=72)
    assert reverse("accounts:recovery-cancel") in live.get(reverse("accounts:home")).content.decode()
    assert "accounts/recovery_waiting.html" in [t.name for t in browser.post(ENTER, {"pseudonym": "Lavandière", "code": code}).templates]
    assert browser.get(reverse("accounts:recovery-password")).status_code == 404
    RecoveryRequest.objects.update(announced_at=timezone.now() - timedelta(hours=73), ready_at=timezone.now() - timedelta(hours=1))
    assert browser.post(ENTER, {"pseudonym": "Lavandière", "code": code}).url == reverse("accounts:recovery-password")
    browser.post(reverse("accounts:recovery-password"), {"password": NEW_PASSWORD})
    assert User.objects.get(pk=owner.pk).check_password(NEW_PASSWORD)
    with pytest.raises(WrongCodeError):
        services.enter_recovery_card(pseudonym="Lavandière", code=code)
    assert live.get(reverse("accounts:home")).status_code == 302  # the old sessions are over


@pytest.mark.django_db
def test_the_owner_says_no_and_the_code_opens_nothing_any_more(owner, code, client):
    services.enter_recovery_card(pseudonym="Lavandière", code=code)
    client.force_login(owner)
    client.post(reverse("accounts:recovery-cancel"))
    RecoveryRequest.objects.update(ready_at=timezone.now() - timedelta(hours=1))
    with pytest.raises(WrongCodeError):
        services.enter_recovery_card(pseudonym="Lavandière", code=code)


@pytest.mark.django_db
class TestNobodyLearns:
    def test_the_page_does_and_says_the_same_whoever_is_named(self, owner):
        """No answer, count of questions or row tells whether a name lives at an address."""
        wish(pseudonym="Encore personne")  # the first request of a process also reads what is kept afterwards
        RecoveryWish.objects.all().delete()
        answers = set()
        for changed in ({}, {"street": "9 rue Haute"}, {"pseudonym": "Personne du tout"}):
            with CaptureQueriesContext(connection) as captured:
                response = wish(**changed)
            answers.add((response.status_code, response.url, len(captured)))
        assert len(answers) == 1
        assert [card is not None for card in granted()].count(True) == 1
        assert not RecoveryWish.objects.exists()

    def test_what_waits_is_sealed_and_what_was_looked_at_is_gone(self, owner):
        wish(recipient="Famille Canari", street="12 rue Canari")
        with connection.cursor() as cursor:
            cursor.execute("SELECT row_to_json(w)::text FROM verification_recoverywish w")
            assert "anari" not in cursor.fetchone()[0]
        assert granted() == [None]
        assert not RecoveryWish.objects.exists()

    def test_every_failure_costs_the_same_hashes(self, owner, code, settings):
        """VER-04, for a door that strangers may knock at."""
        settings.PASSWORD_HASHERS = ["tests.verification.hashers.CountingHasher"]
        other = UserFactory(pseudonym="Tournevis")
        work = set()
        for name in ("Lavandière", other.pseudonym, "Personne du tout"):
            CountingHasher.encoded = 0
            with pytest.raises(WrongCodeError):
                services.enter_recovery_card(pseudonym=name, code="00000000")
            work.add(CountingHasher.encoded)
        assert len(work) == 1

    def test_moved_away_revoked_and_position_proofs_send_no_card(self, owner):
        membership = owner.memberships.get()
        services.leave_neighbourhood(membership=membership, by=owner)
        wish()
        assert granted() == [None]


@pytest.mark.django_db
def test_a_recovery_card_proves_no_home_and_a_proving_card_no_recovery(owner, code, neighbourhood):
    with pytest.raises(WrongCodeError):
        services.submit_code(user=owner, code=code, by=owner)
    Postcard.objects.filter(purpose="join").update(requested_at=timezone.now() - timedelta(days=61))
    _card, joining = make.posted(owner, neighbourhood, street=HOME["street"])
    with pytest.raises(WrongCodeError):
        services.enter_recovery_card(pseudonym="Lavandière", code=joining)
    assert services.enter_recovery_card(pseudonym="Lavandière", code=code)


@pytest.mark.django_db
def test_five_wrong_codes_void_the_card_and_limits_of_cards_hold(owner, code):
    """VER-02, VER-05: at most two cards to a home in two months, the first one included."""
    for _ in range(5):
        with pytest.raises(WrongCodeError):
            services.enter_recovery_card(pseudonym="Lavandière", code=make.wrong(code))
    with pytest.raises(WrongCodeError):
        services.enter_recovery_card(pseudonym="Lavandière", code=code)
    assert Postcard.objects.get(purpose="recovery").state == "locked"
    wish()
    assert granted() == [None]


@pytest.mark.django_db
def test_the_sweeper_grants_what_no_worker_took_up(owner, step):
    wish()
    assert services.grant_forgotten_wishes() == 0
    step(timedelta(minutes=3))
    assert services.grant_forgotten_wishes() == 1
    assert Postcard.objects.filter(purpose="recovery").count() == 1


@pytest.mark.django_db
def test_the_address_on_the_card_asks_which_door_it_is_for(client, declared):
    page = client.get("/code").content.decode()
    assert ENTER in page
    assert reverse("verification:code") in page
    client.force_login(declared)
    assert 'name="code"' in client.get("/code", follow=True).content.decode()
