"""Money coming in and going back. Amounts in cents. No card number ever comes near: cards are typed at the provider's."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ads.models.campaign import Campaign
from ads.querysets.payments import PaymentQuerySet, RefundQuerySet


class Payment(models.Model):
    class Method(models.TextChoices):
        CARD = "card", _("Card")
        TRANSFER = "transfer", _("Bank transfer")

    class State(models.TextChoices):
        PENDING = "pending", pgettext_lazy("payment", "awaited")
        PAID = "paid", pgettext_lazy("payment", "paid")
        EXPIRED = "expired", pgettext_lazy("payment", "not paid in time")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="payments")
    method = models.CharField(max_length=8, choices=Method)
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    amount = models.PositiveIntegerField(help_text=_("In cents, VAT included."))
    #: What the shop writes on its transfer.
    reference = models.CharField(max_length=20, unique=True)
    session = models.CharField(max_length=255, blank=True, db_index=True)
    intent = models.CharField(max_length=255, blank=True)
    checkout_url = models.URLField(max_length=2000, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    checked_at = models.DateTimeField(null=True, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        constraints = [
            models.UniqueConstraint(fields=["campaign"], condition=models.Q(state="paid"), name="a_campaign_is_paid_once"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="a_payment_pays_something"),
        ]

    def __str__(self) -> str:
        return self.reference


class Refund(models.Model):
    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("refund", "on its way")
        DONE = "done", pgettext_lazy("refund", "paid back")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    amount = models.PositiveIntegerField(help_text=_("In cents, VAT included."))
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=5, choices=State, default=State.ASKED)
    provider_id = models.CharField(max_length=255, blank=True)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = RefundQuerySet.as_manager()

    class Meta:
        verbose_name = _("refund")
        constraints = [models.CheckConstraint(condition=models.Q(amount__gt=0), name="a_refund_gives_something")]

    def __str__(self) -> str:
        return str(self.public_id)


class ProviderEvent(models.Model):
    """A message of the provider that was taken in: its number only, so that the same one twice does nothing twice."""

    event_id = models.CharField(max_length=255, primary_key=True)
    kind = models.CharField(max_length=80)
    session = models.CharField(max_length=255, blank=True)
    received_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("message of the payment provider")
        verbose_name_plural = _("messages of the payment provider")

    def __str__(self) -> str:
        return self.event_id
