"""A campaign is paid: by card at the provider's, or by transfer that a curator confirms. Under the campaign's lock."""

import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ads import limits, money
from ads.errors import NotAllowedError, ProviderError, WrongStateError
from ads.models import Campaign, Payment, Placement, ProviderEvent, Seller
from ads.permissions import owns, runs
from ads.providers import stripe
from ads.services.booking import keep_until, lock_campaign, try_to_take
from ads.services.invoicing import issue_invoice, line_of, rate_of
from ads.services.record import curators_of, record, tell
from ads.services.refunds import refund_placements

if TYPE_CHECKING:
    from accounts.models import User

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # what nobody misreads on a transfer


def amounts_of(campaign: Campaign) -> money.Totals:
    """Return what a campaign costs: its placements that are not given back, and VAT."""
    rate = rate_of(Seller.current())
    prices = campaign.placements.taking().values_list("price", flat=True)
    return money.totals(line_of(price, rate) for price in prices)


@transaction.atomic
def start_transfer(*, campaign: Campaign, by: "User") -> Payment:
    """Say that one pays by transfer: the weeks are kept for `limits.TRANSFER_HOLD`. Twice gives the same reference.

    Raises NotAllowedError, WrongStateError.
    """
    campaign = _payable(campaign, by)
    if waiting := campaign.payments.filter(method="transfer", state="pending").first():
        return waiting
    payment = _payment(campaign, Payment.Method.TRANSFER)
    keep_until(campaign, limits.TRANSFER_HOLD)
    campaign.save()
    record(campaign, "transfer_announced", by=by)
    tell("transfer-to-confirm", curators_of(campaign.business.neighbourhood), by=by, campaign=campaign)
    return payment


@transaction.atomic
def confirm_transfer(*, payment: Payment, by: "User") -> Payment:
    """Note that a transfer has arrived. Twice changes nothing. Raises NotAllowedError, WrongStateError when the weeks went back."""
    campaign = lock_campaign(payment.campaign)
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    if owns(by, campaign.business) or not runs(by, campaign.business.neighbourhood):
        raise NotAllowedError(_("Curators of the shop's neighbourhood confirm transfers, and never their own."))
    if payment.state == Payment.State.PAID:
        return payment
    if payment.method != Payment.Method.TRANSFER or payment.state != Payment.State.PENDING:
        raise WrongStateError(_("This transfer came too late: its weeks went back. Send the money back."))
    payment.confirmed_by = by
    return mark_paid(campaign, payment, by=by)


def start_card(*, campaign: Campaign, by: "User") -> Payment:
    """Open the provider's payment page. Raises NotAllowedError, WrongStateError, ProviderError (nothing is lost: try again).

    The call to the provider stands between two transactions: no lock waits for somebody else's server.
    """
    with transaction.atomic():
        locked = _payable(campaign, by)
        payment = locked.payments.filter(method="card", state="pending").first() or _payment(locked, Payment.Method.CARD)
        keep_until(locked, limits.CARD_HOLD)
        locked.save()
    if payment.session:
        return payment
    back = settings.PALIER_BASE_URL + reverse("ads:campaign", args=[locked.public_id])
    session = stripe.open_session(
        reference=payment.reference,
        amount=payment.amount,
        label=_("Advertisement on Palier, %(reference)s") % {"reference": payment.reference},
        back=back,
        expires=int((timezone.now() + limits.CARD_HOLD).timestamp()),
    )
    if not session.url.startswith(("https://", "http://127.0.0.1:")):
        raise ProviderError(_("The payment provider gave no safe page."))
    Payment.objects.filter(pk=payment.pk).update(session=session.id, checkout_url=session.url)
    payment.session, payment.checkout_url = session.id, session.url
    return payment


@transaction.atomic
def take_in_event(*, event_id: str, kind: str, session: str) -> Payment | None:
    """Note a message of the provider; return the payment to be looked at, or None when the message is known or not ours.

    Twice at once: the second waits for the first, and finds it known.
    """
    try:
        with transaction.atomic():
            ProviderEvent.objects.create(event_id=event_id, kind=kind[:80], session=session[:255])
    except IntegrityError:
        return None
    return Payment.objects.of_session(session).first() if session else None


def check_card(*, payment: Payment) -> Payment:
    """Ask the provider what became of a card payment and do what follows. Any number of times, in any order. Raises ProviderError."""
    if payment.state == Payment.State.PAID or not payment.session:
        return payment
    session = stripe.read_session(payment.session)
    with transaction.atomic():
        campaign = lock_campaign(payment.campaign)
        payment = Payment.objects.select_for_update().get(pk=payment.pk)
        payment.checked_at = timezone.now()
        if payment.state == Payment.State.PAID:
            return payment
        if session.paid:
            if (session.amount, session.currency, session.reference) != (payment.amount, "eur", payment.reference):
                raise ProviderError("The payment is not the one that was asked for.")
            payment.intent = session.intent
            return mark_paid(campaign, payment, by=None)
        if session.status == "expired":
            payment.state = Payment.State.EXPIRED
        payment.save()
        return payment


def mark_paid(campaign: Campaign, payment: Payment, *, by: "User | None") -> Payment:
    """Take a locked campaign's money in: invoice it, and let the curators read. Called under its lock.

    Money that comes late buys what is still free; for the rest it goes back, with a credit note that says so.
    """
    now = timezone.now()
    payment.state, payment.paid_at = Payment.State.PAID, now
    if campaign.paid_at is not None:  # paid twice, by card and by transfer: the second payment goes back whole
        payment.state = Payment.State.EXPIRED
        payment.save()
        refund_double(payment)
        return payment
    payment.save()
    before, campaign.state, campaign.paid_at = campaign.state, Campaign.State.VETTING, now
    campaign.save()
    bought = list(campaign.placements.filter(state__in=["held", "released"]).select_related("slot__neighbourhood"))
    lost = []
    for placement in bought:
        if not try_to_take(placement, Placement.State.BOOKED):
            placement.state = Placement.State.LOST
            placement.save()
            lost.append(placement)
    invoice = issue_invoice(campaign=campaign, payment=payment, placements=bought)
    record(campaign, "paid", by=by, before=before, after=campaign.state, invoice=invoice.number)
    if lost:
        refund_placements(
            campaign=campaign, amounts={placement: placement.price for placement in lost}, why=_("Paid after the weeks had gone.")
        )
    if len(lost) == len(bought):
        campaign.state = Campaign.State.REFUSED
        campaign.save()
    for neighbourhood in {placement.slot.neighbourhood for placement in bought if placement not in lost}:
        tell("ad-to-read", curators_of(neighbourhood), by=by, campaign=campaign)
    tell("ad-paid", [campaign.business.owner], by=None, campaign=campaign)
    return payment


def refund_double(payment: Payment) -> None:
    """Send a second payment of one campaign back. It bought nothing, so no invoice names it."""
    from ads.services.refunds import ask_refund

    ask_refund(payment, payment.amount, _("Paid twice."))


def _payable(campaign: Campaign, by: "User") -> Campaign:
    campaign = lock_campaign(campaign)
    if not owns(by, campaign.business):
        raise NotAllowedError(_("Only the owner of a shop pays for it."))
    if campaign.state != Campaign.State.PRICED or campaign.held_until <= timezone.now():
        raise WrongStateError(_("The time of this basket is over and its weeks went back. Please choose them again."))
    return campaign


def _payment(campaign: Campaign, method: str) -> Payment:
    reference = "PAL-" + "".join(secrets.choice(_LETTERS) for _index in range(8))
    amount = money.in_cents(amounts_of(campaign).gross)
    return Payment.objects.create(campaign=campaign, method=method, amount=amount, reference=reference)
