"""Ending a question. Below `services.memberships`, which ends the questions of a membership that ends or is proved otherwise."""

from typing import TYPE_CHECKING

from django.utils import timezone

from wagtail.log_actions import log

from home.models.places import VerificationMethod
from verification.models import Vouch, VouchHold, VouchRequest
from verification.services.funnel import Step, record_step

if TYPE_CHECKING:
    from accounts.models import User
    from home.models import Membership


def close_request(request: VouchRequest, state: str, *, by: "User | None") -> None:
    """End a live request and forget its sentence, its networks and who passed it over. The newcomer's row is locked by the caller."""
    request.state, request.ended_at, request.sentence, request.network_hash = state, timezone.now(), "", ""
    request.save(update_fields=["state", "ended_at", "sentence", "network_hash", "first_voucher", "second_voucher"])
    request.vouches.exclude(network_hash="").update(network_hash="")
    request.passed_by.clear()
    VouchHold.objects.filter(request=request, decided_at__isnull=True).delete()
    log(instance=request, action=f"verification.vouch_request_{state}", user=by)
    if state in {VouchRequest.State.REFUSED, VouchRequest.State.EXPIRED}:
        record_step(neighbourhood=request.neighbourhood, step=Step.ENDED, method=VerificationMethod.VOUCH)


def close_questions(membership: "Membership", *, by: "User | None") -> None:
    """End what is still asked under a membership that has ended or is proved by other means."""
    for request in (
        VouchRequest.objects.for_membership(membership).filter(state__in=VouchRequest.LIVE_STATES).select_for_update(of=("self",))
    ):
        close_request(request, VouchRequest.State.CANCELLED, by=by)


def void_vouches(user: "User") -> int:
    """Void every vouch a fraud gave that stands, in the transaction that revokes them; return how many.

    Those it let in are doubted afterwards, one by one (`doubting`): here nobody else's row is locked.
    """
    return Vouch.objects.of(user).filter(state=Vouch.State.GIVEN).update(state=Vouch.State.VOID, ended_at=timezone.now(), network_hash="")
