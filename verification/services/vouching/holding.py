"""A curator's second look at two vouches that seem to be one hand (VER-07)."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from notifications.services import notify
from verification.errors import NotPossibleError
from verification.models import VouchHold, VouchRequest
from verification.services.memberships import lock_person
from verification.services.vouching.closing import close_request
from verification.services.vouching.settling import admit, find_pair
from verification.vouching.permissions import can_decide

if TYPE_CHECKING:
    from accounts.models import User

Decision = VouchHold.Decision


@transaction.atomic
def approve_hold(*, hold: VouchHold, by: "User", reason: str = "") -> VouchHold:
    """Let the newcomer in although the two vouches look odd; the two must still count.

    Raises NotPossibleError when nothing waits any more, when the vouches count no more, or for somebody who is a party.
    """
    hold, request = _waiting(hold, by)
    pair = find_pair(request)
    if pair is None:
        raise NotPossibleError(_("One of the two vouches counts no more. Nothing is left to decide until another neighbour answers."))
    _decide(hold, Decision.APPROVED, reason, by)
    if not admit(request, pair, by=by):
        raise NotPossibleError(_("These two have just vouched together for somebody else."))
    return hold


@transaction.atomic
def refuse_hold(*, hold: VouchHold, by: "User", reason: str) -> VouchHold:
    """Refuse the request; the newcomer is told the reason, and may prove the address in another way.

    Raises NotPossibleError without a reason, when nothing waits any more, or for somebody who is a party.
    """
    if not reason.strip():
        raise NotPossibleError(_("Say why: the newcomer reads it."))
    hold, request = _waiting(hold, by)
    _decide(hold, Decision.REFUSED, reason, by)
    close_request(request, VouchRequest.State.REFUSED, by=by)
    notify("vouch_refused", to=[request.user], data={"hold": hold.pk}, by=by)
    return hold


def _waiting(hold: VouchHold, by: "User") -> tuple[VouchHold, VouchRequest]:
    lock_person(hold.request.user_id)
    request = _request(hold.request_id)
    found = VouchHold.objects.waiting().filter(pk=hold.pk).first()
    if found is None:
        raise NotPossibleError(_("This request waits no more: somebody has decided, or it was taken back."))
    if not can_decide(by, request):
        raise NotPossibleError(_("You are a party to this request. Another curator decides."))
    return found, request


def _request(pk: int) -> VouchRequest:
    requests = VouchRequest.objects.select_related("membership", "user", "neighbourhood")
    return requests.select_for_update(of=("self",)).get(pk=pk)


def _decide(hold: VouchHold, decision: str, reason: str, by: "User") -> None:
    hold.decision, hold.reason, hold.decided_by, hold.decided_at = decision, reason.strip(), by, timezone.now()
    hold.save(update_fields=["decision", "reason", "decided_by", "decided_at"])
    log(instance=hold.request, action=f"verification.vouch_hold_{decision}", user=by, data={"shapes": hold.shapes, "reason": hold.reason})
