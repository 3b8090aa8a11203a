"""Money going back: always with a credit note when it was invoiced, the same way it came."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ads import money
from ads.errors import NotAllowedError
from ads.models import Campaign, Invoice, Payment, Refund
from ads.permissions import owns, runs
from ads.providers import stripe
from ads.services.invoicing import issue_credit_note
from ads.services.record import record

if TYPE_CHECKING:
    from accounts.models import User
    from ads.models import Placement


def refund_placements(*, campaign: Campaign, amounts: "Mapping[Placement, Decimal]", why: str) -> Refund | None:
    """Give back these amounts (euros without VAT) of a locked, paid campaign; None when there is nothing to give."""
    amounts = {placement: amount for placement, amount in amounts.items() if amount > 0}
    if not amounts:
        return None
    payment = campaign.payments.get(state=Payment.State.PAID)
    invoice = campaign.invoices.get(kind=Invoice.Kind.INVOICE)
    for placement, amount in amounts.items():
        placement.refunded += amount
        placement.save()
    note = issue_credit_note(invoice=invoice, payment=payment, amounts=amounts, reason=why)
    record(campaign, "refunded", by=None, why=why, note=note.number)
    return ask_refund(payment, money.in_cents(note.gross), why)


def ask_refund(payment: Payment, amount: int, why: str) -> Refund:
    """Write down that this many cents go back; a worker sends those of cards, a curator wires the others."""
    return Refund.objects.create(payment=payment, amount=amount, reason=why[:200])


def send_refund(*, refund: Refund) -> bool:
    """Have the provider pay a card back; tell whether this call did. Any number of times at once: the key makes it one. Raises ProviderError."""
    if refund.state != Refund.State.ASKED or refund.payment.method != Payment.Method.CARD:
        return False
    number = stripe.refund(intent=refund.payment.intent, amount=refund.amount, key=str(refund.public_id))
    with transaction.atomic():
        refund = Refund.objects.select_for_update().get(pk=refund.pk)
        if refund.state == Refund.State.DONE:
            return False
        refund.state, refund.provider_id, refund.done_at = Refund.State.DONE, number, timezone.now()
        refund.save()
    return True


@transaction.atomic
def confirm_refund(*, refund: Refund, by: "User") -> Refund:
    """Note that a curator has wired a refund. Twice changes nothing. Raises NotAllowedError."""
    refund = Refund.objects.select_for_update(of=("self",)).select_related("payment__campaign__business__neighbourhood").get(pk=refund.pk)
    business = refund.payment.campaign.business
    if owns(by, business) or not runs(by, business.neighbourhood) or refund.payment.method != Payment.Method.TRANSFER:
        raise NotAllowedError(_("Curators of the shop's neighbourhood wire refunds, and never their own."))
    if refund.state == Refund.State.ASKED:
        refund.state, refund.done_at, refund.done_by = Refund.State.DONE, timezone.now(), by
        refund.save()
        record(refund.payment.campaign, "refund_wired", by=by)
    return refund
