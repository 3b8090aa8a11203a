"""Money: cards at the provider's, transfers, refunds. Whatever a message says, and however often, nothing is wrong and nothing is lost."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.utils import timezone

import pytest

from ads import jobs, services
from ads.errors import NotAllowedError, ProviderError, WrongStateError
from ads.models import Campaign, Invoice, Payment, Placement, ProviderEvent, Refund
from ads.providers import stripe
from home.services import appoint_curator
from tests.factories.accounts import UserFactory
from tests.factories.ads import BusinessFactory, SlotFactory, basket, paid, priced

WEBHOOK = "/commerces/paiement/stripe/"
DONE, GONE = "checkout.session.completed", "checkout.session.expired"


def send(body, *, stamp=None, signature=None):
    stamp = stamp or int(time.time())
    signature = signature or f"t={stamp},v1={stripe.sign(body, stamp)}"
    return Client().post(WEBHOOK, body, content_type="application/json", headers={"Stripe-Signature": signature}).status_code


def at_stripe(server, slot, *weeks, **options):
    """Return a campaign whose owner has the provider's page open, and its payment."""
    campaign = priced(slot, *weeks, **options)
    payment = services.start_card(campaign=campaign, by=campaign.business.owner)
    assert payment.checkout_url == f"{server.url}/pay/{payment.session}"
    return campaign, payment


def look_at(payment):
    """Do what the worker does when it is woken."""
    jobs.check_payment(payment.pk)
    payment.refresh_from_db()
    return payment


@pytest.mark.django_db
def test_a_card_payment_opens_one_page_and_pays_once(stripe_server):
    campaign, payment = at_stripe(stripe_server, SlotFactory(), 1, 2)
    assert services.start_card(campaign=campaign, by=campaign.business.owner) == payment
    assert (len(stripe_server.sessions), payment.amount) == (1, 4320)
    assert look_at(payment).state == "pending"
    stripe_server.pay(payment.session)
    assert send(stripe_server.event(DONE, payment.session)) == 200
    for _again in range(3):
        assert look_at(payment).state == "paid"
    campaign.refresh_from_db()
    assert campaign.state == "vetting"
    assert Invoice.objects.count() == 1
    assert set(campaign.placements.values_list("state", flat=True)) == {"booked"}


@pytest.mark.django_db
def test_a_forged_or_stale_message_is_refused(stripe_server):
    """Nothing is noted of it; the same message, signed, is taken in (the positive control)."""
    _campaign, payment = at_stripe(stripe_server, SlotFactory(), 1)
    body, now = stripe_server.event(DONE, payment.session), int(time.time())
    good = stripe.sign(body, now)
    for signature in (f"t={now},v1={'0' * 64}", f"t={now}", f"v1={good}", "", f"t={now + 1},v1={good}", f"t={now},v0={good}", f"t=x,v1={good}",
                      f"t={now},t={now + 1},v1={good}", f"t={now},v1=é{good}"):  # fmt: skip
        assert send(body, signature=signature or "-") == 400
    assert send(body, stamp=now - stripe.TOLERANCE - 2) == 400
    assert send(b"[]") == send(b"{}") == send(b"nonsense") == 400
    assert send(body + b" ", signature=f"t={now},v1={good}") == 400
    assert not ProviderEvent.objects.exists()
    assert send(body, signature=f"t={now},v1={'0' * 64},v1={good}") == 200  # two secrets while one is changed
    assert ProviderEvent.objects.count() == 1


@pytest.mark.django_db
def test_a_message_is_believed_for_nothing_but_that_it_came(stripe_server):
    """A signed "completed" about a page that nobody paid pays nothing; a page that asks for less than it should is refused."""
    campaign, payment = at_stripe(stripe_server, SlotFactory(), 1)
    assert send(stripe_server.event(DONE, payment.session)) == 200
    assert look_at(payment).state == "pending"
    stripe_server.pay(payment.session)
    stripe_server.sessions[payment.session]["amount_total"] = 1
    with pytest.raises(ProviderError):
        services.check_card(payment=payment)
    assert look_at(payment).state == "pending"
    campaign.refresh_from_db()
    assert campaign.paid_at is None


@pytest.mark.django_db
def test_messages_out_of_order_change_nothing(stripe_server):
    campaign, payment = at_stripe(stripe_server, SlotFactory(), 1)
    stripe_server.pay(payment.session)
    for kind in (GONE, DONE, GONE, "charge.refunded", "something.new", DONE):
        assert send(stripe_server.event(kind, payment.session)) == 200
        look_at(payment)
    assert payment.state == "paid"
    assert Invoice.objects.count() == 1
    assert send(stripe_server.event(DONE, "cs_unknown")) == 200
    campaign.refresh_from_db()
    assert campaign.state == "vetting"


@pytest.mark.django_db(transaction=True)
def test_one_message_twenty_times_at_once_is_noted_once(stripe_server):
    """And twenty workers woken by it take the money in once."""
    _campaign, payment = at_stripe(stripe_server, SlotFactory(), 1)
    stripe_server.pay(payment.session)
    body = stripe_server.event(DONE, payment.session, number="evt_same")

    def both(_index):
        try:
            status = send(body)
            services.check_card(payment=payment)
            return status
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        assert set(pool.map(both, range(20))) == {200}
    assert ProviderEvent.objects.count() == 1
    assert Invoice.objects.count() == 1
    assert Payment.objects.filter(state="paid").count() == 1


@pytest.mark.django_db
def test_a_message_that_never_comes_is_made_up_for_by_the_sweep(stripe_server):
    campaign, payment = at_stripe(stripe_server, SlotFactory(), 1)
    stripe_server.pay(payment.session)
    stripe_server.silent = True
    Payment.objects.update(created_at=timezone.now() - timedelta(minutes=3))
    jobs.sweep_payments()
    payment.refresh_from_db()
    assert payment.state == "pending"
    stripe_server.silent = False
    jobs.sweep_payments()
    payment.refresh_from_db()
    campaign.refresh_from_db()
    assert (payment.state, campaign.state) == ("paid", "vetting")


@pytest.mark.django_db
def test_money_that_comes_late_buys_what_is_free_and_goes_back_for_the_rest(stripe_server):
    """The page was paid after its time, and one of the two weeks belongs to another shop by then."""
    slot = SlotFactory()
    campaign, payment = at_stripe(stripe_server, slot, 1, 2)
    Campaign.objects.filter(pk=campaign.pk).update(held_until=timezone.now() - timedelta(seconds=1))
    jobs.sweep_payments()
    basket(slot, 2)
    stripe_server.pay(payment.session)
    assert look_at(payment).state == "paid"
    states = dict(campaign.placements.order_by("week").values_list("state", "refunded"))
    assert states == {"booked": 0, "lost": 18}
    refund = Refund.objects.get()
    assert refund.amount == 2160
    invoice, note = Invoice.objects.order_by("pk")
    assert (float(invoice.gross), float(note.gross), note.corrects) == (43.2, 21.6, invoice)
    for _again in range(2):
        jobs.sweep_payments()
    refund.refresh_from_db()
    assert refund.state == "done"
    assert [entry["amount"] for entry in stripe_server.refunds.values()] == [2160]


@pytest.mark.django_db
def test_two_workers_send_one_refund(stripe_server, neighbourhood, curator):
    slot = SlotFactory(neighbourhood=neighbourhood)
    campaign, payment = at_stripe(stripe_server, slot, 1)
    stripe_server.pay(payment.session)
    look_at(payment)
    services.refuse_ad(campaign=campaign, neighbourhood=neighbourhood, by=curator, why="Cette adresse ne répond pas.")
    refund = Refund.objects.get()
    assert [services.send_refund(refund=refund), services.send_refund(refund=refund)] == [True, False]
    assert len(stripe_server.refunds) == 1


@pytest.mark.django_db
def test_paid_by_transfer_and_by_card_one_of_them_goes_back(stripe_server, neighbourhood, curator):
    campaign, card = at_stripe(stripe_server, SlotFactory(neighbourhood=neighbourhood), 1)
    transfer = services.start_transfer(campaign=campaign, by=campaign.business.owner)
    services.confirm_transfer(payment=transfer, by=curator)
    stripe_server.pay(card.session)
    look_at(card)
    assert Invoice.objects.count() == 1
    assert list(Refund.objects.values_list("payment__method", "amount")) == [("card", 2160)]


@pytest.mark.django_db
def test_without_keys_there_is_the_transfer_and_no_webhook(client, settings):
    assert client.post(WEBHOOK, b"{}", content_type="application/json").status_code == 404
    campaign = priced(SlotFactory(), 1)
    client.force_login(campaign.business.owner)
    address = f"/commerces/campagnes/{campaign.public_id}/payer/"
    assert "Stripe" not in client.get(address).content.decode()
    client.post(address, {"method": "card"})
    payment = campaign.payments.get()
    assert payment.method == "transfer"
    page = client.get(address).content.decode()
    assert payment.reference in page
    assert "FR76 3000" in page
    assert not any(f'name="{name}"' in page for name in ("card", "number", "cvc", "exp"))


@pytest.mark.django_db
def test_a_transfer_is_confirmed_by_the_shops_curators_alone(neighbourhood, curator, other_curator, resident):
    slot = SlotFactory(neighbourhood=neighbourhood)
    campaign = priced(slot, 1)
    payment = services.start_transfer(campaign=campaign, by=campaign.business.owner)
    assert services.start_transfer(campaign=campaign, by=campaign.business.owner) == payment
    for stranger in (other_curator, resident, campaign.business.owner):
        with pytest.raises(NotAllowedError):
            services.confirm_transfer(payment=payment, by=stranger)
    own = priced(slot, 2, business=BusinessFactory(neighbourhood=neighbourhood, owner=curator))
    own_payment = services.start_transfer(campaign=own, by=curator)
    with pytest.raises(NotAllowedError):
        services.confirm_transfer(payment=own_payment, by=curator)
    for _again in range(2):
        assert services.confirm_transfer(payment=payment, by=curator).state == "paid"
    assert Invoice.objects.count() == 1
    second = UserFactory()
    appoint_curator(place=neighbourhood, user=second)
    Campaign.objects.filter(pk=own.pk).update(held_until=timezone.now())
    jobs.sweep_payments()
    with pytest.raises(WrongStateError):
        services.confirm_transfer(payment=own_payment, by=second)
    assert Placement.objects.taking().count() == 1


@pytest.mark.django_db
def test_a_refund_by_transfer_waits_for_a_curator_to_send_it(neighbourhood, curator, other_curator):
    campaign = paid(SlotFactory(neighbourhood=neighbourhood), 1, curator=curator)
    services.cancel_campaign(campaign=campaign, by=campaign.business.owner)
    refund = Refund.objects.get()
    assert list(Refund.objects.to_wire(curator)) == [refund]
    assert not Refund.objects.to_wire(other_curator)
    with pytest.raises(NotAllowedError):
        services.confirm_refund(refund=refund, by=other_curator)
    for _again in range(2):
        assert services.confirm_refund(refund=refund, by=curator).state == "done"
