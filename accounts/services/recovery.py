"""Coming back without e-mail: a code from the printed sheet, 72 hours during which the owner may say no, a new password.

The delay is the protection: whoever finds a sheet must wait while every live session of the account shows it.
"""

from datetime import timedelta
from functools import cache

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone

from wagtail.log_actions import log

from accounts import codes, mail
from accounts.models import RecoveryCode, RecoveryRequest, User
from accounts.services.errors import RecoveryRefusedError

State = RecoveryRequest.State


def make_recovery_sheet(*, user: User) -> list[str]:
    """Draw a new sheet and return its codes, spelt for reading: the only time they exist outside the paper.

    The former sheet and any request made with it are void.
    """
    drawn = [codes.draw(slot) for slot in codes.SLOTS[: settings.PALIER_RECOVERY_CODES]]
    hashes = [make_password(code) for code in drawn]
    with transaction.atomic():
        _lock(user)
        cancel_recoveries(user=user)
        RecoveryCode.objects.of(user).delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(user=user, slot=code[0], code_hash=code_hash) for code, code_hash in zip(drawn, hashes, strict=True)
        )
        log(user, "accounts.recovery_sheet_made", user=user)
    return [codes.spell(code) for code in drawn]


def enter_recovery_code(*, pseudonym: str, code: str) -> RecoveryRequest:
    """Start a recovery with a code of the sheet, or find the one this code started.

    Exactly one hash is compared whatever was typed, so that the time of the answer teaches nothing.
    Raises RecoveryRefusedError for anything that does not open: no such name, wrong, used or cancelled code.
    """
    typed = codes.read(code)
    found = RecoveryCode.objects.matching(pseudonym, typed[:1]).first()
    if not check_password(typed, found.code_hash if found else _nobody()) or found is None:
        raise RecoveryRefusedError
    with transaction.atomic():
        return _enter(found)


def _enter(code: RecoveryCode) -> RecoveryRequest:
    _lock(code.user)
    code = RecoveryCode.objects.filter(pk=code.pk).first()
    if code is None:
        raise RecoveryRefusedError
    if code.used_at is None:
        code.used_at = timezone.now()
        code.save(update_fields=["used_at"])
        return _announce(RecoveryRequest.objects.create(user=code.user, code=code))
    request = RecoveryRequest.objects.opened_by(code.pk).unfinished().first()
    if request is None:
        raise RecoveryRefusedError
    return open_recovery(request=request)


@transaction.atomic
def announce_recovery(*, user: User, way: str, code_hash: str = "") -> RecoveryRequest:
    """Start the delay for somebody whom an upper room believes, by this way. Nothing opens before it is over.

    `code_hash` (made by Django's password hasher) lets that room recognise the same person afterwards.
    """
    _lock(user)
    return _announce(RecoveryRequest.objects.create(user=user, way=way, code_hash=code_hash))


@transaction.atomic
def note_recovery(*, user: User, way: str, code_hash: str) -> RecoveryRequest:
    """Note that somebody asks to come back in a way that others must agree to first: no delay runs yet.

    The owner sees it on every live session from this commit on, and can stop it.
    """
    _lock(user)
    request = RecoveryRequest.objects.create(user=user, way=way, code_hash=code_hash)
    log(user, "accounts.recovery_asked", user=None)
    return request


@transaction.atomic
def begin_delay(*, request: RecoveryRequest) -> RecoveryRequest:
    """Start the delay of a request that was noted, now that those who had to have agreed.

    Raises RecoveryRefusedError when it was stopped meanwhile, or has begun already.
    """
    _lock(request.user)
    request = RecoveryRequest.objects.select_related("user").get(pk=request.pk)
    if request.state != State.REQUESTED:
        raise RecoveryRefusedError
    return _announce(request)


def open_recovery(*, request: RecoveryRequest) -> RecoveryRequest:
    """Make a request ready once its delay is over; the caller has recognised the person and holds the account's lock."""
    if request.state == State.ANNOUNCED and request.ready_at <= timezone.now():
        request.state = State.READY
        request.save(update_fields=["state"])
    return request


def _announce(request: RecoveryRequest) -> RecoveryRequest:
    """Tell the owner: every page shows it from this commit on, and a verified address gets a letter."""
    request.state = State.ANNOUNCED
    request.announced_at = timezone.now()
    request.ready_at = request.announced_at + timedelta(hours=settings.PALIER_RECOVERY_DELAY_HOURS)
    request.save(update_fields=["state", "announced_at", "ready_at"])
    log(request.user, "accounts.recovery_requested", user=None)
    transaction.on_commit(lambda: mail.send_recovery_announced(request), robust=True)
    return request


@transaction.atomic
def complete_recovery(*, request: RecoveryRequest, password: str) -> User:
    """Set the new password, once. Every session of the account ends, other requests too.

    Raises RecoveryRefusedError when the request is not ready any more: used, or cancelled meanwhile.
    """
    user = _lock(request.user)
    request = RecoveryRequest.objects.get(pk=request.pk)
    if request.state != State.READY or not user.is_active:
        raise RecoveryRefusedError
    request.state, request.closed_at = State.USED, timezone.now()
    request.save(update_fields=["state", "closed_at"])
    user.set_password(password)
    user.save(update_fields=["password"])
    cancel_recoveries(user=user)
    log(user, "accounts.recovery_used", user=None)
    return user


@transaction.atomic
def cancel_recoveries(*, user: User, by: User | None = None) -> int:
    """Close every request that could still open the account; return how many there were."""
    _lock(user)
    closed = RecoveryRequest.objects.of(user).unfinished().update(state=State.CANCELLED, closed_at=timezone.now())
    if closed:
        log(user, "accounts.recovery_cancelled", user=by)
    return closed


def _lock(user: User) -> User:
    """Lock the account: all that happens to its sheet and its requests happens one after the other."""
    return User.objects.select_for_update().get(pk=user.pk)


@cache
def _nobody() -> str:
    """Return a hash no code matches, as dear to compare as a real one."""
    return make_password(codes.draw("0"))
