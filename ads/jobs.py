"""What happens to campaigns by itself. Each job may run twice at the same time: the services decide under lock."""

import logging

from ads import services
from ads.errors import ProviderError
from ads.models import Campaign, Payment, Refund
from ads.providers import stripe

logger = logging.getLogger(__name__)

#: Rows one run takes; the next run takes the rest.
_BATCH = 200


def check_payment(payment_id: int) -> None:
    """Ask the provider about one card payment; a provider that does not answer is asked again by the sweep."""
    if payment := Payment.objects.filter(pk=payment_id).first():
        _check(payment)


def sweep_payments() -> int:
    """Look at card payments nothing was heard of, send refunds of cards, free the weeks of baskets whose time is over."""
    if stripe.is_on():
        for payment in Payment.objects.to_check()[:_BATCH]:
            _check(payment)
        for refund in Refund.objects.to_send().select_related("payment")[:_BATCH]:
            try:
                services.send_refund(refund=refund)
            except ProviderError as error:
                logger.warning("A refund waits for the payment provider: %s", error)
    return sum(services.release_overdue(campaign=campaign) for campaign in Campaign.objects.overdue()[:_BATCH])


def advance_campaigns() -> int:
    """Start and end the campaigns whose week has come; return how many."""
    due = [*Campaign.objects.to_start()[:_BATCH], *Campaign.objects.to_end()[:_BATCH]]
    return sum(services.advance(campaign=campaign) for campaign in due)


def flush_counts() -> int:
    """Add the views and clicks of the last minute to their days."""
    return services.flush_counts()


def _check(payment: Payment) -> None:
    try:
        services.check_card(payment=payment)
    except ProviderError as error:
        logger.warning("A card payment waits for the payment provider: %s", error)
