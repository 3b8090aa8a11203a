"""Codes handed over at the desk. The curator sees a person and an address; Palier keeps a kind of evidence and a keyed hash (VER-13)."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from wagtail.log_actions import log

from home.models import Membership
from home.models.places import VerificationMethod
from verification import addresses, codes, policy
from verification.errors import AddressRefusedError, LimitReachedError, NotPossibleError
from verification.models import DeskCode, Dwelling
from verification.permissions import accepts_desk_codes, can_hand_codes
from verification.sealing import dwelling_hash
from verification.services.dwellings import check_room
from verification.services.funnel import Step, record_step
from verification.services.memberships import cancel_cards, confirm_membership, lock_person, start_membership
from verification.services.place_policy import policy_of
from verification.services.requests import read_address

if TYPE_CHECKING:
    from accounts.models import User
    from home.models import NeighbourhoodPage


@sensitive_variables("code", "address")
@transaction.atomic
def issue_desk_code(*, neighbourhood: "NeighbourhoodPage", evidence: str, address: addresses.Address, by: "User") -> tuple[DeskCode, str]:
    """Make a code for the person at the counter; the code returned exists nowhere else.

    Raises PermissionDenied to who runs nothing here, NotPossibleError where the desk does not count, AddressRefusedError,
    and LimitReachedError when the curator has handed out the day's codes or the home has enough of them.
    """
    if not can_hand_codes(by, neighbourhood):
        raise PermissionDenied
    if not accepts_desk_codes(neighbourhood):
        raise NotPossibleError(_("This neighbourhood does not count being seen at the desk."))
    hash_ = _home(address, neighbourhood.town.code)
    lock_person(by.pk)
    _check_curator(by, neighbourhood)
    dwelling = Dwelling.objects.locked(hash_)
    if DeskCode.objects.live().to(dwelling).count() >= policy.ACCOUNTS_PER_DWELLING:
        raise LimitReachedError(_("This home has as many unused codes as it may. Cancel some of them, or wait until they end."))
    code = codes.new_code()
    handed = DeskCode.objects.create(
        neighbourhood=neighbourhood,
        dwelling=dwelling,
        evidence=evidence,
        code_hash=codes.search_hash(code),
        issued_by=by,
        expires_at=timezone.now() + policy.DESK_CODE_LIFE,
    )
    log(instance=handed, action="verification.desk_code_issued", user=by, data={"evidence": evidence, "neighbourhood": neighbourhood.pk})
    record_step(neighbourhood=neighbourhood, step=Step.ASKED, method=VerificationMethod.DESK)
    return handed, code


@transaction.atomic
def cancel_desk_code(*, handed: DeskCode, by: "User") -> bool:
    """Void a code that was lost or made by mistake; return whether it was still good. Raises PermissionDenied."""
    if not can_hand_codes(by, handed.neighbourhood):
        raise PermissionDenied
    handed = DeskCode.objects.select_for_update(of=("self",)).get(pk=handed.pk)
    if handed.used_at or handed.cancelled_at:
        return False
    handed.cancelled_at = timezone.now()
    handed.save(update_fields=["cancelled_at"])
    log(instance=handed, action="verification.desk_code_cancelled", user=by)
    record_step(neighbourhood=handed.neighbourhood, step=Step.ENDED, method=VerificationMethod.DESK)
    return True


@transaction.atomic
def lapse_desk_codes() -> int:
    """Count the slips that nobody used in time among those that came to nothing, each once; return how many."""
    unused = list(DeskCode.objects.unused().select_related("neighbourhood").select_for_update(of=("self",), skip_locked=True))
    for handed in unused:
        record_step(neighbourhood=handed.neighbourhood, step=Step.ENDED, method=VerificationMethod.DESK)
    return DeskCode.objects.filter(pk__in=[handed.pk for handed in unused]).update(lapsed_at=timezone.now())


def use_desk_code(*, code_hash: str, user: "User", by: "User") -> Membership | None:
    """Confirm this person with the code that has this hash; None when none opens for them. The person is locked already.

    A curator's own code opens nothing for the curator: it takes another pair of eyes. Raises NotPossibleError or
    LimitReachedError when the code is right and the person or the home cannot take it; it then stays good.
    """
    handed = DeskCode.objects.live().hashed(code_hash).exclude(issued_by=user).select_for_update(of=("self",)).first()
    if handed is None:
        return None
    dwelling = Dwelling.objects.locked(handed.dwelling_id)
    check_room(dwelling=dwelling, user_id=user.pk)
    membership = start_membership(user=user, neighbourhood=handed.neighbourhood, by=by)
    handed.used_at, handed.used_by = timezone.now(), user
    handed.save(update_fields=["used_at", "used_by"])
    log(instance=handed, action="verification.desk_code_used")
    membership = confirm_membership(
        membership=membership,
        method=VerificationMethod.DESK,
        level=Membership.Level.VERIFIED,
        by=by,
        dwelling_hash=dwelling.pk,
    )
    cancel_cards(membership=membership, by=by)
    return membership


def desk_codes_left(*, curator: "User", neighbourhood: "NeighbourhoodPage") -> int:
    """Return how many codes this curator may still hand over here today; those handed over elsewhere count too."""
    return max(0, policy_of(neighbourhood).desk_codes_per_day - DeskCode.objects.issued_by(curator).since(_midnight()).count())


def _home(address: addresses.Address, town_code: str) -> str:
    """Return the hash of the home; the name on the letterbox matters only where houses have no number."""
    read_address(address=replace(address, recipient=address.recipient or "HABITANT"), town_code=town_code)
    if not address.recipient and not address.street.strip()[:1].isdigit():
        raise AddressRefusedError("recipient", _("Where houses have no number, only the name on the letterbox tells two homes apart."))
    return dwelling_hash(addresses.dwelling_key(address, town_code))


def _check_curator(by: "User", neighbourhood: "NeighbourhoodPage") -> None:
    if desk_codes_left(curator=by, neighbourhood=neighbourhood) == 0:
        raise LimitReachedError(_("You have handed over as many codes as one person may in a day."), _midnight() + timedelta(days=1))


def _midnight() -> timezone.datetime:
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
