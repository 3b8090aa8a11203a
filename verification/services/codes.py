"""Typing the code of a card or of a slip from the desk: single use, few tries, and one answer in one time for every failure (VER-02 to VER-04)."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from wagtail.log_actions import log

from home.models import Membership
from home.models.places import VerificationMethod
from verification import codes, policy
from verification.errors import LimitReachedError, WrongCodeError
from verification.models import CodeAttempt, Postcard
from verification.services.desk import use_desk_code
from verification.services.funnel import Step, record_step
from verification.services.memberships import cancel_cards, confirm_membership, lock_person

if TYPE_CHECKING:
    from accounts.models import User


@sensitive_variables("code")
def submit_code(*, user: "User", code: str, by: "User") -> Membership:
    """Confirm the person's membership with the code of one of their posted cards, or of a slip handed over at the desk.

    Raises WrongCodeError, the same for a wrong, expired, used and foreign code, and LimitReachedError when the account
    has used its tries; NotPossibleError when a slip's code is right and the person lives elsewhere. A failed try must outlive this call, so it commits: never call it inside a transaction.
    """
    membership = _try(user, codes.read(code), by)
    if membership is None:
        raise WrongCodeError(_("This code does not open the door. Look at the eight signs again."))
    return membership


def tries_left(user: "User") -> int:
    """Return how many wrong codes this person may still type."""
    account = policy.TRIES_PER_ACCOUNT - CodeAttempt.objects.counted(user).count()
    cards = [policy.TRIES_PER_CARD - card.tries for card in Postcard.objects.of(user).usable()]
    return max(0, min(account, max(cards, default=account)))


@sensitive_variables("code")
@transaction.atomic(durable=True)
def _try(user: "User", code: str, by: "User") -> Membership | None:
    """Count the try, then compare with exactly as many hashes whatever there is to compare with.

    The account's row is locked throughout: parallel tries of one account wait for each other, so that fifty count as fifty.
    """
    lock_person(user.pk)
    counted = CodeAttempt.objects.counted(user)
    if len(counted) >= policy.TRIES_PER_ACCOUNT:
        raise LimitReachedError(_("You have typed too many wrong codes."), counted[0].at + policy.TRIES_WINDOW)
    CodeAttempt.objects.create(user=user)
    cards = list(Postcard.objects.of(user).usable().select_for_update(of=("self",))[: policy.LIVE_CARDS_PER_ACCOUNT])
    found = codes.matches(code, [card.code_hash for card in cards], work=policy.LIVE_CARDS_PER_ACCOUNT)
    # Hashed whatever the cards said: one more hash for everybody, so that time tells nothing about slips either.
    handed = codes.search_hash(code)
    for card, is_right in zip(cards, found, strict=True):
        if is_right:
            return _use(card, by)
    if membership := use_desk_code(code_hash=handed, user=user, by=by):
        return membership
    for card in cards:
        card.tries += 1
        if card.tries >= policy.TRIES_PER_CARD:
            card.state, card.ended_at = Postcard.State.LOCKED, timezone.now()
            log(instance=card, action="verification.card_locked", user=by)
            record_step(neighbourhood=card.neighbourhood, step=Step.ENDED, method=VerificationMethod.POSTCARD)
        card.save(update_fields=["tries", "state", "ended_at"])
    return None


def _use(card: Postcard, by: "User") -> Membership:
    card.state, card.ended_at = Postcard.State.USED, timezone.now()
    card.save(update_fields=["state", "ended_at"])
    log(instance=card, action="verification.card_used", user=by)
    membership = confirm_membership(
        membership=card.membership,
        method=VerificationMethod.POSTCARD,
        level=Membership.Level.VERIFIED,
        by=by,
        dwelling_hash=card.dwelling_id,
    )
    cancel_cards(membership=membership, by=by)
    return membership
