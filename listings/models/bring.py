"""What is still needed for a meetup, and who brings it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from listings.models.base import ListingPage
from listings.models.occurrence import Occurrence


class BringItem(models.Model):
    listing = models.ForeignKey(ListingPage, on_delete=models.CASCADE, related_name="bring_items")
    label = models.CharField(max_length=80)
    #: How many people may take it upon themselves.
    wanted = models.PositiveSmallIntegerField(default=1)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("thing to bring")
        verbose_name_plural = _("things to bring")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["listing", "label"], name="a_thing_is_asked_for_once"),
            models.CheckConstraint(condition=models.Q(wanted__gte=1), name="a_thing_to_bring_is_wanted"),
        ]

    def __str__(self) -> str:
        return self.label


class BringPromise(models.Model):
    item = models.ForeignKey(BringItem, on_delete=models.CASCADE, related_name="promises")
    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="bring_promises")
    resident = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    promised_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("promise to bring")
        verbose_name_plural = _("promises to bring")
        ordering = ["promised_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["item", "occurrence", "resident"], name="a_thing_is_promised_once_each")]

    def __str__(self) -> str:
        return str(self.item_id)
