"""What a group purchase puts into somebody's calendar: the last moment to pledge, and when they fetch theirs or hand it out."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from listings.models.group_buy import GroupBuyPage
from listings.querysets import PurchaseDateQuerySet


class PurchaseDate(models.Model):
    """Kept in step by `services.purchases.calendar`, and kept when it is cancelled: calendars must hear of it. Like `Occurrence`, for one person."""

    class What(models.TextChoices):
        CLOSING = "closing", pgettext_lazy("purchase", "last moment to pledge")
        PICKUP = "pickup", pgettext_lazy("purchase", "pick-up")

    #: Also the UID of the entry in every calendar: it stays when the time changes.
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    purchase = models.ForeignKey(GroupBuyPage, on_delete=models.CASCADE, related_name="dates")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=7, choices=What)
    #: Which day of a pick-up, for who hands out; others come once.
    number = models.PositiveSmallIntegerField(default=0)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    #: Rises with every change, as RFC 5545 asks.
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = PurchaseDateQuerySet.as_manager()
    #: Why it is cancelled is told on the purchase's own page, to who may read it.
    cancelled_why = ""

    class Meta:
        verbose_name = _("date of a group purchase")
        verbose_name_plural = _("dates of group purchases")
        ordering = ["starts_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["purchase", "person", "what", "number"], name="one_purchase_date_per_person")]
        indexes = [models.Index(fields=["person", "ends_at"], name="purchase_date_of_person")]

    def __str__(self) -> str:
        return f"{self.public_id}: {self.what}"

    @property
    def listing(self) -> GroupBuyPage:
        return self.purchase

    @property
    def is_standing(self) -> bool:
        return self.cancelled_at is None

    @property
    def is_certain(self) -> bool:
        """Tell whether it takes place for sure: a pick-up only once the purchase is settled."""
        return self.what == self.What.CLOSING or not self.purchase.is_collecting

    @property
    def summary(self) -> str:
        return f"{self.purchase.title} ({self.get_what_display()})"
