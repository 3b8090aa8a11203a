"""What a group purchase keeps beside its page: products, hours of the pick-up, and what each person takes."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from listings.group_shares import Article
from listings.models.group_buy import GroupBuyPage
from listings.models.response import Response
from listings.querysets import PledgeQuerySet, SlotQuerySet


class Product(models.Model):
    purchase = models.ForeignKey(GroupBuyPage, on_delete=models.CASCADE, related_name="products")
    name = models.CharField(max_length=80)
    #: What one takes one of: « stère », « pot de 500 g ».
    unit = models.CharField(max_length=40)
    price = models.DecimalField(max_digits=7, decimal_places=2)
    #: How many units the supplier sells together.
    pack = models.PositiveSmallIntegerField(default=1)
    minimum = models.PositiveSmallIntegerField(default=1)
    maximum = models.PositiveSmallIntegerField(null=True, blank=True)
    step = models.PositiveSmallIntegerField(default=1)
    #: How many packs the supplier has at most.
    packs_available = models.PositiveSmallIntegerField(null=True, blank=True)
    #: Lower prices: pairs of how much is reached, and the price as text.
    lower_prices = models.JSONField(default=list, blank=True)
    #: Units that came, once counted.
    received = models.PositiveIntegerField(null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = gettext_lazy("product of a group purchase")
        verbose_name_plural = gettext_lazy("products of group purchases")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["purchase", "name"], name="a_product_is_offered_once"),
            models.CheckConstraint(condition=Q(price__gte=0), name="a_price_is_not_negative"),
            models.CheckConstraint(condition=Q(pack__gte=1, step__gte=1, minimum__gte=1), name="a_product_comes_in_whole_units"),
            models.CheckConstraint(condition=Q(maximum=None) | Q(maximum__gte=F("minimum")), name="a_product_may_be_taken"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def capacity(self) -> int | None:
        """How many units there are in all; None when the supplier has enough."""
        return None if self.packs_available is None else self.packs_available * self.pack

    @property
    def tiers(self) -> list[tuple[int, Decimal]]:
        return [(needed, Decimal(price)) for needed, price in self.lower_prices]

    @property
    def article(self) -> Article:
        return Article(self.pk, self.price, self.pack, self.step, self.minimum, tuple(self.tiers))

    def terms(self) -> tuple[Any, ...]:
        """Return what a pledge to take some of it rests on, the price apart."""
        return self.unit, self.pack, self.minimum, self.maximum, self.step

    def refusal_of(self, quantity: int) -> str:
        """Return why one person cannot take this much; nothing when they can."""
        if quantity < self.minimum:
            return _("%(product)s: at least %(count)s.") % {"product": self.name, "count": self.minimum}
        if self.maximum is not None and quantity > self.maximum:
            return _("%(product)s: at most %(count)s.") % {"product": self.name, "count": self.maximum}
        if quantity % self.step:
            return _("%(product)s: in steps of %(count)s.") % {"product": self.name, "count": self.step}
        return ""


class PickupSlot(models.Model):
    purchase = models.ForeignKey(GroupBuyPage, on_delete=models.CASCADE, related_name="slots")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    #: How many participants may come then.
    room = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = SlotQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("hour of a pick-up")
        verbose_name_plural = gettext_lazy("hours of a pick-up")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["purchase", "starts_at"], name="an_hour_is_offered_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="an_hour_lasts"),
        ]

    def __str__(self) -> str:
        start, end = timezone.localtime(self.starts_at), timezone.localtime(self.ends_at)
        words = _("%(day)s, %(start)s to %(end)s")
        return words % {
            "day": date_format(start, "l j F"),
            "start": date_format(start, "TIME_FORMAT"),
            "end": date_format(end, "TIME_FORMAT"),
        }


class Pledge(models.Model):
    """One person's part. It hangs on a response, which says who and in which state."""

    response = models.OneToOneField(Response, on_delete=models.CASCADE, related_name="pledge")
    slot = models.ForeignKey(PickupSlot, on_delete=models.SET_NULL, null=True, blank=True, related_name="pledges")
    helps = models.BooleanField(default=False)
    collected_at = models.DateTimeField(null=True, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)
    #: The organiser or the deputy who ticked last.
    ticked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("pledge")
        verbose_name_plural = gettext_lazy("pledges")
        ordering = ["response__asked_at", "pk"]

    def __str__(self) -> str:
        return str(self.response_id)


class PledgeLine(models.Model):
    pledge = models.ForeignKey(Pledge, on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="lines")
    quantity = models.PositiveSmallIntegerField()
    #: The price per unit when the person pledged: so that they see what changed.
    seen_price = models.DecimalField(max_digits=7, decimal_places=2)
    #: Set when the purchase is settled: the units ordered for this person, and what each costs.
    ordered = models.PositiveSmallIntegerField(null=True, blank=True)
    price = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    #: What this person gets of what came.
    share = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = gettext_lazy("line of a pledge")
        verbose_name_plural = gettext_lazy("lines of pledges")
        ordering = ["product__order", "product_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["pledge", "product"], name="a_product_is_pledged_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="a_pledge_takes_something"),
            models.CheckConstraint(condition=Q(ordered=None) | Q(ordered__lte=F("quantity")), name="no_more_is_ordered_than_pledged"),
            models.CheckConstraint(condition=Q(share=None) | Q(share__lte=F("ordered")), name="no_more_is_handed_out_than_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.quantity}"

    @property
    def due(self) -> int:
        """The units this person gets as far as is known by now."""
        return next(count for count in (self.share, self.ordered, self.quantity) if count is not None)

    @property
    def amount(self) -> Decimal:
        """What this costs, in euros; exact, since units are whole."""
        return self.due * (self.price if self.price is not None else self.product.price)


def total(lines: Sequence[PledgeLine]) -> Decimal:
    """Return what these lines cost together, in euros."""
    return sum((line.amount for line in lines), Decimal("0.00"))
