"""Coming back with the printed sheet: code, 72 hours in the open, new password."""

from datetime import timedelta

from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

import pytest
from allauth.account.models import EmailAddress

from accounts import codes, services
from accounts.models import RecoveryCode, RecoveryRequest, User
from tests.factories.accounts import PASSWORD, UserFactory

NEW_PASSWORD = "la clé sous le paillasson"
BANNER = "It is not me: stop it"


@pytest.fixture(autouse=True)
def _english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def laundress(db):
    return UserFactory(pseudonym="Lavandière", language="en")


@pytest.fixture
def sheet(laundress):
    return services.make_recovery_sheet(user=laundress)


def enter(code, pseudonym="lavandiere", client=None, **extra):
    return (client or Client()).post(reverse("accounts:recovery"), {"pseudonym": pseudonym, "code": code}, **extra)


def let_time_pass(hours):
    """Move the pending request back in time by so many hours."""
    for request in RecoveryRequest.objects.all():
        request.announced_at -= timedelta(hours=hours)
        request.ready_at -= timedelta(hours=hours)
        request.save()


def test_the_sheet_is_shown_once_and_kept_as_hashes(client, laundress, settings):
    laundress.date_joined = timezone.now()
    laundress.save()
    client.force_login(laundress)
    assert not RecoveryCode.objects.exists()
    page = client.post(reverse("accounts:recovery-sheet"))
    shown = page.context["codes"]
    assert len(shown) == settings.PALIER_RECOVERY_CODES == RecoveryCode.objects.of(laundress).count()
    assert "no-store" in page["Cache-Control"]
    stored = " ".join(RecoveryCode.objects.values_list("code_hash", flat=True))
    again = client.get(reverse("accounts:recovery-sheet")).content.decode() + client.get(reverse("accounts:home")).content.decode()
    for code in shown:
        assert code in page.content.decode()
        assert code not in again
        assert code.replace("-", "") not in stored


def test_a_new_sheet_takes_the_password_and_voids_the_old_one(client, laundress, sheet):
    client.force_login(laundress)
    assert "password" in client.post(reverse("accounts:recovery-sheet"), {"password": "faux"}).context["form"].errors
    new = client.post(reverse("accounts:recovery-sheet"), {"password": PASSWORD}).context["codes"]
    assert enter(sheet[0]).status_code == 200
    assert not RecoveryRequest.objects.exists()
    enter(new[0])
    assert RecoveryRequest.objects.get().state == "announced"


def test_an_old_account_without_a_sheet_gives_its_password_too(client, laundress):
    laundress.date_joined -= timedelta(hours=2)
    laundress.save()
    client.force_login(laundress)
    assert "password" in client.get(reverse("accounts:recovery-sheet")).context["form"].fields


def test_the_whole_way_back(laundress, sheet):
    """Nothing opens before 72 hours; then the same code lets one choose a password, and old sessions end (SEC-11)."""
    elsewhere = Client()
    elsewhere.force_login(laundress)
    visitor = Client()
    enter(sheet[2], client=visitor)
    let_time_pass(71)
    assert "recovery" in enter(sheet[2], client=visitor).context
    assert visitor.get(reverse("accounts:recovery-password")).status_code == 404
    let_time_pass(1)
    assert enter(sheet[2], client=visitor).url == reverse("accounts:recovery-password")
    assert "password" in visitor.post(reverse("accounts:recovery-password"), {"password": "court"}).context["form"].errors
    assert visitor.post(reverse("accounts:recovery-password"), {"password": NEW_PASSWORD}).url == reverse("account_login")
    laundress.refresh_from_db()
    assert laundress.check_password(NEW_PASSWORD)
    assert RecoveryRequest.objects.get().state == "used"
    assert elsewhere.get(reverse("accounts:home")).status_code == 302
    assert enter(sheet[2]).context["form"].non_field_errors()


@pytest.mark.parametrize("spelling", [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code.replace('0', 'o')} "])
def test_a_code_is_read_as_people_write(laundress, sheet, spelling):
    enter(spelling(sheet[0]))
    assert RecoveryRequest.objects.exists()


def test_every_live_session_shows_the_request_and_can_stop_it(laundress, sheet):
    first, second = Client(), Client()
    for owner in (first, second):
        owner.force_login(laundress)
        with CaptureQueriesContext(connection) as asked:
            assert BANNER not in owner.get(reverse("accounts:home")).content.decode()
        assert not [one for one in asked if one["sql"].startswith('SELECT "accounts_recoveryrequest"')], "known from the account's own row"
    enter(sheet[0])
    for owner in (first, second):
        assert BANNER in owner.get(reverse("accounts:home")).content.decode()
    second.post(reverse("accounts:recovery-cancel"))
    assert RecoveryRequest.objects.get().state == "cancelled"
    assert BANNER not in first.get(reverse("accounts:home")).content.decode()
    assert enter(sheet[0]).context["form"].non_field_errors()


def test_a_request_stopped_meanwhile_does_not_change_the_password(laundress, sheet):
    """The owner says no between the thief's two pages."""
    thief = Client()
    enter(sheet[0])
    let_time_pass(72)
    enter(sheet[0], client=thief)
    services.cancel_recoveries(user=laundress)
    assert thief.post(reverse("accounts:recovery-password"), {"password": NEW_PASSWORD}).status_code == 404
    laundress.refresh_from_db()
    assert laundress.check_password(PASSWORD)


def test_changing_the_password_stops_the_request(client, laundress, sheet):
    enter(sheet[0])
    client.force_login(laundress)
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert RecoveryRequest.objects.get().state == "cancelled"


def test_only_the_owner_may_stop_it(laundress, sheet, declared):
    enter(sheet[0])
    stranger = Client()
    stranger.force_login(declared)
    stranger.post(reverse("accounts:recovery-cancel"))
    Client().post(reverse("accounts:recovery-cancel"))
    assert RecoveryRequest.objects.get().state == "announced"


@pytest.mark.django_db
def test_a_verified_address_hears_of_it_in_its_language(sheet, laundress, django_capture_on_commit_callbacks):
    EmailAddress.objects.create(user=laundress, email="elle@example.org", primary=True, verified=True)
    with django_capture_on_commit_callbacks(execute=True):
        enter(sheet[0])
    [letter] = mail.outbox
    assert letter.to == ["elle@example.org"]
    assert "Lavandière" in letter.body
    assert sheet[0] not in letter.body


def wrong_answers(laundress, sheet):
    stranger = UserFactory(pseudonym="Héron")
    closed = UserFactory(pseudonym="Fermé", is_active=False)
    return {
        "unknown name": ("Personne", sheet[0]),
        "wrong code": ("lavandiere", sheet[0][:1] + "ZZZ-ZZZZ-ZZZZ"),
        "no such line": ("lavandiere", "Z" + sheet[0][1:]),
        "empty slot": ("lavandiere", "----"),
        "somebody else's code": ("lavandiere", services.make_recovery_sheet(user=stranger)[0]),
        "closed account": ("Fermé", services.make_recovery_sheet(user=closed)[0]),
    }


def test_every_wrong_entry_gets_the_same_answer_for_the_same_work(laundress, sheet, monkeypatch):
    """Constant time: one hash compared, one sentence, no request; also for a code already used up."""
    cases = wrong_answers(laundress, sheet)
    enter(sheet[5])
    services.cancel_recoveries(user=laundress)
    cases["cancelled code"] = ("lavandiere", sheet[5])
    services.recovery._nobody()
    compared = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, *args: compared.append(1) or encode(self, *args))
    answers = set()
    for number, (pseudonym, code) in enumerate(cases.values()):
        compared.clear()
        response = enter(code, pseudonym, REMOTE_ADDR=f"10.0.{number}.1")
        answers.add((response.status_code, *response.context["form"].non_field_errors(), len(compared)))
    assert len(answers) == 1
    assert RecoveryRequest.objects.unfinished().count() == 0


def test_guessing_codes_is_limited_by_account_and_network(laundress, sheet):
    """SEC-07: the guesser is stopped, the owner with the sheet is not."""
    answers = [enter("1" + "Z" * 11, REMOTE_ADDR="203.0.113.9").status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]
    assert enter(sheet[0], REMOTE_ADDR="203.0.113.9").status_code == 429
    assert "recovery" in enter(sheet[0], REMOTE_ADDR="10.0.0.1").context


def test_the_delay_is_the_one_of_the_settings(laundress, sheet, settings):
    settings.PALIER_RECOVERY_DELAY_HOURS = 5
    request = services.enter_recovery_code(pseudonym="Lavandière", code=sheet[0])
    assert request.ready_at - request.announced_at == timedelta(hours=5)


def test_nothing_opens_that_was_not_announced(laundress):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        RecoveryRequest.objects.create(user=laundress, state=RecoveryRequest.State.READY)


def test_codes_hold_no_ambiguous_sign():
    drawn = {codes.draw("1") for _ in range(200)}
    assert len(drawn) == 200
    assert not set("ILOU") & set("".join(drawn))
    assert all(codes.read(codes.spell(code)) == code for code in drawn)


def test_the_journal_holds_no_code_and_no_name(laundress, sheet):
    """SEC-16."""
    from wagtail.models import ModelLogEntry

    enter(sheet[0])
    entries = ModelLogEntry.objects.for_instance(User.objects.get(pk=laundress.pk))
    assert {entry.action for entry in entries} == {"accounts.recovery_sheet_made", "accounts.recovery_requested"}
    assert not any(sheet[0] in str(entry.data) for entry in entries)
