"""A code of the sheet works once, however many hands enter it at the same moment."""

import contextlib
import threading

from django.db import IntegrityError, connection

import pytest

from accounts import services
from accounts.models import RecoveryCode, RecoveryRequest, User
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

HANDS = 6


class Meeting:
    """Holds every hand at one point until all are there. With the lock on they never all come; with it off they must."""

    def __init__(self):
        self.barrier = None

    def call(self, patience):
        self.barrier, self.patience = threading.Barrier(HANDS), patience

    def wait(self):
        if self.barrier:
            with contextlib.suppress(threading.BrokenBarrierError):
                self.barrier.wait(timeout=self.patience)


@pytest.fixture
def meeting():
    return Meeting()


def all_at_once(action):
    """Run the action in as many threads as hands; return what each got."""
    start, results = threading.Barrier(HANDS, timeout=10), []

    def run(number):
        start.wait()
        try:
            results.append(action(number))
        except (services.AccountError, IntegrityError) as error:
            results.append(type(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(HANDS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture
def sheet():
    return services.make_recovery_sheet(user=UserFactory(pseudonym="Lavandière"))


@pytest.fixture
def slow_lookup(monkeypatch, meeting):
    """Hold every thread between reading the code and writing that it is used, if nothing else holds it."""
    save = RecoveryCode.save

    def wait_then_save(self, *args, **kwargs):
        meeting.wait()
        save(self, *args, **kwargs)

    monkeypatch.setattr(RecoveryCode, "save", wait_then_save)


@pytest.fixture
def no_lock(monkeypatch):
    from accounts.services import recovery

    monkeypatch.setattr(recovery, "_lock", lambda user: User.objects.get(pk=user.pk))


@pytest.mark.usefixtures("slow_lookup")
def test_one_code_entered_by_many_starts_one_request(sheet, meeting):
    meeting.call(patience=0.3)
    results = all_at_once(lambda number: services.enter_recovery_code(pseudonym="Lavandière", code=sheet[0]).pk)
    assert len(set(results)) == 1
    assert RecoveryRequest.objects.count() == 1


@pytest.mark.usefixtures("slow_lookup", "no_lock")
def test_control_without_the_lock_the_hands_collide(sheet, meeting):
    """The test above can fail: with the lock off, only the database's last fence is left."""
    meeting.call(patience=20)
    results = all_at_once(lambda number: services.enter_recovery_code(pseudonym="Lavandière", code=sheet[0]).pk)
    assert IntegrityError in results


def ready_request(sheet):
    request = services.enter_recovery_code(pseudonym="Lavandière", code=sheet[0])
    RecoveryRequest.objects.update(state=RecoveryRequest.State.READY)
    return request


@pytest.fixture
def slow_password(monkeypatch, meeting):
    set_password = User.set_password

    def wait_then_set(self, *args):
        meeting.wait()
        set_password(self, *args)

    monkeypatch.setattr(User, "set_password", wait_then_set)


def choose(request):
    return all_at_once(lambda number: bool(services.complete_recovery(request=request, password=f"mot de passe {number}")))


@pytest.mark.usefixtures("slow_password")
def test_one_request_finished_by_many_sets_one_password(sheet, meeting):
    request = ready_request(sheet)
    meeting.call(patience=0.3)
    results = choose(request)
    assert results.count(True) == 1
    assert results.count(services.RecoveryRefusedError) == HANDS - 1


@pytest.mark.usefixtures("slow_password", "no_lock")
def test_control_without_the_lock_several_set_a_password(sheet, meeting):
    request = ready_request(sheet)
    meeting.call(patience=1)
    assert choose(request).count(True) > 1
