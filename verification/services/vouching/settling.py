"""What the vouches for one person add up to. Always under the lock of the newcomer's row, again after every change."""

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from wagtail.log_actions import log

from accounts.models import User
from home.models import Membership
from home.models.places import VerificationMethod
from notifications.services import notify
from verification import policy
from verification.models import VouchHold, VouchRequest
from verification.permissions import accepts_vouches
from verification.services.memberships import confirm_membership
from verification.services.vouching.closing import close_request
from verification.vouching import rules, standings

if TYPE_CHECKING:
    from verification.vouching.rules import Pair

State = VouchRequest.State


def settle(request: VouchRequest, *, by: User | None) -> None:
    """Let the newcomer in, hold the request for a curator, or leave it open, as the rules say (VER-07, VER-08)."""
    if not request.is_live or not accepts_vouches(request.neighbourhood):
        return
    pair = find_pair(request)
    while pair is not None and not pair.shapes and not admit(request, pair, by=by):
        pair = find_pair(request)
    if pair is None:
        _release(request)
    elif pair.shapes:
        _hold(request, pair)


def find_pair(request: VouchRequest) -> "Pair | None":
    """Return two vouches that are enough now, with what is odd about them; the vouches are locked."""
    vouches = list(request.vouches.given().select_for_update(of=("self",)))
    ties = standings.ties({request.user_id, *(vouch.voucher_id for vouch in vouches)})
    return rules.enough(standings.of_request(request), standings.given(vouches), ties, timezone.now())


def admit(request: VouchRequest, pair: "Pair", *, by: User | None) -> bool:
    """Confirm the membership on the word of these two; return False when they have just let somebody else in together."""
    before = request.sentence, request.network_hash, request.state
    first, second = sorted(pair.vouchers)
    try:
        with transaction.atomic():
            request.first_voucher_id, request.second_voucher_id = first, second
            close_request(request, State.CONFIRMED, by=by)
    except IntegrityError:
        # The unique constraint makes two questions with the same two vouchers wait for each other.
        request.sentence, request.network_hash, request.state = before
        request.first_voucher = request.second_voucher = request.ended_at = None
        return False
    request.vouches.filter(voucher__in=pair.vouchers, state="given").update(counted=True, spent_at=timezone.now())
    confirm_membership(membership=request.membership, method=VerificationMethod.VOUCH, level=Membership.Level.VERIFIED, by=by)
    notify("vouch_counted", to=User.objects.filter(pk__in=pair.vouchers), data={"request": request.pk})
    return True


def _hold(request: VouchRequest, pair: "Pair") -> None:
    shapes = sorted(pair.shapes)
    hold, is_new = VouchHold.objects.update_or_create(request=request, defaults={"shapes": shapes})
    if request.state == State.HELD:
        return
    request.state, request.expires_at = State.HELD, timezone.now() + policy.VOUCH_REQUEST_LIFE
    request.save(update_fields=["state", "expires_at"])
    log(instance=request, action="verification.vouch_request_held", data={"shapes": shapes})
    if is_new:
        group = request.neighbourhood.curator_group_id
        curators = User.objects.active().filter(groups=group) if group else User.objects.none()
        notify("vouch_held", to=curators, data={"hold": hold.pk})


def _release(request: VouchRequest) -> None:
    """Open a held request again: one of its two vouches was taken back, or counts no more."""
    if request.state != State.HELD:
        return
    request.state = State.OPEN
    request.save(update_fields=["state"])
    VouchHold.objects.filter(request=request).delete()
    log(instance=request, action="verification.vouch_request_released")
