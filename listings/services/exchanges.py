"""How an exchange comes to its end: each says what they received, and hours change hands at that moment (domain.md §4.2)."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from listings.errors import NotAllowedError, WrongStateError
from listings.models import Leg, Response
from listings.services.ledger import transfer_hours
from listings.services.record import lock_in_order, record, tell
from listings.services.responses import finish, locked

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def say_given(*, leg: Leg, by: "User") -> Leg:
    """Say, as who gave, that it was done; the other side is asked to say so too, once. Saying it twice changes nothing.

    Raises NotAllowedError when somebody else gave, WrongStateError when nothing was agreed.
    """
    listing, response = locked(leg.response)
    leg = Leg.objects.for_list().get(pk=leg.pk)
    if leg.giver_id != by.pk:
        raise NotAllowedError(_("Only who gave says so."))
    if leg.given_at or leg.is_done:
        return leg
    _check_agreed(response)
    leg.given_at = timezone.now()
    leg.save(update_fields=["given_at"])
    tell("leg-given", [leg.receiver], by=by, listing=listing, response=response)
    return leg


@transaction.atomic
def say_received(*, leg: Leg, by: "User") -> Leg:
    """Say, as who received, that it was done. Hours are paid now; when every leg is done, of the answer or of its ring, the exchange is over.

    Saying it twice pays once. Raises NotAllowedError when somebody else received, WrongStateError when nothing was agreed,
    LimitReachedError when an account would pass its ten hours.
    """
    lock_in_order(Response.objects.of_same_ring(leg.response).values_list("listing", flat=True))
    listing, response = locked(leg.response)
    leg = Leg.objects.for_list().get(pk=leg.pk)
    if leg.receiver_id != by.pk:
        raise NotAllowedError(_("Only who received says so."))
    if leg.is_done:
        return leg
    _check_agreed(response)
    if leg.minutes:
        transfer_hours(payer=leg.receiver, payee=leg.giver, minutes=leg.minutes, about=leg.public_id)
    leg.received_at = timezone.now()
    leg.save(update_fields=["received_at"])
    record(listing, "received", by=by, response=str(response.public_id))
    tell("leg-received", [leg.giver], by=by, listing=listing, response=response)
    ring = Response.objects.of_same_ring(response)
    if not Leg.objects.filter(response__in=ring).open().exists():
        for one in ring.accepted().order_by("listing"):
            finish(*locked(one), by=by)
    return leg


def _check_agreed(response: Response) -> None:
    if response.state != Response.State.ACCEPTED:
        raise WrongStateError(_("This exchange is not agreed, or it is over."))
