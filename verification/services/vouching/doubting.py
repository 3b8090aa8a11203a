"""Doubt about those a false or withdrawn word let in, the telling of neighbours, and forgetting: what the clock sees to."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from home.models import Membership
from home.models.places import VerificationMethod
from notifications.services import notify
from verification import policy
from verification.models import Vouch, VouchRequest
from verification.services.memberships import doubt_membership, lock_person
from verification.services.vouching.closing import close_request
from verification.vouching.querysets import eligible_memberships

if TYPE_CHECKING:
    from accounts.models import User


def doubt_the_vouched() -> int:
    """Doubt everybody whom a void vouch let in and who rests on it still; return how many (VER-09).

    One transaction each, and by state alone: it may run twice at once, and a run that dies is finished by the next. Those
    whom the doubted have vouched for are not touched: an account confirmed by vouching never vouches.
    """
    return sum(_doubt(pk) for pk in VouchRequest.objects.resting_on_a_fraud().values_list("pk", flat=True))


@transaction.atomic
def _doubt(pk: int) -> bool:
    request = VouchRequest.objects.get(pk=pk)
    lock_person(request.user_id)
    request = VouchRequest.objects.select_related("membership").select_for_update(of=("self",)).get(pk=pk)
    return doubt_request(request, by=None)


def doubt_request(request: VouchRequest, *, by: "User | None") -> bool:
    """Ask the person this request let in to confirm again, if nothing newer holds them; return whether they were asked.

    The caller holds the lock of the person's row.
    """
    if request.doubted_at is not None:
        return False
    request.doubted_at = timezone.now()
    request.save(update_fields=["doubted_at"])
    if not rests_on(request):
        return False
    doubt_membership(membership=request.membership, by=by)
    return True


def rests_on(request: VouchRequest) -> bool:
    """Tell whether a membership has no other proof than this request."""
    membership = Membership.objects.get(pk=request.membership_id)
    if membership.state not in Membership.ACTIVE_STATES or membership.method != VerificationMethod.VOUCH:
        return False
    return VouchRequest.objects.for_membership(membership).confirmed().order_by("-ended_at").first() == request


@transaction.atomic
def tell_neighbours(*, request_id: int) -> int:
    """Tell some of those who may answer that somebody asks; return how many. Those of the same street come first.

    A few only: everybody else finds the question in the list. Nobody is told twice of one question.
    """
    request = VouchRequest.objects.untold().select_for_update(skip_locked=True, of=("self",)).filter(pk=request_id).first()
    if request is None:
        return 0
    request.told_at = timezone.now()
    request.save(update_fields=["told_at"])
    street = Membership.objects.get(pk=request.membership_id).street
    answering = eligible_memberships(request.told_at).at(request.neighbourhood).exclude(user=request.user_id).select_related("user")
    near = list(answering.filter(street=street).order_by("?")[: policy.NEIGHBOURS_TOLD]) if street else []
    others = answering.exclude(pk__in=[one.pk for one in near]).order_by("?")[: policy.NEIGHBOURS_TOLD - len(near)]
    return notify("vouch_wanted", to=[one.user for one in [*near, *others]], data={"request": request.pk})


def expire_requests() -> int:
    """End the questions whose time is over; return how many."""
    return sum(_expire(pk) for pk in VouchRequest.objects.overdue().values_list("pk", flat=True))


@transaction.atomic
def _expire(pk: int) -> bool:
    request = VouchRequest.objects.get(pk=pk)
    lock_person(request.user_id)
    request = VouchRequest.objects.overdue().select_for_update(of=("self",)).filter(pk=pk).first()
    if request is None:
        return False
    close_request(request, VouchRequest.State.EXPIRED, by=None)
    return True


def forget_vouching() -> None:
    """Drop what recognises a network after a day, and what no rule asks about any more."""
    VouchRequest.objects.networks_to_forget().update(network_hash="")
    Vouch.objects.networks_to_forget().update(network_hash="")
    VouchRequest.objects.forgettable().delete()
