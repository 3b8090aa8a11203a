"""Vouching, passing over, and taking a word back. Newcomer and voucher are locked together, the smaller number first (VER-08)."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from notifications.services import notify
from verification import policy
from verification.errors import LimitReachedError, NotPossibleError
from verification.models import Vouch, VouchRequest
from verification.permissions import accepts_vouches
from verification.sealing import network_hash
from verification.services.memberships import lock_person
from verification.services.vouching.doubting import doubt_request
from verification.services.vouching.settling import settle
from verification.vouching.permissions import vouch_obstacle

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def give_vouch(*, request: VouchRequest, by: "User", network: str = "") -> Vouch:
    """Answer for the person who asks; the second word that counts lets them in at once. Vouching twice is vouching once.

    The budget is counted under the lock of the voucher's row, the sum of vouches under the newcomer's: two at once let
    somebody in once, a third changes nothing. Raises NotPossibleError or, with its end, LimitReachedError (VER-06, VER-08).
    """
    request = _locked(request, by)
    already = request.vouches.given().filter(voucher=by).first()
    if already is not None:
        return already
    check_open(request)
    if refusal := vouch_obstacle(by, request.membership):
        if refusal.until:
            raise LimitReachedError(refusal.obstacle.label, refusal.until)
        raise NotPossibleError(refusal.obstacle.label)
    now = timezone.now()
    vouch = Vouch.objects.create(request=request, voucher=by, spent_at=now, network_hash=network_hash(network, request.token))
    request.passed_by.remove(by)
    log(instance=vouch, action="verification.vouch_given", user=by)
    settle(request, by=by)
    if request.state == VouchRequest.State.OPEN:
        notify("vouch_received", to=[request.user], data={"vouch": vouch.pk}, by=by)
    vouch.refresh_from_db()
    return vouch


@transaction.atomic
def pass_over(*, request: VouchRequest, by: "User") -> None:
    """Say that one does not know this person: the question leaves one's list, and nobody is told."""
    request = _locked(request, by)
    if request.is_live and by.pk != request.user_id:
        request.passed_by.add(by)


@transaction.atomic
def withdraw_vouch(*, vouch: Vouch, by: "User") -> Vouch:
    """Take one's word back. Before it counted, it never was; afterwards, whom it let in must confirm again.

    Possible while the question is open, and for VOUCH_WITHDRAWAL from when the word counted (NotPossibleError). A word that
    let somebody in stays spent. The newcomer is not told whose word was taken back.
    """
    request = _locked(vouch.request, by)
    vouch = request.vouches.select_for_update(of=("self",)).get(pk=vouch.pk)
    if vouch.state == Vouch.State.WITHDRAWN:
        return vouch
    if vouch.state != Vouch.State.GIVEN or not Vouch.objects.withdrawable().filter(pk=vouch.pk).exists():
        reason = _("A vouch can be taken back for %(days)s days. Tell the people who run your neighbourhood what worries you.")
        raise NotPossibleError(reason % {"days": policy.VOUCH_WITHDRAWAL.days})
    vouch.state, vouch.ended_at, vouch.network_hash = Vouch.State.WITHDRAWN, timezone.now(), ""
    vouch.save(update_fields=["state", "ended_at", "network_hash"])
    log(instance=vouch, action="verification.vouch_withdrawn", user=by)
    if vouch.counted:
        doubt_request(request, by=None)
    else:
        settle(request, by=None)
    return vouch


def check_open(request: VouchRequest) -> None:
    """Raise NotPossibleError when a request takes no more answers."""
    if not request.is_live or request.expires_at <= timezone.now():
        raise NotPossibleError(_("This request is over: nothing is left to do."))
    if not accepts_vouches(request.neighbourhood):
        raise NotPossibleError(_("This neighbourhood does not count the word of neighbours as a proof."))


def _locked(request: VouchRequest, by: "User") -> VouchRequest:
    """Lock newcomer and voucher in the order of their numbers, so that two who vouch for each other do not wait in a ring."""
    for person in sorted({request.user_id, by.pk}):
        lock_person(person)
    requests = VouchRequest.objects.select_related("membership", "user", "neighbourhood")
    return requests.select_for_update(of=("self",)).get(pk=request.pk)
