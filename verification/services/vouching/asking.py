"""Asking to be vouched for: one question at a time, few in a season, and forgotten when it ends."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from accounts import waking
from home.models import Membership
from home.models.places import VerificationMethod
from verification import policy
from verification.errors import LimitReachedError, NotPossibleError
from verification.models import VouchRequest
from verification.permissions import accepts_vouches
from verification.sealing import network_hash
from verification.services.funnel import Step, record_step
from verification.services.memberships import await_proof, lock_person, start_membership
from verification.services.vouching.closing import close_request

if TYPE_CHECKING:
    from accounts.models import User
    from home.models import NeighbourhoodPage

State = VouchRequest.State
TELL = "verification.jobs.tell_neighbours"


@transaction.atomic
def ask_for_vouches(*, membership: Membership, sentence: str, listed: bool, by: "User", network: str = "") -> VouchRequest:
    """Ask two neighbours to vouch; return the request with its link. Asking again while one is open changes its words.

    `sentence` is what neighbours read, `listed` puts it before all who may answer. Of `network` (an IP address) only a keyed
    hash is kept, for a day. Raises NotPossibleError where the neighbourhood does not count vouches or nothing is to be
    proved, LimitReachedError with its end.
    """
    lock_person(membership.user_id)
    membership = Membership.objects.select_related("neighbourhood", "user").get(pk=membership.pk)
    check_may_ask(membership)
    request = VouchRequest.objects.for_membership(membership).live().first()
    if request is None:
        request = _new_request(membership, by)
        request.network_hash = network_hash(network, request.token)
    request.sentence, request.listed = " ".join(sentence.split()), listed
    request.save()
    await_proof(membership=membership, by=by)
    if listed and request.told_at is None:
        waking.after_commit(TELL, request_id=request.pk)
    return request


@transaction.atomic
def join_by_vouching(
    *, user: "User", neighbourhood: "NeighbourhoodPage", sentence: str, listed: bool, by: "User", network: str = ""
) -> VouchRequest:
    """Start a membership and ask for its vouches in one go: a refused request starts nothing. Raises what both raise."""
    current = Membership.objects.of(user).current().at(neighbourhood).first()
    membership = current or start_membership(user=user, neighbourhood=neighbourhood, by=by)
    return ask_for_vouches(membership=membership, sentence=sentence, listed=listed, by=by, network=network)


@transaction.atomic
def cancel_request(*, request: VouchRequest, by: "User") -> VouchRequest:
    """Take a question back; its link opens nothing from then on. A question that has ended stays as it is."""
    lock_person(request.user_id)
    request.refresh_from_db()
    if request.is_live:
        close_request(request, State.CANCELLED, by=by)
    return request


def check_may_ask(membership: Membership) -> None:
    """Raise NotPossibleError when there is nothing to vouch for here."""
    if not accepts_vouches(membership.neighbourhood):
        raise NotPossibleError(_("This neighbourhood does not count the word of neighbours as a proof."))
    if membership.state not in Membership.CURRENT_STATES:
        raise NotPossibleError(_("This membership has ended."))
    if membership.state == Membership.State.CONFIRMED and membership.level == Membership.Level.VERIFIED:
        raise NotPossibleError(_("Your address is confirmed: you need nobody to vouch for you."))


def _new_request(membership: Membership, by: "User") -> VouchRequest:
    now = timezone.now()
    overdue = VouchRequest.objects.for_membership(membership).overdue()
    for request in overdue.select_for_update(of=("self",)):
        close_request(request, State.EXPIRED, by=None)
    recent = VouchRequest.objects.of(membership.user).asked_since(now - policy.VOUCH_WINDOW)
    if len(recent) >= policy.VOUCH_REQUESTS_PER_ACCOUNT:
        raise LimitReachedError(
            _("You have asked your neighbours three times in three months."),
            recent[len(recent) - policy.VOUCH_REQUESTS_PER_ACCOUNT].asked_at + policy.VOUCH_WINDOW,
        )
    request = VouchRequest.objects.create(
        membership=membership, user=membership.user, neighbourhood=membership.neighbourhood, expires_at=now + policy.VOUCH_REQUEST_LIFE
    )
    log(instance=request, action="verification.vouch_asked", user=by)
    record_step(neighbourhood=membership.neighbourhood, step=Step.ASKED, method=VerificationMethod.VOUCH)
    return request
