"""Homes that want no more cards. The reference printed on a card is enough: whoever holds it receives the mail there."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from wagtail.log_actions import log

from verification import codes
from verification.models import Postcard

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def object_to_cards(*, reference: str, by: "User | None") -> bool:
    """Send no more cards to the home of this card, and void those on their way; return whether the reference exists.

    The answer is for tests and logs, not for the page: it must not tell which references exist.
    """
    card = Postcard.objects.filter(reference=codes.read(reference)).select_related("dwelling").first()
    if card is None:
        return False
    dwelling = type(card.dwelling).objects.locked(card.dwelling_id)
    if dwelling.objected_at is None:
        dwelling.objected_at = timezone.now()
        dwelling.save(update_fields=["objected_at"])
        log(instance=dwelling, action="verification.dwelling_objected", user=by)
    for other in dwelling.postcards.live().select_for_update(of=("self",)):
        other.state, other.ended_at = Postcard.State.CANCELLED, timezone.now()
        other.save(update_fields=["state", "ended_at"])
        other.forget_address()
    return True
