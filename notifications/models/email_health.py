import hashlib
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User

#: So many refusals in a row and an address is parked until its owner changes or confirms it (EML-02).
HARD_BOUNCES = 3


class EmailHealth(models.Model):
    """How a person's address behaves. Holds a fingerprint of the address, so that a new one starts afresh."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="email_health")
    fingerprint = models.CharField(max_length=64)
    hard_bounces = models.PositiveSmallIntegerField(default=0)
    parked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("state of an e-mail address")
        indexes = [models.Index(fields=["user", "fingerprint"], name="parked_address", condition=models.Q(parked_at__isnull=False))]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.hard_bounces}"

    @classmethod
    def is_parked(cls, user: "User") -> bool:
        """Tell whether letters to this person's present address came back so often that none leaves any more."""
        return cls.objects.filter(user=user, parked_at__isnull=False, fingerprint=cls.fingerprint_of(user.email)).exists()

    @staticmethod
    def fingerprint_of(address: str) -> str:
        """Return what stands for an address here. The address itself is kept in one place only: the account."""
        return hashlib.sha256(address.strip().lower().encode()).hexdigest()
