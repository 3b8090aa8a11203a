"""The way back in without e-mail: a printed sheet of codes, and a request that waits before it opens (domain.md §1)."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.querysets import RecoveryCodeQuerySet, RecoveryRequestQuerySet


class RecoveryCode(models.Model):
    """One line of the sheet. The code is stored as a password is; its first sign, the slot, says which hash to compare."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes")
    slot = models.CharField(max_length=1)
    code_hash = models.CharField(max_length=128)
    created_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = RecoveryCodeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "slot"], name="accounts_one_recovery_code_per_slot")]

    def __str__(self) -> str:
        return f"{self.user_id}/{self.slot}"


class RecoveryRequest(models.Model):
    """Somebody holding a code asked for a new password. It opens after a delay unless the owner says no."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        ANNOUNCED = "announced", _("Announced")
        READY = "ready", _("Ready")
        USED = "used", _("Used")
        CANCELLED = "cancelled", _("Cancelled")

    class Way(models.TextChoices):
        """What was shown to begin with. Upper rooms know the others; the delay is the same for all."""

        SHEET = "sheet", _("recovery sheet")
        POSTCARD = "postcard", _("card to the home")
        VOUCHERS = "vouchers", _("the two neighbours who vouched")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_requests")
    code = models.OneToOneField(RecoveryCode, on_delete=models.SET_NULL, null=True, related_name="request")
    way = models.CharField(max_length=10, choices=Way, default=Way.SHEET)
    #: Where the way has a code of its own: what recognises the same person after the delay.
    code_hash = models.CharField(max_length=200, blank=True, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.REQUESTED)
    requested_at = models.DateTimeField(default=timezone.now)
    announced_at = models.DateTimeField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = RecoveryRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            # The delay runs from the announcement: what was never announced never opens.
            models.CheckConstraint(
                condition=models.Q(state__in=["requested", "cancelled"]) | models.Q(announced_at__isnull=False, ready_at__isnull=False),
                name="accounts_recovery_opens_after_announcement",
            ),
        ]
        indexes = [
            models.Index(fields=["user"], name="accounts_recovery_open", condition=models.Q(state__in=["requested", "announced", "ready"])),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} ({self.state})"

    @property
    def is_open(self) -> bool:
        return self.state in {self.State.REQUESTED, self.State.ANNOUNCED, self.State.READY}
