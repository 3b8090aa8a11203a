"""One service from one neighbour to another. A swap has two legs, hours have one; three neighbours in a ring have one each."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from listings import hours
from listings.models.response import Response
from listings.querysets.legs import LegQuerySet


class Leg(models.Model):
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="legs")
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    receiver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=80)
    #: What the receiver's time account pays when it is done; nothing for a swap.
    minutes = models.PositiveSmallIntegerField(null=True)
    #: When the giver said that it was done, and when the receiver did: only that counts.
    given_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)

    objects = LegQuerySet.as_manager()

    class Meta:
        verbose_name = _("leg of an exchange")
        verbose_name_plural = _("legs of exchanges")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["response", "giver"], name="one_leg_each_way"),
            models.CheckConstraint(condition=~models.Q(giver=models.F("receiver")), name="a_leg_joins_two_people"),
        ]
        indexes = [
            models.Index(fields=["giver"], name="legs_to_give", condition=models.Q(received_at=None)),
            models.Index(fields=["receiver"], name="legs_to_receive", condition=models.Q(received_at=None)),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def is_done(self) -> bool:
        return self.received_at is not None

    @property
    def time(self) -> str:
        """The hours it costs, in words; nothing for a swap."""
        return hours.in_words(self.minutes) if self.minutes else ""
