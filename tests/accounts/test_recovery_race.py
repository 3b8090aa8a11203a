"""A code of the sheet works once, however many hands enter it at the same moment."""

import contextlib
import threading

from django.db import IntegrityError, connection

import pytest

from accounts import services
from accounts.models import RecoveryCode, RecoveryRequest, User
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

HANDS = 6


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
def slow_lookup(monkeypatch):
    """Hold every thread between reading the code and writing that it is used, if nothing else holds it."""
    together = threading.Barrier(HANDS)
    save = RecoveryCode.save

    def wait_then_save(self, *args, **kwargs):
        with contextlib.suppress(threading.BrokenBarrierError):
            together.wait(timeout=0.3)
        save(self, *args, **kwargs)

    monkeypatch.setattr(RecoveryCode, "save", wait_then_save)


@pytest.fixture
def no_lock(monkeypatch):
    from accounts.services import recovery

    monkeypatch.setattr(recovery, "_lock", lambda user: User.objects.get(pk=user.pk))


@pytest.mark.usefixtures("slow_lookup")
def test_one_code_entered_by_many_starts_one_request(sheet):
    results = all_at_once(lambda number: services.enter_recovery_code(pseudonym="Lavandière", code=sheet[0]).pk)
    assert len(set(results)) == 1
    assert RecoveryRequest.objects.count() == 1


@pytest.mark.usefixtures("slow_lookup", "no_lock")
def test_control_without_the_lock_the_hands_collide(sheet):
    """The test above can fail: with the lock off, only the database's last fence is left."""
    results = all_at_once(lambda number: services.enter_recovery_code(pseudonym="Lavandière", code=sheet[0]).pk)
    assert IntegrityError in results


def ready_request(sheet):
    request = services.enter_recovery_code(pseudonym="Lavandière", code=sheet[0])
    RecoveryRequest.objects.update(state=RecoveryRequest.State.READY)
    return request


@pytest.fixture
def slow_password(monkeypatch):
    together = threading.Barrier(HANDS)
    set_password = User.set_password

    def wait_then_set(self, *args):
        with contextlib.suppress(threading.BrokenBarrierError):
            together.wait(timeout=0.3)
        set_password(self, *args)

    monkeypatch.setattr(User, "set_password", wait_then_set)


def choose(request):
    return all_at_once(lambda number: bool(services.complete_recovery(request=request, password=f"mot de passe {number}")))


@pytest.mark.usefixtures("slow_password")
def test_one_request_finished_by_many_sets_one_password(sheet):
    results = choose(ready_request(sheet))
    assert results.count(True) == 1
    assert results.count(services.RecoveryRefusedError) == HANDS - 1


@pytest.mark.usefixtures("slow_password", "no_lock")
def test_control_without_the_lock_several_set_a_password(sheet):
    assert choose(ready_request(sheet)).count(True) > 1
