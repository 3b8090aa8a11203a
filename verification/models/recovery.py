"""Coming back to an account by a card to its home, or by the word of the two who let the person in."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import RecoveryRequest
from verification.models.vouch import VouchRequest
from verification.querysets import RecoveryCallQuerySet, RecoveryWishQuerySet


class RecoveryWish(models.Model):
    """A name somebody typed, for a card an address too. Sealed, because together they might say who lives where; gone within minutes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sealed_content = models.BinaryField(editable=False)
    asked_at = models.DateTimeField(auto_now_add=True, db_index=True)

    objects = RecoveryWishQuerySet.as_manager()

    class Meta:
        verbose_name = _("wish to come back")

    def __str__(self) -> str:
        return str(self.id)[:8]


class RecoveryCall(models.Model):
    """The two neighbours who let somebody in are asked whether it is that person who wants to come back."""

    recovery = models.OneToOneField(RecoveryRequest, on_delete=models.CASCADE, primary_key=True, related_name="call")
    request = models.ForeignKey(VouchRequest, on_delete=models.CASCADE, related_name="recovery_calls")
    #: Recognises the number that the person tells the two: their yes is for whom they spoke with, and for nobody else who asks.
    number_hash = models.CharField(max_length=64, editable=False)
    called_at = models.DateTimeField(auto_now_add=True)
    first_yes_at = models.DateTimeField(null=True, blank=True)
    second_yes_at = models.DateTimeField(null=True, blank=True)

    objects = RecoveryCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call to two neighbours")
        constraints = [models.UniqueConstraint(fields=["request", "number_hash"], name="one_number_per_call")]

    def __str__(self) -> str:
        return f"{self.recovery_id} for {self.request_id}"

    @property
    def is_answered(self) -> bool:
        return bool(self.first_yes_at and self.second_yes_at)
