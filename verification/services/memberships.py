"""The life of a membership: the only place in Palier where its state changes (domain.md, section 3)."""

from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from accounts import waking
from accounts.models import User
from home.models import Membership
from home.signals import membership_ended
from notifications.services import notify
from verification.errors import LimitReachedError, NotPossibleError
from verification.founding.progress import count_founder
from verification.models import Postcard
from verification.permissions import can_join
from verification.policy import EXPIRING_NOTICE, MEMBERSHIP_MONTHS, MOVE_WINDOW, RECONFIRM_WITHIN, VOUCHING_METHODS
from verification.services.funnel import Step, record_step
from verification.services.vouching.closing import close_questions, void_vouches

if TYPE_CHECKING:
    from home.models import NeighbourhoodPage

State = Membership.State
DOUBT = "verification.jobs.doubt_the_vouched"
#: What a proof, and doubt about one, changes.
_PROOF = ("state", "level", "method", "confirmed_at", "expires_at", "full_since", "strong_since")


@transaction.atomic
def start_membership(*, user: User, neighbourhood: "NeighbourhoodPage", by: User | None, street: str | None = None) -> Membership:
    """Begin to belong to a neighbourhood; doing it again returns the same membership, with its new `street` if one is given.

    An unproved membership elsewhere is given up. A proved one must be left first (NotPossibleError), and one may move
    once per MOVE_WINDOW (LimitReachedError).
    """
    lock_person(user.pk)
    if not can_join(neighbourhood):
        raise NotPossibleError(_("This neighbourhood does not take new residents."))
    current = Membership.objects.of(user).current().select_related("neighbourhood").first()
    if current and current.neighbourhood_id == neighbourhood.pk:
        if street is not None and current.street != street:
            current.street = street
            current.save(update_fields=["street"])
        return current
    if current and current.state in Membership.ACTIVE_STATES:
        raise NotPossibleError(_("You live in %(place)s. Leave it first: one has one home here.") % {"place": current.neighbourhood.title})
    _check_move(user, neighbourhood)
    if current:
        _end(current, State.LEFT, reason="another neighbourhood", by=by)
    membership = Membership.objects.create(user=user, neighbourhood=neighbourhood, street=street or "")
    _log(membership, "started", by)
    record_step(neighbourhood=neighbourhood, step=Step.STARTED)
    return membership


@transaction.atomic
def await_proof(*, membership: Membership, by: User | None) -> Membership:
    """Note that a proof is on its way."""
    membership = _locked(membership)
    if membership.state == State.STARTED:
        membership.state = State.PENDING
        membership.save(update_fields=["state"])
        _log(membership, "pending", by)
    return membership


@transaction.atomic
def confirm_membership(*, membership: Membership, method: str, level: int, by: User | None, dwelling_hash: str = "") -> Membership:
    """Believe that this person lives there, for MEMBERSHIP_MONTHS; a proof as strong as the last one renews it.

    A weaker one changes nothing: who was verified by a card stays so until its end, and is not renewed by a position.
    Raises NotPossibleError when the membership has ended: a new one is started instead.
    """
    membership = _locked(membership)
    if membership.state not in Membership.CURRENT_STATES:
        raise NotPossibleError(_("This membership has ended."))
    now = timezone.now()
    was_active = membership.state in Membership.ACTIVE_STATES
    if was_active and level < membership.level:
        return membership
    membership.full_since, membership.strong_since = _held_since(membership, method, level, now)
    membership.level, membership.method = level, method
    membership.state = State.CONFIRMED
    membership.confirmed_at, membership.expires_at = now, _months_after(now, MEMBERSHIP_MONTHS)
    membership.dwelling_hash = dwelling_hash or membership.dwelling_hash
    membership.save(update_fields=[*_PROOF, "dwelling_hash"])
    if membership.level == Membership.Level.VERIFIED:
        close_questions(membership, by=by)
    _log(membership, "confirmed", by, method=method, level=level)
    record_step(neighbourhood=membership.neighbourhood, step=Step.CONFIRMED, method=method)
    notify("membership_confirmed", to=[membership.user], data={"membership": membership.pk})
    count_founder(neighbourhood_id=membership.neighbourhood_id)
    return membership


@transaction.atomic
def leave_neighbourhood(*, membership: Membership, by: User | None, reason: str = "") -> Membership:
    """End a membership at the person's own wish. Access ends at once (VER-11)."""
    return _end(_locked(membership), State.LEFT, reason=reason, by=by)


@transaction.atomic
def move_home(*, user: User, neighbourhood: "NeighbourhoodPage", by: User | None) -> Membership:
    """Leave the neighbourhood one lives in and start in another, or do neither. Access to the old one ends at once (VER-11).

    Raises NotPossibleError when the person lives in no other neighbourhood, and what `start_membership` raises: the limit
    of one move per MOVE_WINDOW among others.
    """
    lock_person(user.pk)
    current = Membership.objects.of(user).current().filter(state__in=Membership.ACTIVE_STATES).first()
    if current is None or current.neighbourhood_id == neighbourhood.pk:
        raise NotPossibleError(_("You live in no other neighbourhood."))
    _end(_locked(current), State.LEFT, reason="moved", by=by)
    return start_membership(user=user, neighbourhood=neighbourhood, by=by)


@transaction.atomic
def revoke_membership(*, membership: Membership, reason: str, by: User | None, fraud: bool = False) -> Membership:
    """End a membership that should not have been believed. The reason is kept, and the person is told it.

    A `fraud` voids every vouch the person gave: whom they let in must confirm again within RECONFIRM_WITHIN, and learns so
    within a minute (VER-09). Who left or moved in time has not escaped: a fraud found afterwards ends the same way. Revoking
    again, or revoking without fraud what has ended, changes nothing.
    """
    membership = _locked(membership)
    if membership.state in Membership.CURRENT_STATES:
        _end(membership, State.REVOKED, reason=reason, by=by, fraud=fraud)
    elif fraud and membership.state != State.REVOKED:
        membership.state, membership.ended_reason = State.REVOKED, reason
        membership.save(update_fields=["state", "ended_reason"])
        _log(membership, State.REVOKED, by, fraud=True)
    else:
        return membership
    notify("membership_revoked", to=[membership.user], data={"membership": membership.pk})
    if fraud and void_vouches(membership.user):
        waking.after_commit(DOUBT)
    return membership


@transaction.atomic
def doubt_membership(*, membership: Membership, by: User | None) -> Membership:
    """Ask for a new proof within RECONFIRM_WITHIN, because the word this one rests on was false or was taken back (VER-09).

    Until then the person keeps their data and the rights of level 1: they read and answer, but warn nobody and vouch for
    nobody; the badge is gone. Without a new proof the membership expires like any other. One that gives no access stays.
    """
    membership = _locked(membership)
    if membership.state not in Membership.ACTIVE_STATES:
        return membership
    membership.state, membership.level, membership.method = State.EXPIRING, Membership.Level.LOCATED, ""
    membership.full_since = membership.strong_since = None
    membership.expires_at = min(membership.expires_at, timezone.now() + RECONFIRM_WITHIN)
    membership.save(update_fields=_PROOF)
    _log(membership, "doubted", by)
    notify("membership_doubted", to=[membership.user], data={"membership": membership.pk})
    return membership


@transaction.atomic
def expire_memberships() -> int:
    """Warn those whose proof ends within EXPIRING_NOTICE and end those whose time is over; return how many changed."""
    now, changed = timezone.now(), 0
    active = Membership.objects.filter(state__in=Membership.ACTIVE_STATES).select_related("user", "neighbourhood")
    for membership in active.filter(expires_at__lte=now).select_for_update(of=("self",), skip_locked=True):
        _end(membership, State.EXPIRED, reason="", by=None)
        record_step(neighbourhood=membership.neighbourhood, step=Step.ENDED, method=membership.method)
        changed += 1
    soon = active.filter(state=State.CONFIRMED, expires_at__gt=now, expires_at__lte=now + EXPIRING_NOTICE)
    for membership in soon.select_for_update(of=("self",), skip_locked=True):
        membership.state = State.EXPIRING
        membership.save(update_fields=["state"])
        _log(membership, "expiring", None)
        notify("membership_expiring", to=[membership.user], data={"membership": membership.pk})
        changed += 1
    return changed


def lock_person(pk: int) -> None:
    """Make whatever else concerns this person's proofs wait until the transaction ends."""
    User.objects.select_for_update(no_key=True).only("pk").get(pk=pk)


def _locked(membership: Membership) -> Membership:
    """Lock the person, then the membership: the order in which codes and requests take them, so that none waits in a ring."""
    lock_person(membership.user_id)
    return Membership.objects.select_for_update(of=("self",)).select_related("user", "neighbourhood").get(pk=membership.pk)


def _end(membership: Membership, state: str, *, reason: str, by: User | None, **data: object) -> Membership:
    if membership.state not in Membership.CURRENT_STATES:
        return membership
    membership.state, membership.ended_at, membership.ended_reason = state, timezone.now(), reason
    membership.save(update_fields=["state", "ended_at", "ended_reason"])
    cancel_cards(membership=membership, by=by)
    close_questions(membership, by=by)
    _log(membership, state, by, **data)
    membership_ended.send(Membership, membership=membership)
    return membership


@transaction.atomic
def cancel_cards(*, membership: Membership, by: User | None, but_dwelling: str = "") -> int:
    """Void the live cards of a membership, those to one dwelling excepted, and forget their addresses at once."""
    cards = Postcard.objects.for_membership(membership).live().exclude(dwelling=but_dwelling or None).select_for_update(of=("self",))
    for card in cards:
        card.state, card.ended_at = Postcard.State.CANCELLED, timezone.now()
        card.save(update_fields=["state", "ended_at"])
        card.forget_address()
        log(instance=card, action="verification.card_cancelled", user=by)
    return len(cards)


def _check_move(user: User, neighbourhood: "NeighbourhoodPage") -> None:
    """Refuse a second move within MOVE_WINDOW. A move is a start elsewhere after having been believed somewhere."""
    proved = Membership.objects.of(user).filter(confirmed_at__isnull=False).order_by("started_at")
    elsewhere = [membership for membership in proved if membership.neighbourhood_id != neighbourhood.pk]
    moves = [
        later.started_at
        for earlier, later in pairwise(proved)
        if later.neighbourhood_id != earlier.neighbourhood_id and later.started_at > timezone.now() - MOVE_WINDOW
    ]
    if elsewhere and moves:
        raise LimitReachedError(_("One can move once every three months here."), max(moves) + MOVE_WINDOW)


def _held_since(membership: Membership, method: str, level: int, now: datetime) -> tuple[datetime | None, datetime | None]:
    """Return since when a full and a strong proof hold without a break: a renewal goes on, it does not begin anew."""
    if level < Membership.Level.VERIFIED:
        return None, None
    strong = (membership.strong_since or now) if method in VOUCHING_METHODS else None
    return membership.full_since or now, strong


def _months_after(moment: datetime, months: int) -> datetime:
    years, month = divmod(moment.month - 1 + months, 12)
    # A proof of 29 February ends on the 28th.
    for day in (moment.day, 30, 29, 28):
        try:
            return moment.replace(year=moment.year + years, month=month + 1, day=day)
        except ValueError:
            continue
    raise AssertionError


def _log(membership: Membership, what: str, by: User | None, **data: object) -> None:
    log(instance=membership, action=f"verification.membership_{what}", user=by, data=data)
